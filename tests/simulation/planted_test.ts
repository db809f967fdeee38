import assert from "node:assert/strict";
import type { EnginePorts } from "../../src/engine.ts";
import type { Broker, Signal, SignalReceiver } from "../../src/ports/broker.ts";
import type { EventLog, LogEntry } from "../../src/ports/event_log.ts";
import type { Store } from "../../src/ports/store.ts";
import type { MessageFact, Messages } from "../../src/ports/messages.ts";
import type { Reads } from "../../src/ports/reads.ts";
import { simulate, type SimulationOptions } from "./simulation.ts";
import { withLog } from "./with_log.ts";

/** Methods that can be taken along one by one. */
function bound(messages: Messages): Messages {
  return {
    facts: (...args) => messages.facts(...args),
    states: (...args) => messages.states(...args),
    edits: (...args) => messages.edits(...args),
    reactions: (...args) => messages.reactions(...args),
    mentions: (...args) => messages.mentions(...args),
    pins: (...args) => messages.pins(...args),
  };
}

type Planted = Pick<SimulationOptions, "plant" | "plantNode" | "gullible" | "retention">;

/** Of a bug that needs an opportunity: about one seed in ten has one. */
const manySeeds = 30;

/**
 * The rules that were broken, "fold" where somebody showed a message otherwise than the log has made it, and "reset" where somebody
 * was told to begin anew who could have gone on.
 */
async function rulesBroken(planted: Planted, seeds = 5): Promise<Set<string>> {
  const rules = new Set<string>();
  for (let seed = 1; seed <= seeds; seed++) {
    const { violations, differences, resets } = await simulate({ seed, ...planted });
    for (const { rule } of violations) rules.add(rule);
    if (differences.length > 0) rules.add("fold");
    if (resets.needless.length > 0) rules.add("reset");
  }
  return rules;
}

/** A node that appends, and hears signals, in another way. */
function withNode(
  ports: EnginePorts,
  append: EventLog["append"],
  receive: (signal: Signal, from: string, receiver: SignalReceiver) => void,
): EnginePorts {
  const { store, broker } = ports;
  const { node } = broker;
  const subscribe: Broker["subscribe"] = (receiver) =>
    broker.subscribe({
      receive: (signal, from) => receive(signal, from, receiver),
      resynced: () => receiver.resynced(),
    });
  return {
    ...ports,
    store: { ...store, log: { ...store.log, append } },
    broker: {
      node,
      publish: (signal) => broker.publish(signal),
      subscribe,
      healthy: () => broker.healthy(),
      close: () => broker.close(),
    },
  };
}

const hear = (signal: Signal, from: string, receiver: SignalReceiver): void => receiver.receive(signal, from);

Deno.test("the simulation finds an acknowledgement before the commit", async () => {
  let calls = 0;
  const rules = await rulesBroken({
    plant: (store) =>
      withLog(store, (log) => ({
        // Each twentieth write is acknowledged and never made.
        append: (...args) => ++calls % 20 === 0 ? Promise.resolve({ kind: "ok" }) : log.append(...args),
      })),
  });
  assert.ok(rules.has("C1") || rules.has("C4"), [...rules].join());
});

Deno.test("the simulation finds a log without the index on client_id", async () => {
  const anonymous = ({ clientId: _, ...entry }: LogEntry): LogEntry => entry;
  const rules = await rulesBroken({
    plant: (store) =>
      withLog(store, (log) => ({
        append: (room, head, entries) => log.append(room, head, entries.map(anonymous)),
      })),
  });
  assert.ok(rules.has("C2"), [...rules].join());
});

Deno.test("the simulation finds a backlog that begins one event late", async () => {
  const rules = await rulesBroken({
    plant: (store) =>
      withLog(store, (log) => ({
        read: async (room, range, limit) => (await log.read(room, range, limit)).slice(1),
      })),
  });
  assert.ok(rules.has("reset"), [...rules].join());
});

Deno.test("the simulation finds a doorbell that carries events before they are committed", async () => {
  const rules = await rulesBroken({
    plantNode: (ports) => {
      const { store, broker } = ports;
      const append: EventLog["append"] = async (room, head, entries) => {
        const epoch = (await store.log.heads([room])).get(room)?.epoch ?? "";
        broker.publish({ kind: "head", room, head: head + entries.length, carried: { epoch, entries } });
        return await store.log.append(room, head, entries);
      };
      return withNode(ports, append, hear);
    },
  });
  assert.ok(rules.has("C4"), [...rules].join());
});

Deno.test("the simulation finds a node that delivers what a doorbell carries without a look at its seqs", async () => {
  const rules = await rulesBroken({
    plantNode: (ports, engine) =>
      withNode(ports, (...args) => ports.store.log.append(...args), (signal, from, receiver) => {
        const { live } = engine();
        const at = signal.kind === "head" && live.has(signal.room) ? live.room(signal.room).head : undefined;
        if (signal.kind !== "head" || signal.carried === undefined || at === undefined) {
          return receiver.receive(signal, from);
        }
        // Whatever comes is taken for what comes next.
        const entries = signal.carried.entries.map((entry, i) => ({ ...entry, seq: at.seq + 1 + i }));
        receiver.receive({ ...signal, head: at.seq + entries.length, carried: { epoch: at.epoch, entries } }, from);
      }),
  });
  assert.ok(rules.has("C5"), [...rules].join());
});

Deno.test("the simulation finds a node that appends at whatever head there is, not at the one it judged by", async () => {
  const rules = await rulesBroken({
    plantNode: (ports) => {
      const { log } = ports.store;
      const append: EventLog["append"] = async (room, judged, entries) => {
        const head = (await log.heads([room])).get(room)?.seq ?? judged;
        const moved = entries.map((entry, i) => {
          const seq = head + 1 + i;
          return { ...entry, seq, text: JSON.stringify({ ...JSON.parse(entry.text), seq }) };
        });
        return await log.append(room, head, moved);
      };
      return withNode(ports, append, hear);
    },
  });
  assert.ok(rules.has("C1") && rules.has("C4"), [...rules].join());
});

Deno.test("the simulation finds messages handed to another node without their client_ids", async () => {
  const rules = await rulesBroken({
    plantNode: (ports) => {
      const handed = new Set<string>();
      const append: EventLog["append"] = (room, head, entries) => {
        const stripped = entries.map(({ clientId, ...entry }): LogEntry => {
          return clientId === undefined || handed.has(entry.id) ? entry : { ...entry, clientId };
        });
        return ports.store.log.append(room, head, stripped);
      };
      return withNode(ports, append, (signal, from, receiver) => {
        if (signal.kind === "forward") { for (const { id } of signal.items) handed.add(id); }
        receiver.receive(signal, from);
      });
    },
  });
  assert.ok(rules.has("C2"), [...rules].join());
});

Deno.test("the simulation finds pages that say to be newer than they are", async () => {
  const rules = await rulesBroken({
    plant: (store) => ({
      ...withLog(store, () => ({})),
      messages: {
        ...bound(store.messages),
        states: async (room, seqs, viewer) => {
          const { seq, states } = await store.messages.states(room, seqs, viewer);
          return { seq: seq + 3, states };
        },
      },
    }),
  });
  assert.ok(rules.has("fold"), [...rules].join());
});

Deno.test("the simulation finds facts that are as of an older head than they say", async () => {
  const first = new Map<string, MessageFact>();
  const rules = await rulesBroken({
    plant: (store) => ({
      ...withLog(store, () => ({})),
      messages: {
        ...bound(store.messages),
        facts: async (room, asked) => {
          const answer = await store.messages.facts(room, asked);
          const facts = [...answer.facts].map(([seq, fact]) => {
            const known = first.get(`${room} ${seq}`) ?? fact;
            const old = { ...known, own: new Map([...fact.own, ...known.own]) };
            first.set(`${room} ${seq}`, old);
            return [seq, old] as const;
          });
          return { seq: answer.seq, facts: new Map(facts) };
        },
      },
    }),
  }, manySeeds);
  assert.ok(rules.has("fold"), [...rules].join());
});

Deno.test("the simulation finds a log that still says what was deleted", async () => {
  const texts = new Map<string, string>();
  const rules = await rulesBroken({
    plant: (store) =>
      withLog(store, (log) => ({
        append: (room, head, entries) => {
          for (const { id, text } of entries) texts.set(id, text);
          return log.append(room, head, entries);
        },
        read: async (...args) =>
          (await log.read(...args)).map((entry) => ({ ...entry, text: texts.get(entry.id) ?? entry.text })),
      })),
  }, manySeeds);
  assert.ok(rules.has("C4"), [...rules].join());
});

Deno.test("the simulation finds edits that neither end a mention nor begin one", async () => {
  const overlooked = ({ effect, ...entry }: LogEntry): LogEntry => {
    if (effect?.kind !== "message_edited") return effect === undefined ? entry : { ...entry, effect };
    const { mentions: _mentions, ...edited } = effect;
    return { ...entry, effect: edited };
  };
  const plant = (store: Store): Store =>
    withLog(store, ({ append }) => ({ append: (room, head, entries) => append(room, head, entries.map(overlooked)) }));
  assert.deepEqual(await rulesBroken({ plant }), new Set(["fold"]));
});

Deno.test("the simulation finds counts of mentions that leave one out", async () => {
  const plant = (store: Store): Store => {
    const standings: Store["reads"]["standings"] = async (user, limit, rooms) => {
      const found = await store.reads.standings(user, limit, rooms);
      return {
        ...found,
        rooms: found.rooms.map((standing) =>
          standing.mentions === undefined ? standing : { ...standing, mentions: standing.mentions - 1 }
        ),
      };
    };
    const { mark, rewind, receipts } = store.reads;
    return withLog({ ...store, reads: { mark, rewind, receipts, standings } }, () => ({}));
  };
  assert.deepEqual(await rulesBroken({ plant }), new Set(["fold"]));
});

Deno.test("the simulation finds nodes that do not know of bans and mutes", async () => {
  const rules = await rulesBroken({
    plant: (store) => ({
      ...withLog(store, () => ({})),
      members: {
        lookup: async (room, users) => {
          const { conduct: _, ...answer } = await store.members.lookup(room, users);
          return answer;
        },
        list: (...args) => store.members.list(...args),
        guests: (...args) => store.members.guests(...args),
        roomsOf: (...args) => store.members.roomsOf(...args),
        sanctions: (...args) => store.members.sanctions(...args),
      },
    }),
  });
  assert.ok(rules.has("fold"), [...rules].join());
});

Deno.test("the simulation finds a node that believes what nobody has signed", async () => {
  const rules = await rulesBroken({ gullible: true });
  assert.ok(rules.has("C4"), [...rules].join());
});

Deno.test("the simulation finds a log that closes up over what was trimmed of it", async () => {
  const rules = await rulesBroken({
    plant: (store) =>
      withLog(store, (log) => ({
        read: async (room, range, limit) => {
          const entries = await log.read(room, range, limit);
          return entries.map(({ text, ...entry }, i) => {
            const seq = range.after + 1 + i;
            return { ...entry, seq, text: JSON.stringify({ ...JSON.parse(text), seq }) };
          });
        },
      })),
    retention: true,
  });
  assert.ok(rules.has("C4"), [...rules].join());
});

Deno.test("the simulation finds nodes that are never told where a log begins", async () => {
  const rules = await rulesBroken({
    plant: (store) => {
      const { rooms } = store;
      return {
        ...withLog(store, (log) => ({
          heads: async (asked) => {
            const heads = [...await log.heads(asked)];
            return new Map(heads.map(([room, { floor: _, ...head }]) => [room, head]));
          },
        })),
        rooms: {
          create: (...args) => rooms.create(...args),
          byId: async (id) => {
            const room = await rooms.byId(id);
            return room && { ...room, floor: 0 };
          },
          byName: (...args) => rooms.byName(...args),
          list: (...args) => rooms.list(...args),
          ids: (...args) => rooms.ids(...args),
          rename: (...args) => rooms.rename(...args),
          purge: (...args) => rooms.purge(...args),
        },
      };
    },
    retention: true,
  });
  assert.ok(rules.has("fold"), [...rules].join());
});

Deno.test("the simulation finds a store that counts as unread what was trimmed", async () => {
  const rules = await rulesBroken({
    plant: (store) => {
      const { reads } = store;
      const standings: Reads["standings"] = async (...args) => {
        const { rooms, total } = await reads.standings(...args);
        return { rooms: rooms.map((room) => ({ ...room, unread: room.head - room.lastRead })), total };
      };
      return {
        ...withLog(store, () => ({})),
        reads: {
          standings,
          mark: (...args) => reads.mark(...args),
          rewind: (...args) => reads.rewind(...args),
          receipts: (...args) => reads.receipts(...args),
        },
      };
    },
    retention: true,
  });
  assert.ok(rules.has("fold"), [...rules].join());
});
