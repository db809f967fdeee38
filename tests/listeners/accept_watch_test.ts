import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { acceptCheckMs, acceptMsMax } from "../../src/limits.ts";
import { AcceptWatch } from "../../src/listeners/node/accept_watch.ts";
import { until } from "../contract/connection/bench.ts";
import { FalseClock } from "../support/false_clock.ts";

/** A server that tells the watch of whom it accepts, or keeps that to itself, and a watch over it. */
class Door implements AsyncDisposable {
  readonly clock = new FalseClock();
  readonly told: string[] = [];
  readonly watch: AcceptWatch;
  readonly #server: Server;
  readonly #sockets: Socket[] = [];
  knocks = 0;
  deaf = false;

  private constructor(server: Server, shared: boolean) {
    this.#server = server;
    this.watch = new AcceptWatch({
      clock: this.clock,
      address: () => ({ host: "0.0.0.0", port: (server.address() as AddressInfo).port }),
      shared,
      exhausted: () => void this.told.push("exhausted"),
      deaf: () => void this.told.push("deaf"),
    });
    server.on("connection", (socket) => {
      this.#sockets.push(socket);
      socket.on("error", () => socket.destroy());
      if (!this.deaf && this.watch.accepted(socket.remotePort) === "knock") socket.destroy();
      this.knocks++;
    });
    this.watch.start();
  }

  static async open(shared = false): Promise<Door> {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    return new Door(server, shared);
  }

  /** One look, with its knock if there is one. */
  async look(expected: number): Promise<void> {
    await this.clock.tick(acceptCheckMs);
    if (expected > 0) await until("somebody knocks", () => this.knocks === expected);
    for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => void setImmediate(resolve));
    await this.clock.tick(acceptMsMax);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.watch.stop();
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => void this.#server.close(() => resolve()));
  }
}

Deno.test("AcceptWatch knocks when nobody came, and is content when it is let in", async () => {
  await using door = await Door.open();
  await door.look(1);
  await door.look(2);
  assert.deepEqual(door.told, []);
});

Deno.test("AcceptWatch does not knock where others come in", async () => {
  await using door = await Door.open();
  for (let i = 0; i < 3; i++) {
    door.watch.accepted(undefined);
    await door.clock.tick(acceptCheckMs);
  }
  assert.equal(door.knocks, 0);
});

Deno.test("AcceptWatch tells of a door that nobody opens, each time", async () => {
  await using door = await Door.open();
  door.deaf = true;
  await door.look(1);
  await door.look(2);
  assert.deepEqual(door.told, ["deaf", "deaf"]);
  door.deaf = false;
  await door.look(3);
  assert.equal(door.told.length, 2);
});

Deno.test("AcceptWatch says nothing of a shared door, where another may have opened", async () => {
  await using door = await Door.open(true);
  door.deaf = true;
  await door.look(1);
  assert.deepEqual(door.told, []);
});

Deno.test("AcceptWatch stops when told, with a knock on its way", async () => {
  await using door = await Door.open();
  await door.clock.tick(acceptCheckMs);
  door.watch.stop();
  assert.equal(door.clock.pending, 0);
});
