import assert from "node:assert/strict";
import type { StoreLine, StoreRole } from "../../../src/adapters/sqlite/store_line.ts";
import { createLentStore, openStoreThreads, type StoreThreads } from "../../../src/adapters/sqlite/store_threads.ts";
import { createSystemClock } from "../../../src/adapters/system/clock.ts";
import { silentLog } from "../../../src/ports/log.ts";
import type { Store } from "../../../src/ports/store.ts";
import { append, batch, everything, makeRoom } from "../../contract/store/store_cases.ts";
import { storeContract } from "../../contract/store_contract.ts";
import { tempFolder } from "../../support/temp.ts";

interface Lent extends AsyncDisposable {
  readonly threads: StoreThreads;
  /** One more borrower. */
  borrow(): Promise<Store>;
  /** Tells the borrowers that a thread has died, as its keeper does. */
  tellEnded(role: StoreRole): void;
  readonly dialled: StoreRole[];
}

async function lend(path?: string): Promise<Lent> {
  const folder = await tempFolder();
  const options = { path: path ?? folder.file("parley.db"), clock: createSystemClock(), log: silentLog };
  const threads = await openStoreThreads(options);
  const stores: Store[] = [];
  const listeners: ((role: StoreRole, message: string) => void)[] = [];
  const dialled: StoreRole[] = [];
  const line: StoreLine = {
    dial(role, port) {
      dialled.push(role);
      threads.lend(role, port);
    },
    onEnded: (ended) => void listeners.push(ended),
  };
  return {
    threads,
    dialled,
    async borrow() {
      const store = await createLentStore({ ...options, line });
      stores.push(store);
      return store;
    },
    tellEnded: (role) => listeners.forEach((ended) => ended(role, "gone")),
    async [Symbol.asyncDispose]() {
      await Promise.all(stores.map((store) => store.close()));
      await threads.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function borrowed(): Promise<{ store: Store } & AsyncDisposable> {
  const lent = await lend();
  return { store: await lent.borrow(), [Symbol.asyncDispose]: () => lent[Symbol.asyncDispose]() };
}

storeContract("SQLite in another's threads, on a file", () => borrowed());

Deno.test("a store in memory is lent by its only thread, to all borrowers", async () => {
  await using lent = await lend(":memory:");
  const [one, two] = [await lent.borrow(), await lent.borrow()];
  const room = await makeRoom(one, 1);
  assert.equal((await two.log.heads([room])).get(room)?.seq, 1);
  assert.deepEqual(lent.dialled, ["writer", "writer"]);
});

Deno.test("a borrower that closes leaves the threads to the others", async () => {
  await using lent = await lend();
  const [one, two] = [await lent.borrow(), await lent.borrow()];
  const room = await makeRoom(one, 1);
  await one.close();
  const head = await append(two, room, 1, {});
  assert.equal((await two.log.heads([room])).get(room)?.seq, head);
});

Deno.test("two borrowers that append to one room make one log without a hole or a repeat", async () => {
  await using lent = await lend();
  const stores = [await lent.borrow(), await lent.borrow()];
  const room = await makeRoom(stores[0]!, 1);
  let conflicts = 0;
  await Promise.all(stores.map(async (store, side) => {
    let head = 1;
    for (let i = 0; i < 100;) {
      const clientId = `${side} ${i}`;
      const result = await store.log.append(room, head, batch(head, { text: clientId, clientId }));
      if (result.kind === "conflict") {
        conflicts++;
        head = result.head;
      } else {
        assert.equal(result.kind, "ok");
        head++;
        i++;
      }
    }
  }));
  assert.ok(conflicts > 0, "the two never met");
  const entries = await stores[1]!.log.read(room, everything, 1_000);
  assert.deepEqual(entries.map(({ seq }) => seq), Array.from({ length: 201 }, (_, i) => i + 1));
});

Deno.test("what one borrower has acknowledged, the other reads", async () => {
  await using lent = await lend();
  const [one, two] = [await lent.borrow(), await lent.borrow()];
  const room = await makeRoom(one, 1);
  for (let head = 1; head < 50;) {
    head = await append(one, room, head, {});
    assert.equal((await two.log.heads([room])).get(room)?.seq, head);
  }
});

Deno.test("an append under way when the writer dies is unknown, and the next one is served by its successor", async () => {
  await using lent = await lend();
  const store = await lent.borrow();
  const room = await makeRoom(store, 1);
  const underWay = store.log.append(room, 1, batch(1, {}));
  // The call is posted in a microtask; its answer takes longer.
  await Promise.resolve();
  lent.tellEnded("writer");
  assert.deepEqual(await underWay, { kind: "unknown" });
  // It lands all the same, since this thread lives: the answer tells where the log is.
  const next = await store.log.append(room, 1, batch(1, {}));
  assert.deepEqual(next, { kind: "conflict", head: 2 });
  assert.equal(await append(store, room, 2, {}), 3);
  assert.deepEqual(lent.dialled, ["writer", "reader", "searcher", "writer"]);
});

Deno.test("threads that are closed hang up on whoever dials", async () => {
  const lent = await lend();
  const store = await lent.borrow();
  await lent[Symbol.asyncDispose]();
  const { port1, port2 } = new MessageChannel();
  lent.threads.lend("writer", port2);
  port1.close();
  await assert.rejects(store.check(), /./);
});

Deno.test("openStoreThreads() says in one sentence what is wrong with the file", async () => {
  const options = { path: "/nowhere at all/parley.db", clock: createSystemClock(), log: silentLog };
  await assert.rejects(openStoreThreads(options), /\/nowhere at all\/parley\.db/);
});
