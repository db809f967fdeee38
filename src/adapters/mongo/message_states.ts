import type { FactAsked, FactsAt, MessageFact, Messages, MessageState, StatesAt } from "../../ports/messages.ts";
import type { LogEntry } from "../../ports/event_log.ts";
import type { Id } from "../../protocol/id.ts";
import type { AppendDeps } from "./append.ts";
import { entriesAt } from "./entries_at.ts";
import { createMessageLists } from "./message_lists.ts";
import { type MessageDocument, messageKey, type ReactionDocument } from "./message_documents.ts";

export function createMessageStates(deps: AppendDeps): Omit<Messages, "mentions"> {
  const { collections, calls, heads } = deps;
  const { messages, reactions } = collections;

  async function messagesAt(room: Id, seqs: readonly number[]): Promise<Map<number, MessageDocument>> {
    if (seqs.length === 0) return new Map();
    const found = await messages.find({ _id: { $in: seqs.map((seq) => messageKey(room, seq)) } }).toArray();
    return new Map(found.map((message) => [message.seq, message]));
  }

  async function reactionsOf(room: Id, of: readonly number[], users: readonly Id[]): Promise<ReactionDocument[]> {
    if (of.length === 0 || users.length === 0) return [];
    return await reactions.find({ room, of: { $in: [...of] }, user: { $in: [...users] } }).toArray();
  }

  /**
   * Exact as of the head that is read first: everything up to it is applied before the messages are read, and what was done to
   * one of them later says so by its seq; then it is tried again.
   */
  async function facts(room: Id, asked: readonly FactAsked[]): Promise<FactsAt | undefined> {
    const looked = await heads.look(room);
    if (looked === undefined) return { seq: 0, facts: new Map() };
    const { head } = looked;
    const seqs = [...new Set(asked.map(({ seq }) => seq))].filter((seq) => seq <= head);
    const users = [...new Set(asked.flatMap(({ user }) => user ?? []))];
    const [entries, states, own] = await Promise.all([
      entriesAt(collections, room, seqs),
      messagesAt(room, seqs),
      reactionsOf(room, seqs, users),
    ]);
    if (isLater(head, states, own)) return undefined;
    const found = entries.map((entry) => {
      const askers = asked.flatMap(({ seq, user }) => seq === entry.seq && user !== undefined ? [user] : []);
      return [entry.seq, factOf(entry, states.get(entry.seq), askers, own)] as const;
    });
    return { seq: head, facts: new Map(found) };
  }

  async function statesAt(room: Id, seqs: readonly number[], viewer: Id): Promise<StatesAt | undefined> {
    const looked = await heads.look(room);
    if (looked === undefined) return { seq: 0, states: new Map() };
    const states = await messagesAt(room, seqs);
    const reacted = [...states.values()].flatMap(({ seq, emojis }) => emojis === undefined ? [] : [seq]);
    const own = await reactionsOf(room, reacted, [viewer]);
    if (isLater(looked.head, states, own)) return undefined;
    const all = [...states].map(([seq, message]) => [seq, stateOf(message, own)] as const);
    return { seq: looked.head, states: new Map(all) };
  }

  return {
    facts: (room, asked) => calls.run((call) => calls.repeat(call, () => facts(room, asked))),
    states: (room, seqs, viewer) => calls.run((call) => calls.repeat(call, () => statesAt(room, seqs, viewer))),
    ...createMessageLists(deps),
  };
}

/** Whether something after the head has been applied to any of these already. */
function isLater(
  head: number,
  messages: ReadonlyMap<number, MessageDocument>,
  reactions: readonly ReactionDocument[],
): boolean {
  return reactions.some(({ seq }) => seq > head) || [...messages.values()].some(({ at }) => at > head);
}

function factOf(
  { seq, type, sender, effect }: LogEntry,
  message: MessageDocument | undefined,
  users: readonly Id[],
  reactions: readonly ReactionDocument[],
): MessageFact {
  const own = (user: Id): Set<string> => new Set(message === undefined ? [] : emojisOf(message, user, reactions));
  return {
    seq,
    type,
    sender,
    ...(type === "reply" && effect?.kind === "said" && effect.thread !== undefined && { thread: effect.thread }),
    deleted: message?.deleted !== undefined,
    pinned: message?.pinned !== undefined,
    edits: message?.edits?.length ?? 0,
    emojis: new Map(message?.emojis?.map(({ emoji, count }) => [emoji, count])),
    own: new Map(users.map((user) => [user, own(user)])),
  };
}

/** Not those of a message that is deleted: they may still be about to go. */
function emojisOf(
  { seq, emojis = [] }: MessageDocument,
  by: Id,
  reactions: readonly ReactionDocument[],
): readonly string[] {
  if (emojis.length === 0) return [];
  return reactions.flatMap(({ of, user, emoji, gone }) => of === seq && user === by && !gone ? [emoji] : []);
}

/** @param own The reactions of who looks. */
function stateOf(message: MessageDocument, own: readonly ReactionDocument[]): MessageState {
  const { seq, deleted, edited, emojis = [], pinned, thread } = message;
  const mine = new Set(own.flatMap(({ of, emoji, gone }) => of === seq && !gone ? [emoji] : []));
  return {
    ...(deleted !== undefined && { deleted }),
    ...(edited !== undefined && { edited }),
    reactions: emojis.map(({ emoji, count, users = [] }) => ({ emoji, count, users, me: mine.has(emoji) })),
    ...(pinned !== undefined && { pinned }),
    ...(thread !== undefined && { thread }),
  };
}
