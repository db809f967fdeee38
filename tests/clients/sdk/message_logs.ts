import fc from "fast-check";
import type { MessageView, ReactionView } from "../../../clients/sdk/mod.ts";
import type { EventType, RoomEvent } from "../../../src/protocol/event.ts";

const roomId = "a".repeat(24);

/** Few, so that they meet at the same messages. */
const users = ["c", "d", "e"].map((letter) => ({ id: letter.repeat(24), username: letter }));
const emojis = ["+1", "heart"];

/** What somebody wants to do; which message it is done to is found when the log is made. */
export interface Act {
  readonly kind: EventType | "pin";
  readonly user: number;
  readonly at: number;
  readonly emoji: number;
}

export const acts = fc.array(
  fc.record({
    kind: fc.constantFrom<Act["kind"]>(
      "text",
      "text",
      "system",
      "reply",
      "edited",
      "deleted",
      "reaction",
      "reaction",
      "pin",
    ),
    user: fc.nat(users.length - 1),
    at: fc.nat(1_000),
    emoji: fc.nat(emojis.length - 1),
  }),
  { maxLength: 60 },
);

/** The log that a server makes of these: what cannot be done is left out. Nothing is taken out of it: see {@link readAt}. */
export function logOf(wanted: readonly Act[]): RoomEvent[] {
  const log: RoomEvent[] = [];
  for (const act of wanted) {
    const event = eventOf(act, log);
    if (event !== undefined) log.push(event);
  }
  return log;
}

function eventOf({ kind, user, at, emoji }: Act, log: readonly RoomEvent[]): RoomEvent | undefined {
  const seq = log.length + 1;
  const { id: user_id, username } = users[user]!;
  const base = {
    ...{ id: seq.toString(16).padStart(24, "0"), room_id: roomId, user_id, username, seq },
    ...{ content: `c${seq}`, timestamp: new Date(seq * 1_000).toISOString() },
  };
  if (kind === "text") return { ...base, type: "text" };
  if (kind === "system") return { ...base, type: "system", action: "join" };
  const gone = new Set(log.filter(({ type }) => type === "deleted").map(({ of }) => of));
  const messages = log.filter(({ type, seq }) => (type === "text" || type === "reply") && !gone.has(seq));
  const target = messages[at % messages.length];
  if (target === undefined) return undefined;
  const of = target.seq;
  const done = { of, ...(target.thread === undefined ? {} : { thread: target.thread }) };
  if (kind === "edited") return { ...base, type: kind, ...done };
  if (kind === "deleted") return { ...base, type: kind, ...done, content: "" };
  const roots = messages.filter(({ type }) => type === "text");
  const thread = roots[at % roots.length]?.seq;
  if (kind === "reply") return thread === undefined ? undefined : { ...base, type: "reply", thread };
  if (kind === "pin") {
    const isPinned = log.findLast((event) => event.of === of && event.type === "system")?.action === "pin";
    return { ...base, type: "system", action: isPinned ? "unpin" : "pin", ...done };
  }
  const content = emojis[emoji]!;
  const last = log.findLast((event) => event.of === of && event.content === content && event.user_id === user_id);
  const isThere = last?.type === "reaction" && last.removed === undefined;
  return { ...base, type: "reaction", ...done, content, ...(isThere ? { removed: true } : {}) };
}

/** An event of the log as it is read after `asOf`: the content of what was deleted by then is gone. */
export function readAt(log: readonly RoomEvent[], seq: number, asOf: number): RoomEvent {
  const event = log[seq - 1]!;
  const target = event.type === "edited" ? event.of : event.type === "text" || event.type === "reply" ? seq : undefined;
  const deletion = log.slice(0, asOf).find(({ type, of }) => type === "deleted" && of === target);
  if (deletion === undefined) return event;
  return { ...event, content: "", deleted: { seq: deletion.seq, user_id: deletion.user_id } };
}

/** A message as it stands after `asOf`, told from the whole log in the plainest way. */
export function viewAt(log: readonly RoomEvent[], seq: number, asOf: number, me: string): MessageView {
  const raw = readAt(log, seq, asOf);
  const past = log.slice(0, asOf);
  const since = past.filter((event) => event.of === seq);
  const replies = past.filter(({ type, thread }) => type === "reply" && thread === seq);
  const left = replies.filter((reply) => !past.some(({ type, of }) => type === "deleted" && of === reply.seq));
  const last = replies.at(-1);
  const thread = last === undefined
    ? {}
    : { thread_info: { replies: left.length, last_seq: last.seq, last_timestamp: last.timestamp } };
  if (raw.deleted !== undefined) return { ...raw, ...thread };
  const edit = since.findLast(({ type }) => type === "edited");
  const reactions = reactionsOf(since.filter(({ type }) => type === "reaction"), me);
  const pin = since.findLast(({ type }) => type === "system");
  return {
    ...raw,
    ...(edit === undefined ? {} : { content: edit.content, edited: { seq: edit.seq, timestamp: edit.timestamp } }),
    ...(reactions.length === 0 ? {} : { reactions }),
    ...(pin?.action === "pin" ? { pinned: { seq: pin.seq, user_id: pin.user_id } } : {}),
    ...thread,
  };
}

function reactionsOf(events: readonly RoomEvent[], me: string): ReactionView[] {
  const sets = new Map<string, Set<string>>();
  for (const { content, user_id, removed } of events) {
    const set = sets.get(content) ?? new Set();
    if (removed === undefined) set.add(user_id);
    else set.delete(user_id);
    if (set.size === 0) sets.delete(content);
    else sets.set(content, set);
  }
  return [...sets].map(([emoji, set]) => ({ emoji, count: set.size, users: [...set], me: set.has(me) }));
}

/** Without what is empty, so that views can be compared. */
export function plain(view: MessageView): MessageView {
  const { reactions, ...rest } = view;
  return reactions === undefined || reactions.length === 0 ? rest : view;
}
