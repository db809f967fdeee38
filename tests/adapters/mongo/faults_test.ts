import assert from "node:assert/strict";
import type { AppendResult } from "../../../src/ports/event_log.ts";
import type { Store } from "../../../src/ports/store.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { ParleyError } from "../../../src/protocol/parley_error.ts";
import { batch, bob, everything, joined, makeRoom } from "../../contract/store/store_cases.ts";
import { MongoServer } from "../../support/mongo_server.ts";
import { mongoTest, openMongoStore } from "./mongo_tests.ts";

/** Milliseconds that a pause of a test's own may take between two looks. */
const lookMs = 20;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Appends to one room as a node does: what is unknown or refused is looked up and said again with the same client_ids. */
class Writer {
  readonly #store: Store;
  readonly #room: Id;
  /** Of each client_id its acknowledged place. */
  readonly acknowledged = new Map<string, number>();
  readonly outcomes = new Map<string, number>();
  writing = true;
  #head = 1;

  constructor(store: Store, room: Id) {
    this.#store = store;
    this.#room = room;
  }

  async run(): Promise<void> {
    for (let i = 0; this.writing; i++) {
      const names = Array.from({ length: 1 + i % 4 }, (_, j) => `${i}.${j}`);
      while (!await this.#write(names)) await pause(lookMs);
    }
  }

  /** Whether all of it is acknowledged, now or at an earlier attempt. */
  async #write(names: readonly string[]): Promise<boolean> {
    const rest = names.filter((name) => !this.acknowledged.has(name));
    if (rest.length === 0) return true;
    const entries = batch(this.#head, ...rest.map((name) => ({ clientId: name, text: name })));
    const result = await this.#said(() => this.#store.log.append(this.#room, this.#head, entries));
    this.outcomes.set(result.kind, (this.outcomes.get(result.kind) ?? 0) + 1);
    if (result.kind === "ok") {
      for (const { clientId, seq } of entries) this.acknowledged.set(clientId!, seq);
      this.#head += entries.length;
      return true;
    }
    if (result.kind === "duplicate") {
      for (const { existing } of result.duplicates) this.acknowledged.set(existing.clientId!, existing.seq);
    }
    const head = await this.#said(() => this.#store.log.heads([this.#room]));
    if (!("kind" in head)) this.#head = head.get(this.#room)!.seq;
    return false;
  }

  async #said<T>(call: () => Promise<T>): Promise<T | (AppendResult & { kind: "unknown" }) | { kind: "unavailable" }> {
    try {
      return await call();
    } catch (error) {
      assert.ok(error instanceof ParleyError && error.code === "unavailable", String(error));
      return { kind: "unavailable" };
    }
  }

  /** Resolves when more is acknowledged than at the time of the call. */
  async progress(msMax: number): Promise<void> {
    const before = this.acknowledged.size;
    const limit = performance.now() + msMax;
    while (this.acknowledged.size === before) {
      assert.ok(performance.now() < limit, `nothing was acknowledged for ${msMax} ms`);
      await pause(lookMs);
    }
  }

  /** Every acknowledged message is where it was said to be, once, in a log without a hole. */
  async verify(store: Store): Promise<void> {
    const entries = await store.log.read(this.#room, everything, 1_000_000);
    assert.deepEqual(entries.map(({ seq }) => seq), entries.map((_, i) => i + 1), "a hole");
    const places = new Map(entries.flatMap(({ clientId, seq }) => clientId === undefined ? [] : [[clientId, seq]]));
    assert.equal(places.size, entries.length - 1, "something is there twice");
    for (const [name, seq] of this.acknowledged) assert.equal(places.get(name), seq, `${name} was acknowledged`);
  }
}

async function startWriters(store: Store, count: number): Promise<{ writers: Writer[]; stop: () => Promise<void> }> {
  const writers: Writer[] = [];
  for (let i = 0; i < count; i++) writers.push(new Writer(store, await makeRoom(store, 1 + i)));
  const running = Promise.all(writers.map((writer) => writer.run()));
  const stop = async (): Promise<void> => {
    for (const writer of writers) writer.writing = false;
    await running;
  };
  return { writers, stop };
}

function sum(writers: readonly Writer[], kind: string): number {
  return writers.reduce((total, { outcomes }) => total + (outcomes.get(kind) ?? 0), 0);
}

mongoTest(
  "the database is killed in the middle of appends: nothing acknowledged is lost, and it goes on within 5 s",
  async () => {
    await using server = await MongoServer.open();
    const store = await openMongoStore(server.url());
    const { writers, stop } = await startWriters(store, 4);
    for (let kill = 0; kill < 3; kill++) {
      await Promise.all(writers.map((writer) => writer.progress(10_000)));
      await server.kill("SIGKILL");
      await server.start();
      await Promise.all(writers.map((writer) => writer.progress(5_000)));
    }
    await stop();
    assert.ok(sum(writers, "unknown") + sum(writers, "unavailable") > 0, "no kill was noticed");
    for (const writer of writers) await writer.verify(store);
    await store.close();
  },
);

mongoTest(
  "the database freezes for longer than calls may take: they end in time, and nothing is lost or doubled",
  async () => {
    await using server = await MongoServer.open();
    const callMsMax = 700;
    const store = await openMongoStore(server.url(), { callMsMax });
    const { writers, stop } = await startWriters(store, 4);
    await Promise.all(writers.map((writer) => writer.progress(10_000)));
    await server.kill("SIGSTOP");
    for (let i = 0; i < 4; i++) {
      const start = performance.now();
      await assert.rejects(store.rooms.byName("x"), { name: "ParleyError" });
      assert.ok(performance.now() - start < callMsMax + 1_000);
    }
    await server.kill("SIGCONT");
    await Promise.all(writers.map((writer) => writer.progress(5_000)));
    await stop();
    assert.ok(sum(writers, "unknown") > 0, "no write was under way when it froze");
    for (const writer of writers) await writer.verify(store);
    await store.close();
  },
);

mongoTest("an answer that is lost is unknown; what was written then is found again by its client_id", async () => {
  await using server = await MongoServer.open();
  const url = server.url();
  const [store, other] = await Promise.all([openMongoStore(url), openMongoStore(url)]);
  const room = await makeRoom(store, 1);
  // Written, but no majority confirms it in time.
  await server.failCommands(url, { mode: { times: 1 }, failCommands: ["insert"], writeConcernError: { code: 64 } });
  const entries = batch(1, { clientId: "a" }, joined(bob, "Bob"));
  assert.deepEqual(await store.log.append(room, 1, entries), { kind: "unknown" });
  assert.deepEqual(await other.log.read(room, { after: 1, upTo: 9 }, 9), entries);
  assert.equal((await other.members.lookup(room, [bob])).members.size, 1, "an effect was missed");
  assert.match((await store.log.append(room, 1, entries)).kind, /^(conflict|duplicate)$/);
  const again = await store.log.append(room, 3, batch(3, { clientId: "a" }));
  assert.equal(again.kind === "duplicate" && again.duplicates[0]?.existing.seq, 2);
  // Cut off before it was written, also at the driver's own second attempt.
  await server.failCommands(url, { mode: { times: 2 }, failCommands: ["insert"], closeConnection: true });
  const lost = batch(3, { clientId: "b" });
  assert.deepEqual(await store.log.append(room, 3, lost), { kind: "unknown" });
  assert.deepEqual(await store.log.append(room, 3, lost), { kind: "ok" });
  await Promise.all([store.close(), other.close()]);
});

mongoTest("the effects of a node that dies before it has applied them are applied by whoever reads next", async () => {
  await using server = await MongoServer.open();
  const url = server.url();
  const [dying, other] = await Promise.all([openMongoStore(url), openMongoStore(url)]);
  const room = await makeRoom(dying, 1);
  const die = async (parts: Parameters<typeof batch>[1], head: number): Promise<void> => {
    // It writes nothing but the batch: neither members nor the room, nor that they are done.
    await server.failCommands(url, { mode: "alwaysOn", failCommands: ["update"], errorCode: 50 });
    assert.deepEqual(await dying.log.append(room, head, batch(head, parts)), { kind: "ok" });
    await server.failCommands(url, { mode: "off" });
  };
  await die(joined(bob, "Bob"), 1);
  assert.deepEqual((await other.members.lookup(room, [bob])).members.get(bob)?.username, "Bob");
  await die({ type: "system", effect: { kind: "room_changed", settings: { description: "new" } } }, 2);
  assert.equal((await other.rooms.byId(room))?.description, "new");
  await die(joined(bob, "Robert"), 3);
  assert.deepEqual(await other.members.roomsOf(bob), [room]);
  await die({ type: "system", effect: { kind: "room_deleted" } }, 4);
  assert.equal((await other.rooms.list({ viewer: bob, limit: 9, offset: 0 })).total, 0);
  await Promise.all([dying.close(), other.close()]);
});
