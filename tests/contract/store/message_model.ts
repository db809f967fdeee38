import { reactionUsersShown } from "../../../src/limits.ts";
import type { LogEntry } from "../../../src/ports/event_log.ts";
import type { MessageFact, MessageState, Reaction } from "../../../src/ports/messages.ts";
import type { ThreadStanding } from "../../../src/ports/threads.ts";
import type { Effect } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { tombstone } from "../../../src/protocol/tombstone.ts";
import { timeOf } from "./message_entries.ts";

type Kind<K extends Effect["kind"]> = Effect & { readonly kind: K };

/** The entries with an effect of this kind. */
function withEffect<K extends Effect["kind"]>(log: readonly LogEntry[], kind: K): { seq: number; effect: Kind<K> }[] {
  return log.flatMap(({ seq, effect }) => effect?.kind === kind ? [{ seq, effect: effect as Kind<K> }] : []);
}

function deletionOf(log: readonly LogEntry[], seq: number): MessageState["deleted"] {
  const found = withEffect(log, "message_deleted").find(({ effect }) => effect.of === seq);
  return found === undefined ? undefined : { seq: found.seq, user_id: found.effect.user_id };
}

function editsOf(log: readonly LogEntry[], seq: number): readonly number[] {
  return withEffect(log, "message_edited").filter(({ effect }) => effect.of === seq).map(({ seq }) => seq);
}

/** A log that was written, as it stands once its deletions have taken what they delete. */
export function redactedLog(log: readonly LogEntry[]): LogEntry[] {
  const texts = new Map(log.map((entry) => [entry.seq, entry]));
  for (const { seq, effect } of withEffect(log, "message_deleted")) {
    for (const at of [effect.of, ...editsOf(log, effect.of)]) {
      const entry = texts.get(at)!;
      texts.set(at, { ...entry, text: tombstone(entry.text, seq, effect.user_id) });
    }
  }
  return [...texts.values()];
}

/** The reactions of a message, by going through the log. */
export function reactionsOf(log: readonly LogEntry[], of: number): Reaction[] {
  if (deletionOf(log, of) !== undefined) return [];
  let all: Reaction[] = [];
  for (const { seq, effect } of withEffect(log, "reaction")) {
    if (effect.of !== of) continue;
    const { user_id: userId, emoji, added } = effect;
    all = added ? [...all, { userId, emoji, seq }] : all.filter((one) => one.userId !== userId || one.emoji !== emoji);
  }
  return all;
}

/** Emojis in the order in which each came first, or again after nobody had it. */
function emojiOrder(log: readonly LogEntry[], of: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const { effect } of withEffect(log, "reaction")) {
    if (effect.of !== of) continue;
    const count = (counts.get(effect.emoji) ?? 0) + (effect.added ? 1 : -1);
    if (count === 0) counts.delete(effect.emoji);
    else counts.set(effect.emoji, count);
  }
  return deletionOf(log, of) === undefined ? [...counts.keys()] : [];
}

function pinOf(log: readonly LogEntry[], of: number): MessageState["pinned"] {
  const last = withEffect(log, "pinned").findLast(({ effect }) => effect.of === of);
  const pinned = last !== undefined && last.effect.pinned && deletionOf(log, of) === undefined;
  return pinned ? { seq: last.seq, user_id: last.effect.user_id } : undefined;
}

export function repliesOf(log: readonly LogEntry[], root: number): LogEntry[] {
  return log.filter(({ type, effect }) => type === "reply" && effect?.kind === "said" && effect.thread === root);
}

function leftOf(log: readonly LogEntry[], replies: readonly LogEntry[]): LogEntry[] {
  return replies.filter(({ seq }) => deletionOf(log, seq) === undefined);
}

export function stateOf(log: readonly LogEntry[], seq: number, viewer: Id): MessageState | undefined {
  const deleted = deletionOf(log, seq);
  const edit = editsOf(log, seq).at(-1);
  const reactions = reactionsOf(log, seq);
  const pinned = pinOf(log, seq);
  const replies = repliesOf(log, seq);
  const state: MessageState = {
    ...(deleted !== undefined && { deleted }),
    ...(edit !== undefined && deleted === undefined && { edited: { seq: edit, text: log[edit - 1]!.text } }),
    reactions: emojiOrder(log, seq).map((emoji) => {
      const users = reactions.filter((one) => one.emoji === emoji).map(({ userId }) => userId);
      return { emoji, count: users.length, users: users.slice(0, reactionUsersShown), me: users.includes(viewer) };
    }),
    ...(pinned !== undefined && { pinned }),
    ...(replies.length > 0 && {
      thread: {
        replies: leftOf(log, replies).length,
        lastSeq: replies.at(-1)!.seq,
        lastTimestamp: timeOf(replies.at(-1)!.seq),
      },
    }),
  };
  return Object.keys(state).length === 1 && state.reactions.length === 0 ? undefined : state;
}

export function factOf(log: readonly LogEntry[], seq: number, users: readonly Id[]): MessageFact {
  const { type, sender, effect } = log[seq - 1]!;
  const reactions = reactionsOf(log, seq);
  const own = (user: Id) => new Set(reactions.filter(({ userId }) => userId === user).map(({ emoji }) => emoji));
  const emojis = emojiOrder(log, seq).map((emoji) => {
    return [emoji, reactions.filter((one) => one.emoji === emoji).length] as const;
  });
  return {
    seq,
    type,
    sender,
    ...(type === "reply" && effect?.kind === "said" && effect.thread !== undefined && { thread: effect.thread }),
    deleted: deletionOf(log, seq) !== undefined,
    pinned: pinOf(log, seq) !== undefined,
    edits: editsOf(log, seq).length,
    emojis: new Map(emojis),
    own: new Map(users.map((user) => [user, own(user)])),
  };
}

/** The pinned messages, the one pinned last first. */
export function pinsOf(log: readonly LogEntry[]): number[] {
  const all = log.flatMap(({ seq }) => {
    const pin = pinOf(log, seq);
    return pin === undefined ? [] : [{ seq, at: pin.seq }];
  });
  return all.sort((a, b) => b.at - a.at).map(({ seq }) => seq);
}

/** @param said What the user has said about the thread last, if anything; and how far it was marked. */
export function threadOf(
  log: readonly LogEntry[],
  { room, user, root }: { readonly room: Id; readonly user: Id; readonly root: number },
  said: { readonly at: number; readonly following: boolean } | undefined,
  marked: number,
): ThreadStanding {
  const replies = repliesOf(log, root);
  const own = replies.findLast(({ sender }) => sender === user)?.seq ?? 0;
  const byLog = own > 0 || (log[root - 1]!.sender === user && replies.length > 0);
  const lastRead = Math.max(marked, own);
  return {
    room,
    root,
    following: said === undefined || own > said.at ? byLog : said.following,
    lastRead,
    unread: leftOf(log, replies).filter(({ seq }) => seq > lastRead).length,
    replies: leftOf(log, replies).length,
    lastSeq: replies.at(-1)?.seq ?? 0,
  };
}
