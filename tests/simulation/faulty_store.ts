import type { Clock } from "../../src/ports/clock.ts";
import type { AppendResult, EventLog } from "../../src/ports/event_log.ts";
import type { Store } from "../../src/ports/store.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import type { SeededRandom } from "../support/seeded_random.ts";

export interface StoreFaults {
  /** Probability that a call fails before it does anything: `unavailable`. */
  before: number;
  /** Probability that an append is written and its answer lost: `unknown`. */
  after: number;
  /** Probability that an append is answered `unknown` and lands up to two seconds later, if it still can. */
  late: number;
  /** Longest time a call takes each way, milliseconds. */
  delayMs: number;
}

/** One node's way to the shared store: slow, and failing by the seed. Once `cut`, nothing arrives or comes back any more. */
export interface FaultyStore {
  readonly store: Pick<Store, "log" | "rooms" | "members" | "messages" | "reads" | "lastSeen"> & {
    readonly accounts: Pick<Store["accounts"], "byUsername" | "byIds">;
  };
  cut(): void;
}

/** @param clocks The node's, by which it hears answers, and the world's, by which calls travel once they have left it. */
export function faultyStore(
  shared: Store,
  clocks: { readonly own: Clock; readonly world: Clock },
  random: SeededRandom,
  faults: StoreFaults,
): FaultyStore {
  let alive = true;

  function pause(clock = clocks.own): Promise<void> {
    return new Promise((resolve) => {
      clock.after(random.fraction() * faults.delayMs, () => alive && resolve());
    });
  }

  async function call<T>(work: () => Promise<T>): Promise<T> {
    await pause(clocks.world);
    if (random.chance(faults.before)) throw new ParleyError("unavailable");
    const answer = await work();
    await pause();
    return answer;
  }

  async function append(...args: Parameters<EventLog["append"]>): Promise<AppendResult> {
    await pause(clocks.world);
    if (random.chance(faults.before)) throw new ParleyError("unavailable");
    if (random.chance(faults.late)) {
      // A zombie: it has left this node, so not even the node's death stops it.
      clocks.world.after(random.fraction() * 2_000, () => void shared.log.append(...args));
      return { kind: "unknown" };
    }
    const result = await shared.log.append(...args);
    await pause();
    return random.chance(faults.after) ? { kind: "unknown" } : result;
  }

  return {
    cut() {
      alive = false;
    },
    store: {
      log: {
        append,
        heads: (...args) => call(() => shared.log.heads(...args)),
        read: (...args) => call(() => shared.log.read(...args)),
        find: (...args) => call(() => shared.log.find(...args)),
        trim: (...args) => call(() => shared.log.trim(...args)),
        forgetName: (...args) => call(() => shared.log.forgetName(...args)),
        count: (...args) => call(() => shared.log.count(...args)),
      },
      rooms: {
        create: (...args) => call(() => shared.rooms.create(...args)),
        byId: (...args) => call(() => shared.rooms.byId(...args)),
        byName: (...args) => call(() => shared.rooms.byName(...args)),
        list: (...args) => call(() => shared.rooms.list(...args)),
        ids: (...args) => call(() => shared.rooms.ids(...args)),
        rename: (...args) => call(() => shared.rooms.rename(...args)),
        purge: (...args) => call(() => shared.rooms.purge(...args)),
      },
      members: {
        lookup: (...args) => call(() => shared.members.lookup(...args)),
        list: (...args) => call(() => shared.members.list(...args)),
        guests: (...args) => call(() => shared.members.guests(...args)),
        roomsOf: (...args) => call(() => shared.members.roomsOf(...args)),
        sanctions: (...args) => call(() => shared.members.sanctions(...args)),
      },
      messages: {
        facts: (...args) => call(() => shared.messages.facts(...args)),
        states: (...args) => call(() => shared.messages.states(...args)),
        edits: (...args) => call(() => shared.messages.edits(...args)),
        reactions: (...args) => call(() => shared.messages.reactions(...args)),
        mentions: (...args) => call(() => shared.messages.mentions(...args)),
        pins: (...args) => call(() => shared.messages.pins(...args)),
      },
      accounts: {
        byUsername: (...args) => call(() => shared.accounts.byUsername(...args)),
        byIds: (...args) => call(() => shared.accounts.byIds(...args)),
      },
      reads: {
        mark: (...args) => call(() => shared.reads.mark(...args)),
        rewind: (...args) => call(() => shared.reads.rewind(...args)),
        receipts: (...args) => call(() => shared.reads.receipts(...args)),
        standings: (...args) => call(() => shared.reads.standings(...args)),
      },
      lastSeen: {
        note: (...args) => call(() => shared.lastSeen.note(...args)),
        of: (...args) => call(() => shared.lastSeen.of(...args)),
      },
    },
  };
}
