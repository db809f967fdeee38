import {
  brokerTextCharsMax,
  contendedAppends,
  contendedMsMax,
  contendedMsMin,
  forwardAppends,
  forwardMs,
  forwardMsMax,
  yieldAppends,
  yieldMsMax,
} from "../limits.ts";
import type { Broker, Handed, NodeName } from "../ports/broker.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { Meter } from "../ports/meter.ts";
import type { Id } from "../protocol/id.ts";
import type { Pending } from "./append_batch.ts";

export interface HandoverPorts {
  readonly broker: Pick<Broker, "publish">;
  readonly clock: Clock;
  readonly meter: Meter;
}

/** Most that a handed item takes besides its intent, characters: ids, a name, a trace. */
const handedCharsMax = 300;

/** Wins of the other node after which what was handed to it should have been among what it wrote. */
const winsInVainMax = 4;
/** How often the wait is begun anew because the other node has won meanwhile. */
const extensionsMax = 3;

interface Away {
  readonly to: NodeName;
  readonly number: number;
  /** Of the other node, and how often the wait for it was extended, since something was last found written. */
  wins: number;
  extended: number;
  items: readonly Pending[];
  cancel: Cancel;
}

/**
 * What this node has handed to the node that won a room's last append. Retrying alone starves where many nodes write to one
 * room; handing over gives the room one writer, without a lease and without an election: it decides nothing. Whether the
 * other node writes, freezes, or wakes up later and writes what was written already, is judged by the log alone, in which a
 * client_id stands once. So only what has one is handed over.
 */
export class Handover {
  readonly #room: Id;
  readonly #ports: HandoverPorts;
  readonly #back: (items: readonly Pending[]) => void;
  #winner: NodeName | undefined;
  /** The highest head of which it is known who wrote it. */
  #wonHead = 0;
  /** Monotonic milliseconds at which another node's entry was seen. */
  #foreignAt = -Infinity;
  /** How long the latest own append took, milliseconds, and how far apart the latest two wins of another node were. */
  #appendMs = 0;
  #foreignGapMs = 0;
  #number = 0;
  #away: Away | undefined;

  /** @param back Told that the handing over has ended, and what of it was not written. */
  constructor(room: Id, ports: HandoverPorts, back: (items: readonly Pending[]) => void) {
    this.#room = room;
    this.#ports = ports;
    this.#back = back;
  }

  /** Asks the last winner to let this node in: for what cannot be handed over. Otherwise it would lose for ever. */
  askToYield(): void {
    if (this.#winner !== undefined) this.#ports.broker.publish({ kind: "yield", room: this.#room, to: this.#winner });
  }

  /** How long another node is to be let in, milliseconds. */
  get yieldMs(): number {
    return Math.min(yieldMsMax, Math.max(contendedMsMin, yieldAppends * this.#appendMs));
  }

  /** Something is with another node. */
  get away(): boolean {
    return this.#away !== undefined;
  }

  /** Whether an own attempt would likely lose. */
  get contended(): boolean {
    if (this.#winner === undefined) return false;
    const ms = Math.min(contendedMsMax, Math.max(contendedMsMin, contendedAppends * this.#lastAppendMs));
    return this.#ports.clock.monotonic() - this.#foreignAt < ms;
  }

  /** How long an append takes here or there, as far as it is known. */
  get #lastAppendMs(): number {
    return Math.max(this.#appendMs, this.#foreignGapMs);
  }

  /** Another node says that the log is at least here. */
  rang(head: number, from: NodeName): void {
    if (head <= this.#wonHead) return;
    this.#wonHead = head;
    this.#winner = from;
    const away = this.#away;
    if (away?.to !== from) return;
    away.wins++;
    // It has written several times and nothing of this: what was handed over never came there.
    if (away.wins > winsInVainMax) this.#fail(away);
  }

  /** This node has won. */
  won(head: number): void {
    this.#wonHead = Math.max(this.#wonHead, head);
    this.#winner = undefined;
  }

  /** An own append took so many milliseconds, however it ended. */
  took(ms: number): void {
    this.#appendMs = ms;
  }

  /** The log was replaced by another: who won in that one is not known. */
  reset(): void {
    this.#wonHead = 0;
    this.#winner = undefined;
  }

  /** An entry that this node has nothing to do with stands in the log. */
  sawForeign(): void {
    const now = this.#ports.clock.monotonic();
    const gapMs = now - this.#foreignAt;
    this.#foreignAt = now;
    // Entries of one batch come at one time; what is long ago says nothing about now.
    if (gapMs > 0) this.#foreignGapMs = gapMs < contendedMsMax ? gapMs : 0;
  }

  /**
   * Hands over what may be, if there is somebody to hand it to; answers the rest. Of one sender all or nothing goes, so that
   * nothing overtakes.
   *
   * @param again Also what was handed over in vain before.
   */
  give(items: readonly Pending[], again: boolean): Pending[] {
    const to = this.#winner;
    const senders = to === undefined || this.away ? new Set<Id>() : sendersToGo(items, again);
    if (to === undefined || senders.size === 0) return [...items];
    const go = items.filter((item) => item.lane === undefined && senders.has(item.actor.id));
    const number = ++this.#number;
    this.#away = { to, number, items: go, wins: 0, extended: 0, cancel: this.#deadline(number) };
    this.#ports.meter.count("forwards");
    this.#ports.broker.publish({ kind: "forward", room: this.#room, to, number, items: go.map(handed) });
    return items.filter((item) => !go.includes(item));
  }

  /** Some of what is away may have been found in the log. */
  progress(): void {
    const away = this.#away;
    if (away === undefined) return;
    const left = away.items.filter(({ settled }) => !settled);
    if (left.length === away.items.length) return;
    away.cancel();
    if (left.length === 0) return this.#end(away, left);
    away.items = left;
    away.wins = 0;
    away.extended = 0;
    away.cancel = this.#deadline(away.number);
  }

  /** The other node did not write all of it. */
  declined(from: NodeName, number: number): void {
    const away = this.#away;
    if (away?.to === from && away.number === number) this.#fail(away);
  }

  #deadline(number: number): Cancel {
    const ms = Math.min(forwardMsMax, Math.max(forwardMs, forwardAppends * this.#lastAppendMs));
    return this.#ports.clock.after(ms, () => {
      const away = this.#away;
      if (away?.number !== number) return;
      // It lives and its store is slow.
      if (away.wins > 0 && away.extended++ < extensionsMax) return void (away.cancel = this.#deadline(number));
      // It is frozen, gone or out of reach, until it is heard to win again.
      if (this.#winner === away.to) this.#winner = undefined;
      this.#fail(away);
    });
  }

  #fail(away: Away): void {
    away.cancel();
    const left = away.items.filter(({ settled }) => !settled);
    if (left.length > 0) this.#ports.meter.count("forwards_failed");
    for (const item of left) item.alone = true;
    this.#end(away, left);
  }

  #end(away: Away, left: readonly Pending[]): void {
    if (this.#away === away) this.#away = undefined;
    this.#back(left);
  }
}

function mayGo({ lane, intent, alone = false }: Pending, again: boolean): boolean {
  return lane === undefined && intent.kind === "text" && intent.clientId !== undefined && (again || !alone);
}

/** Whose messages of this batch can all be handed over, as many senders as fit into one signal. */
function sendersToGo(items: readonly Pending[], again: boolean): Set<Id> {
  const chars = new Map<Id, number>();
  for (const item of items) {
    if (item.lane !== undefined) continue;
    const { actor, intent } = item;
    const more = mayGo(item, again) ? JSON.stringify(intent).length + handedCharsMax : Infinity;
    chars.set(actor.id, (chars.get(actor.id) ?? 0) + more);
  }
  let left = brokerTextCharsMax - handedCharsMax;
  return new Set([...chars].filter(([, more]) => more <= left && (left -= more, true)).map(([sender]) => sender));
}

function handed({ id, actor, intent }: Pending): Handed {
  const { id: user, username, trace } = actor;
  // Of a principal nothing else: what else it may hold is no other node's affair.
  const who = trace === undefined ? { id: user, username } : { id: user, username, trace };
  return { id, actor: who, intent: intent as unknown as Handed["intent"] };
}
