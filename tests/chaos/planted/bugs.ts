import { boundLog } from "../../support/bound_log.ts";
import { MongoClient } from "mongodb";
import {
  type BatchDocument,
  batchDocument,
  type MemberDocument,
  memberKey,
  memberOf,
} from "../../../src/adapters/mongo/documents.ts";
import { headCheckDeafMs } from "../../../src/limits.ts";
import type { Broker } from "../../../src/ports/broker.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import type { EventLog, LogEntry } from "../../../src/ports/event_log.ts";
import type { Members } from "../../../src/ports/members.ts";
import type { Store } from "../../../src/ports/store.ts";
import { plantedFaults } from "../../support/planted_faults.ts";

/** What of a node a bug can be planted in. */
export interface Parts {
  readonly store: Store;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly storeUrl: string;
}

/** Bugs that a proof over several nodes must find, each a decorator of a port. None of them is in the program. */
export const bugs = {
  /** Nothing is planted: for the control. */
  none: () => ({}),
  /** Says that an append is durable before it is. */
  ack_before_commit: ({ store }: Parts) => {
    const hasty = plantedFaults.ack_before_commit(store.log);
    return {
      store: withLog(store, ({ append }) => ({
        // Of messages alone, so that the rooms and their members are what they should be.
        append: (room, head, entries) =>
          (entries.every(({ type }) => type === "text") ? hasty : { append }).append(room, head, entries),
      })),
    };
  },
  /** Shows events to other nodes' readers before they are in the log. */
  publish_before_commit: ({ store, broker }: Parts) => ({
    store: withLog(store, ({ append }) => ({
      append(room, head, entries) {
        show(broker, room, entries);
        return append(room, head, entries);
      },
    })),
  }),
  /** Shows what the doorbell brings as it comes, whatever its seq. */
  deliver_without_seq_check: ({ store, broker }: Parts) => ({
    store: withLog(store, ({ append }) => ({
      async append(room, head, entries) {
        const result = await append(room, head, entries);
        if (result.kind === "ok") show(broker, room, entries);
        return result;
      },
    })),
  }),
  /** Keeps no index of client_ids. */
  no_client_id_index: ({ store }: Parts) => ({ store: withLog(store, (log) => plantedFaults.no_client_id_index(log)) }),
  /** Who was a member once is let in for ever. */
  no_membership_check: ({ store, storeUrl }: Parts) => ({
    store: { ...store, members: onceIn(store.members, storeUrl) },
  }),
  /** Takes seqs from a counter, and writes after that. */
  counter: ({ store, storeUrl }: Parts) => ({ store: withLog(store, (log) => byCounter(log, storeUrl)) }),
  /** Overlooks that something was deleted elsewhere, and goes on giving out what it said. */
  no_redaction: ({ store, broker }: Parts) => ({
    store: withLog(store, ({ read }) => ({
      read: async (room, range, limit) => (await read(room, range, limit)).map(withoutDeletion),
    })),
    broker: ringing(broker),
  }),
  /** Overlooks whom messages mention. */
  no_mentions: ({ store }: Parts) => ({
    store: withLog(store, ({ append }) => ({
      append: (room, head, entries) => append(room, head, entries.map(withoutMentions)),
    })),
  }),
  /** Hears no doorbell, and never looks by itself whether it has missed one. */
  no_anti_entropy: ({ broker, clock }: Parts) => ({ broker: deaf(broker), clock: withoutHeadChecks(clock) }),
} as const satisfies Record<string, (parts: Parts) => Partial<Parts>>;

export type Bug = keyof typeof bugs;

export function isBug(name: string): name is Bug {
  return Object.hasOwn(bugs, name);
}

function withLog(store: Store, change: (log: EventLog) => Partial<EventLog>): Store {
  const whole = boundLog(store.log);
  return { ...store, log: { ...whole, ...change(whole) } };
}

/** Past log and hub: what is beside the log is handed to readers as it comes. */
function show(broker: Broker, room: string, entries: readonly LogEntry[]): void {
  for (const { text } of entries) broker.publish({ kind: "ephemeral", room, from: "0".repeat(24), text });
}

function onceIn(members: Members, storeUrl: string): Members {
  const documents = new MongoClient(storeUrl).db().collection<MemberDocument>("members");
  return {
    async lookup(room, users) {
      const { seq } = await members.lookup(room, users);
      // Those who left are kept there, marked; the mark is not looked at.
      const keys = users.map((user) => memberKey(room, user));
      const found = await documents.find({ _id: { $in: keys } }).toArray();
      return { seq, members: new Map(found.map((document) => [document.user, memberOf(document)])) };
    },
    list: (room, limit, offset) => members.list(room, limit, offset),
    roomsOf: (user) => members.roomsOf(user),
    guests: (room, usernames) => members.guests(room, usernames),
    sanctions: (room, kind, page) => members.sanctions(room, kind, page),
  };
}

function byCounter(log: EventLog, storeUrl: string): Partial<EventLog> {
  const db = new MongoClient(storeUrl).db();
  const counters = db.collection<{ _id: string; last: number }>("counters");
  const batches = db.collection<BatchDocument>("log");
  return {
    async append(room, _head, entries) {
      try {
        if (await counters.findOne({ _id: room }) === null) {
          const last = (await log.heads([room])).get(room)?.seq ?? 0;
          await counters.insertOne({ _id: room, last });
        }
        const taken = await counters.findOneAndUpdate({ _id: room }, { $inc: { last: entries.length } });
        const renumbered = entries.map((entry, i) => renumber(entry, (taken?.last ?? 0) + 1 + i));
        await batches.insertOne(batchDocument(room, renumbered), { writeConcern: { w: "majority", journal: true } });
      } catch {
        return { kind: "unknown" }; // Whatever went wrong: reading back tells.
      }
      // Its places are not those that were asked for: reading back finds the entries by their ids.
      return { kind: "unknown" };
    },
  };
}

function renumber(entry: LogEntry, seq: number): LogEntry {
  return { ...entry, seq, text: JSON.stringify({ ...JSON.parse(entry.text), seq }) };
}

function withoutDeletion({ effect, ...entry }: LogEntry): LogEntry {
  return effect === undefined || effect.kind === "message_deleted" ? entry : { ...entry, effect };
}

function withoutMentions(entry: LogEntry): LogEntry {
  if (entry.effect?.kind !== "said") return entry;
  const { mentions: _, mentions_room: __, ...effect } = entry.effect;
  return { ...entry, effect };
}

/** Rings, and carries nothing: what others hear of they read. */
function ringing(broker: Broker): Broker {
  return {
    node: broker.node,
    publish: (signal) =>
      broker.publish(signal.kind === "head" ? { kind: "head", room: signal.room, head: signal.head } : signal),
    subscribe: (receiver) => broker.subscribe(receiver),
    healthy: () => broker.healthy(),
    close: () => broker.close(),
  };
}

function deaf(broker: Broker): Broker {
  return {
    node: broker.node,
    publish: () => {},
    subscribe: (receiver) => broker.subscribe({ receive: () => {}, resynced: () => void receiver }),
    healthy: () => broker.healthy(),
    close: () => broker.close(),
  };
}

function withoutHeadChecks(clock: Clock): Clock {
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    soon: (task) => clock.soon(task),
    after: (ms, task) => ms === headCheckDeafMs ? () => {} : clock.after(ms, task),
  };
}
