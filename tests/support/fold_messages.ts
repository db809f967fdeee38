import type { RoomEvent } from "../../src/protocol/event.ts";
import type { MessageView } from "../../src/protocol/message_view.ts";
import { tombstone } from "../../src/protocol/tombstone.ts";
import { reactionUsersShown } from "../../src/limits.ts";

type Reactions = NonNullable<MessageView["reactions"]>;
/** What is shown of messages, by seq. */
export type Shown = ReadonlyMap<number, MessageView>;

/** What docs/messages.md says a client does with one event, in the plainest way: for comparison, not for use. */
export function folded(shown: Shown, event: RoomEvent, viewer: string): Shown {
  const next = new Map(shown);
  if (event.type === "text" || event.type === "reply") {
    next.set(event.seq, event as MessageView);
    if (event.type === "reply") countReply(next, event);
    return next;
  }
  const target = event.of === undefined ? undefined : next.get(event.of);
  if (target === undefined || event.deleted !== undefined) return next;
  // Of a tombstone, which the log may show in the place of the message from the beginning, nothing changes.
  if (target.deleted === undefined) next.set(target.seq, changed(target, event, viewer));
  const root = event.type === "deleted" && event.thread !== undefined ? next.get(event.thread) : undefined;
  if (root?.thread_info !== undefined) {
    next.set(root.seq, { ...root, thread_info: { ...root.thread_info, replies: root.thread_info.replies - 1 } });
  }
  return next;
}

function countReply(next: Map<number, MessageView>, { thread, seq, timestamp }: RoomEvent): void {
  const root = next.get(thread!);
  if (root === undefined) return;
  const replies = (root.thread_info?.replies ?? 0) + 1;
  next.set(root.seq, { ...root, thread_info: { replies, last_seq: seq, last_timestamp: timestamp } });
}

function changed(target: MessageView, event: RoomEvent, viewer: string): MessageView {
  const { seq, user_id, timestamp } = event;
  if (event.type === "deleted") {
    const { thread_info } = target;
    const left = JSON.parse(tombstone(JSON.stringify(target), seq, user_id)) as MessageView;
    return { ...left, ...(thread_info && { thread_info }) };
  }
  if (event.type === "edited") {
    const { mentions: _, mentions_room: __, ...rest } = target;
    const { content, mentions, mentions_room } = event;
    return {
      ...rest,
      content,
      ...(mentions && { mentions }),
      ...(mentions_room && { mentions_room }),
      edited: { seq, timestamp },
    };
  }
  if (event.type === "reaction") return withReactions(target, reacted(target.reactions ?? [], event, viewer));
  if (event.action === "pin") return { ...target, pinned: { seq, user_id } };
  const { pinned: _, ...rest } = target;
  return event.action === "unpin" ? rest : target;
}

function withReactions({ reactions: _, ...rest }: MessageView, reactions: Reactions): MessageView {
  return reactions.length === 0 ? rest : { ...rest, reactions };
}

function reacted(before: Reactions, { content: emoji, user_id, removed }: RoomEvent, viewer: string): Reactions {
  const one = before.find((reaction) => reaction.emoji === emoji) ?? { emoji, count: 0, users: [], me: false };
  const users = removed ? one.users.filter((user) => user !== user_id) : [...one.users, user_id];
  const after = {
    emoji,
    count: one.count + (removed ? -1 : 1),
    users: users.slice(0, reactionUsersShown),
    me: user_id === viewer ? !removed : one.me,
  };
  if (after.count === 0) return before.filter((reaction) => reaction.emoji !== emoji);
  if (one.count === 0) return [...before, after];
  return before.map((reaction) => reaction.emoji === emoji ? after : reaction);
}
