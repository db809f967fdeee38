import assert from "node:assert/strict";
import { degradedCloseMs, fenceLookMs, fenceMs } from "../src/limits.ts";
import { ParleyError } from "../src/protocol/parley_error.ts";
import { call, connect, guest, ServerBench } from "./support/server_bench.ts";

/** Two servers over one store; the second can be cut off from it. */
async function world() {
  const bench = await ServerBench.open();
  let cut = false;
  const gated = <T extends object>(part: T): T =>
    new Proxy(part, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== "function") return typeof value === "object" && value !== null ? gated(value) : value;
        return (...args: unknown[]) =>
          cut ? Promise.reject(new ParleyError("unavailable")) : Reflect.apply(value, target, args);
      },
    });
  const near = bench.server();
  const far = bench.server({ store: gated(bench.store) });
  await near.start();
  await far.start();
  const ann = await guest(near, "ann");
  const bob = await guest(near, "bob");
  const { body } = await call(near, "GET /api/rooms", ann);
  const room = body.rooms[0]!.id;
  await call(near, `POST /api/rooms/${room}/join`, ann);
  const reader = await connect(far, bob, room);
  await bench.clock.settle();
  const say = async (content: string) => {
    assert.equal((await call(near, `POST /api/rooms/${room}/messages`, ann, { content })).status, 201);
    await bench.clock.settle();
  };
  return {
    bench,
    near,
    far,
    ann,
    bob,
    room,
    reader,
    say,
    cut: (now: boolean) => void (cut = now),
    async [Symbol.asyncDispose]() {
      cut = false;
      await bench.drain(near);
      await bench.drain(far);
      await bench[Symbol.asyncDispose]();
    },
  };
}

Deno.test("a server cut off from the store says degraded, delivers nothing and admits nobody, until it is back", async () => {
  await using w = await world();
  await w.say("before");
  w.cut(true);
  await w.bench.clock.tick(fenceMs + 2 * fenceLookMs);
  assert.deepEqual(w.reader.of("error").map(({ code }) => code), ["degraded"]);
  await w.say("unheard");
  await w.bench.clock.tick(1_000);
  assert.ok(!w.reader.contents.includes("unheard"));
  await assert.rejects(connect(w.far, w.bob, w.room), { code: "degraded" });
  const health = await call(w.far, "GET /health");
  assert.deepEqual([health.status, health.body["status"]], [200, "degraded"]);
  assert.equal((await call(w.far, "GET /ready")).status, 503);
  assert.equal((await call(w.near, "GET /health")).body["status"], "ok");

  w.cut(false);
  await w.bench.clock.tick(5_000);
  assert.equal((await call(w.far, "GET /ready")).status, 200);
  assert.ok(w.reader.contents.includes("unheard"));
  assert.deepEqual(w.reader.seqs, w.reader.seqs.toSorted((a, b) => a - b));
  assert.equal(w.reader.over, false, "who waited that long was not sent away");
});

Deno.test("a server that stays cut off sends everybody away with 1013, whose number says to come back", async () => {
  await using w = await world();
  w.cut(true);
  await w.bench.clock.tick(fenceMs + degradedCloseMs + 4 * fenceLookMs);
  assert.deepEqual(w.reader.closedWith, { code: 1013, reason: "degraded" });
});

Deno.test("who logged out elsewhere while a server was cut off gets nothing more from it when it is back", async () => {
  await using w = await world();
  w.cut(true);
  await w.bench.clock.tick(fenceMs + 2 * fenceLookMs);
  assert.equal((await call(w.near, "POST /api/auth/logout", w.bob)).status, 204);
  await w.say("not for bob");
  w.cut(false);
  await w.bench.clock.tick(5_000);
  assert.equal(w.reader.closedWith?.code, 4401);
  assert.ok(!w.reader.contents.includes("not for bob"));
});

Deno.test("a server has at most as many connections as it may, and says when to come back", async () => {
  await using bench = await ServerBench.open();
  const limits: typeof bench.limits & { connections?: number } = bench.limits;
  limits.connections = 2;
  const server = bench.server();
  await server.start();
  const { body } = await call(server, "GET /api/rooms", await guest(server, "ann"));
  const room = body.rooms[0]!.id;
  const [first] = [
    await connect(server, await guest(server, "bob"), room),
    await connect(server, await guest(server, "cat"), room),
  ];
  const late = await guest(server, "dan");
  await assert.rejects(connect(server, late, room), (error) => {
    return error instanceof ParleyError && error.code === "overloaded" && error.retryAfterMs !== undefined;
  });
  limits.connections = 0;
  const another = await connect(server, late, room);
  assert.ok(!another.over && !first.over);
  await bench.drain(server);
});
