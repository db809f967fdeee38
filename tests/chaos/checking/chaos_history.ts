import type { RoomEvent } from "../../../src/protocol/event.ts";
import { History } from "../../support/crash_history.ts";

/** Events that came one after another without a gap: `from` to `to`. */
export interface Stretch {
  readonly from: number;
  to: number;
}

/** One subscription of one connection, from its beginning or a reset on. */
export interface Run {
  readonly client: string;
  readonly user: string;
  readonly room: string;
  readonly node: string;
  /** The cursor that was asked for. */
  readonly asked: number;
  /** Where it began: at the cursor, or at the head after a reset. */
  readonly since: number;
  readonly head: number;
  readonly reset: boolean;
  /** What came, in the order in which it came. One stretch from `since` + 1 on is what is promised. */
  readonly stretches: Stretch[];
  /** What of it was behind the head when it began, and was no tombstone. */
  readonly whole: Stretch[];
  /** Milliseconds of the driver's clock at which it began, and at which it last got something. */
  readonly beganMs: number;
  lastMs: number;
}

/** One page of history that somebody was given. */
export interface PageRead {
  readonly client: string;
  readonly user: string;
  readonly room: string;
  /** How often the user had tried to join the room before the page came. */
  readonly joins: number;
  readonly stretches: readonly Stretch[];
}

/** Two different events were seen at one place. */
export interface Contradiction {
  readonly room: string;
  readonly seq: number;
  readonly where: string;
  readonly first: string;
  readonly then: string;
}

/** At most so many of a kind are kept word by word: the first ones tell it. */
const contradictionsMax = 100;
/** Acknowledgements of one node whose time is kept. */
const latenciesMax = 100_000;

/**
 * What all clients of one driver did and saw. Sends and acknowledgements are kept one by one; what was received, as
 * stretches: a gapless stretch is its two ends, and what stood at each place is kept once for all who saw it.
 */
export class ChaosHistory {
  /** Invocations and acknowledgements, in the order in which they happened. */
  readonly sends = new History();
  readonly runs: Run[] = [];
  readonly pages: PageRead[] = [];
  readonly contradictions: Contradiction[] = [];
  /** Messages that were refused for good, as room and client_id. */
  readonly refused = new Set<string>();
  /** The same of what was answered with "it is so already": it has no place. */
  readonly needless = new Set<string>();
  /** What was to be said later, by room and content: whether the server took it, or nobody knows. */
  readonly scheduled = new Map<string, "taken" | "unknown">();
  /** The text first seen at each seq, by room. */
  readonly shown = new Map<string, string[]>();
  /** From the latest sending of a message to its acknowledgement, milliseconds, by node: the newest ones. */
  readonly latencies = new Map<string, number[]>();
  readonly #joins = new Map<string, number>();
  delivered = 0;
  resets = 0;
  resumes = 0;

  began(run: Omit<Run, "stretches" | "whole" | "beganMs" | "lastMs">): Run {
    const whole: Run = { ...run, stretches: [], whole: [], beganMs: performance.now(), lastMs: performance.now() };
    this.runs.push(whole);
    if (run.reset) this.resets++;
    else if (run.asked > 0) this.resumes++;
    return whole;
  }

  /** An event as it came: the text and what it says. */
  received(run: Run, text: string, { seq, deleted }: Pick<RoomEvent, "seq" | "deleted">): void {
    this.delivered++;
    run.lastMs = performance.now();
    extend(run.stretches, seq);
    if (seq <= run.head && deleted === undefined) extend(run.whole, seq);
    this.#saw(run.room, seq, text, run.client);
  }

  /** A page of history: its events in their order. */
  page(read: Omit<PageRead, "stretches" | "joins">, events: readonly RoomEvent[]): void {
    const stretches: Stretch[] = [];
    for (const event of events) {
      extend(stretches, event.seq);
      this.#saw(read.room, event.seq, JSON.stringify(event), `${read.client} in history`);
    }
    this.pages.push({ ...read, stretches, joins: this.#joins.get(`${read.user} ${read.room}`) ?? 0 });
  }

  /** A user asks to join a room: each event of joining needs one such call before it. */
  joining(user: string, room: string): void {
    const key = `${user} ${room}`;
    this.#joins.set(key, (this.#joins.get(key) ?? 0) + 1);
  }

  /** It was not let in: no event comes of it. */
  notJoined(user: string, room: string): void {
    const key = `${user} ${room}`;
    this.#joins.set(key, (this.#joins.get(key) ?? 0) - 1);
  }

  tookMs(node: string, ms: number): void {
    const all = this.latencies.get(node) ?? [];
    if (all.length >= latenciesMax) all.splice(0, latenciesMax / 2);
    all.push(ms);
    this.latencies.set(node, all);
  }

  /** Of the nodes named, or of all: what 99 of 100 acknowledgements did not exceed, milliseconds. */
  p99(nodes: readonly string[] = [...this.latencies.keys()]): number {
    const all = nodes.flatMap((node) => this.latencies.get(node) ?? []).sort((a, b) => a - b);
    return all[Math.floor(all.length * 0.99)] ?? 0;
  }

  #saw(room: string, seq: number, text: string, where: string): void {
    let shown = this.shown.get(room);
    if (shown === undefined) this.shown.set(room, shown = []);
    const first = shown[seq];
    if (first === undefined) shown[seq] = text;
    else if (first === text || isTombstoneOf(text, first)) return;
    else if (isTombstoneOf(first, text)) shown[seq] = text;
    else if (this.contradictions.length < contradictionsMax) {
      this.contradictions.push({ room, seq, where, first, then: text });
    }
  }
}

function extend(stretches: Stretch[], seq: number): void {
  const last = stretches.at(-1);
  if (last !== undefined && last.to + 1 === seq) last.to = seq;
  else stretches.push({ from: seq, to: seq });
}

/** Whether a text is what is left of another after its deletion. */
export function isTombstoneOf(text: string, whole: string): boolean {
  if (!text.includes('"deleted":{')) return false;
  const [left, before] = [JSON.parse(text), JSON.parse(whole)] as [RoomEvent, RoomEvent];
  return left.deleted !== undefined && left.content === "" && left.id === before.id && left.type === before.type &&
    left.timestamp === before.timestamp;
}
