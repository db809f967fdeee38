import { appendBytesMax, appendEventsMax } from "../limits.ts";
import type { NodeName } from "../ports/broker.ts";
import type { LogEntry } from "../ports/event_log.ts";
import type { FactAsked } from "../ports/messages.ts";
import type { RoomEvent } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Draft } from "./draft.ts";
import type { Actor, Intent, Receipt } from "./intent.ts";
import { isAsked } from "./is_asked.ts";
import { judge } from "./permission.ts";
import type { RecentEvents } from "./recent_events.ts";
import type { RoomState } from "./room_state.ts";
import { Overlay } from "./room_view.ts";

/** An intent on its way into the log. Its id is fixed from the start: it is how a lost answer is found again. */
export interface Pending {
  readonly id: Id;
  readonly actor: Actor;
  /** Names in it give way to the users they stand for when those are known. */
  intent: Intent;
  /** Monotonic milliseconds at which it was handed over. */
  readonly since: number;
  /** The node that handed it over to this one; absent: it came in here. */
  readonly lane?: NodeName;
  /** It was handed over in vain: the next attempt is this node's own. */
  alone?: boolean;
  settled: boolean;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (error: unknown) => void;
}

/** What a batch comes to when it extends one particular head. */
export interface Batch {
  /** Aligned with `written`. */
  readonly entries: readonly LogEntry[];
  readonly written: readonly Pending[];
  readonly unchanged: readonly Pending[];
  readonly refused: readonly { readonly item: Pending; readonly error: unknown }[];
}

/** The way of some items into the log, which may take several appends. */
export interface Attempt {
  /** What is still to be written by this node. */
  items: readonly Pending[];
  count: number;
  /** The head was compared with the store during this append. */
  fresh: boolean;
  /** Monotonic milliseconds. */
  readonly deadline: number;
}

/** Most bytes an event of this content can encode to: three a UTF-16 unit, and the other fields. */
function eventBytes(intent: Intent): number {
  if (intent.kind !== "text") return 1_400 + ("content" in intent ? 3 * intent.content.length : 0);
  const carried = intent.files ?? intent.attachments ?? [];
  return (carried.length === 0 ? 400 : 1_400) + 3 * intent.content.length + 800 * carried.length;
}

/** What its sender calls it, to say it again. */
function clientIdOf(intent: Intent): string | undefined {
  return "clientId" in intent ? intent.clientId : undefined;
}

/**
 * Takes the next batch off the front of the queue. A second use of one client_id waits for the batch after, where the first
 * is in the log and it is found to be a duplicate; what its sender asked for since waits with it, so that nothing of one
 * sender overtakes anything else of the same sender.
 */
export function takeBatch(queue: Pending[]): Pending[] {
  const batch: Pending[] = [];
  const held: Pending[] = [];
  const clientIds = new Set<string>();
  const heldActors = new Set<Id>();
  let bytes = 0;
  let taken = 0;
  for (const item of queue) {
    bytes += eventBytes(item.intent);
    if (batch.length === appendEventsMax || (batch.length > 0 && bytes > appendBytesMax)) break;
    taken++;
    const clientId = clientIdOf(item.intent);
    const key = clientId === undefined ? undefined : `${item.actor.id} ${clientId}`;
    if (heldActors.has(item.actor.id) || (key !== undefined && clientIds.has(key))) {
      heldActors.add(item.actor.id);
      held.push(item);
      continue;
    }
    if (key !== undefined) clientIds.add(key);
    batch.push(item);
  }
  queue.splice(0, taken, ...held);
  return batch;
}

/** Judges each item by the state right before it and encodes what is to be written at head + 1, head + 2, … */
export function buildBatch(room: Id, state: RoomState, items: readonly Pending[], now: number): Batch {
  const view = new Overlay(state);
  const entries: LogEntry[] = [];
  const written: Pending[] = [];
  const unchanged: Pending[] = [];
  const refused: { item: Pending; error: unknown }[] = [];
  // Timestamps never go back within a room, whatever the clocks of its nodes do.
  state.newestTimestamp = Math.max(state.newestTimestamp, timestampOf(state.newest), now);
  const timestamp = new Date(state.newestTimestamp).toISOString();
  for (const item of items) {
    let draft: Draft | undefined;
    try {
      draft = judge(view, item.actor, item.intent, timestamp);
    } catch (error) {
      refused.push({ item, error });
      continue;
    }
    if (draft === undefined) {
      unchanged.push(item);
      continue;
    }
    if (draft.effect !== undefined) view.apply(draft.effect);
    entries.push(encode(room, state.head + entries.length + 1, item, draft, timestamp));
    written.push(item);
  }
  return { entries, written, unchanged, refused };
}

const timestampKey = '"timestamp":"';

/** Milliseconds since 1970; 0 where it is not known. In a content the key's quotes are escaped, so it is found once. */
function timestampOf(text: string | undefined): number {
  const at = text?.indexOf(timestampKey) ?? -1;
  if (text === undefined || at < 0) return 0;
  const from = at + timestampKey.length;
  return Date.parse(text.slice(from, text.indexOf('"', from))) || 0;
}

function encode(room: Id, seq: number, { id, actor }: Pending, draft: Draft, timestamp: string): LogEntry {
  const { clientId, action, target, about, effect } = draft;
  const event: RoomEvent = {
    id,
    room_id: room,
    user_id: actor.id,
    username: actor.username,
    content: draft.content,
    type: draft.type,
    timestamp,
    seq,
    ...(clientId === undefined ? {} : { client_id: clientId }),
    ...(action === undefined ? {} : { action }),
    ...(target === undefined ? {} : { target }),
    ...about,
  };
  return {
    seq,
    id,
    type: draft.type,
    sender: actor.id,
    text: JSON.stringify(event),
    ...(clientId === undefined ? {} : { clientId }),
    ...(effect === undefined ? {} : { effect }),
  };
}

/** What the sender of a repeated client_id is told: the first one's place, or that it said something else then. */
export function settleDuplicate(item: Pending, existing: LogEntry): void {
  const event = JSON.parse(existing.text) as RoomEvent;
  if (isAsked(item.intent, event)) {
    settle(item, { written: true, seq: existing.seq, id: existing.id, text: existing.text });
  } else fail(item, new ParleyError("client_id_conflict"));
}

/**
 * Answers what was said before and is known to stand in the log; answers with the rest. Whoever waits for long says it again, and
 * finding that out by writing would cost the store the more, the slower it is.
 */
export function settleRepeated(items: readonly Pending[], recent: Pick<RecentEvents, "said">): readonly Pending[] {
  return items.filter((item) => {
    const clientId = clientIdOf(item.intent);
    // Which files are meant is known when they are resolved: until then it cannot be told whether it is the same.
    if (clientId === undefined || ("files" in item.intent && item.intent.files !== undefined)) return true;
    const existing = recent.said(item.actor.id, clientId);
    if (existing !== undefined) settleDuplicate(item, existing);
    return existing === undefined;
  });
}

/** What of a batch, judged at this head, is no event has its outcome at once. */
export function settleUnwritten({ unchanged, refused }: Batch, head: number): void {
  for (const item of unchanged) settle(item, { written: false, seq: head });
  for (const { item, error } of refused) fail(item, error);
}

export function settle(item: Pending, receipt: Receipt): void {
  item.settled = true;
  item.resolve(receipt);
}

export function fail(item: Pending, error: unknown): void {
  item.settled = true;
  item.reject(error);
}

/** Everybody whose membership the judgement of these items asks for. */
export function usersOf(items: readonly Pending[]): Id[] {
  const users = new Set<Id>();
  for (const { actor, intent } of items) {
    users.add(actor.id);
    if ("target" in intent) users.add(typeof intent.target === "string" ? intent.target : intent.target.id);
    if (intent.kind === "join" && intent.invitedBy !== undefined) users.add(intent.invitedBy);
    if ("mentioned" in intent) { for (const user of intent.mentioned ?? []) users.add(user); }
  }
  return [...users];
}

/** Everything that the judgement of these items asks of messages. */
export function messagesOf(items: readonly Pending[]): FactAsked[] {
  const asked: FactAsked[] = [];
  for (const { actor, intent } of items) {
    if (intent.kind === "text") {
      if (intent.thread !== undefined) asked.push({ seq: intent.thread });
      if (intent.replyTo !== undefined) asked.push({ seq: intent.replyTo });
    } else if (intent.kind === "react") asked.push({ seq: intent.of, user: actor.id });
    else if ("of" in intent) asked.push({ seq: intent.of });
  }
  return asked;
}
