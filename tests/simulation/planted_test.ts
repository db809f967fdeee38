import assert from "node:assert/strict";
import type { EventLog, LogEntry } from "../../src/ports/event_log.ts";
import type { Store } from "../../src/ports/store.ts";
import { simulate } from "./simulation.ts";

/** The store with some calls of its log replaced: a bug, planted to see whether it is found. */
function withLog(store: Store, change: (log: EventLog) => Partial<EventLog>): Store {
  const { log, rooms, members, accounts, tokens } = store;
  const bound: EventLog = {
    append: (...args) => log.append(...args),
    heads: (...args) => log.heads(...args),
    read: (...args) => log.read(...args),
    find: (...args) => log.find(...args),
    count: (...args) => log.count(...args),
  };
  return {
    ...store,
    log: { ...bound, ...change(bound) },
    rooms,
    members,
    accounts,
    tokens,
    check: () => store.check(),
    close: () => store.close(),
  };
}

async function rulesBroken(plant: (store: Store) => Store): Promise<Set<string>> {
  const rules = new Set<string>();
  for (let seed = 1; seed <= 5; seed++) {
    for (const { rule } of (await simulate({ seed, plant })).violations) rules.add(rule);
  }
  return rules;
}

Deno.test("the simulation finds an acknowledgement before the commit", async () => {
  let calls = 0;
  const rules = await rulesBroken((store) =>
    withLog(store, (log) => ({
      // Each twentieth write is acknowledged and never made.
      append: (...args) => ++calls % 20 === 0 ? Promise.resolve({ kind: "ok" }) : log.append(...args),
    }))
  );
  assert.ok(rules.has("C1") || rules.has("C4"), [...rules].join());
});

Deno.test("the simulation finds a log without the index on client_id", async () => {
  const anonymous = ({ clientId: _, ...entry }: LogEntry): LogEntry => entry;
  const rules = await rulesBroken((store) =>
    withLog(store, (log) => ({
      append: (room, head, entries) => log.append(room, head, entries.map(anonymous)),
    }))
  );
  assert.ok(rules.has("C2"), [...rules].join());
});

Deno.test("the simulation finds a backlog that begins one event late", async () => {
  const rules = await rulesBroken((store) =>
    withLog(store, (log) => ({
      read: async (room, range, limit) => (await log.read(room, range, limit)).slice(1),
    }))
  );
  assert.ok(rules.has("C5") || rules.has("C11"), [...rules].join());
});
