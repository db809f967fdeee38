import type { MessageState, ReactionCount } from "../ports/messages.ts";
import type { RoomEvent } from "../protocol/event.ts";
import type { MessageView } from "../protocol/message_view.ts";
import { tombstone } from "../protocol/tombstone.ts";

/** A message as it stands, as JSON: what its entry says, and what has become of it since. */
export function viewOf(text: string, state: MessageState | undefined): string {
  if (state === undefined) return text;
  const { deleted, pinned, thread } = state;
  const event = JSON.parse(deleted === undefined ? text : tombstone(text, deleted.seq, deleted.user_id)) as RoomEvent;
  const view = {
    ...(event.deleted === undefined ? edited(event, state.edited) : event),
    ...(state.reactions.length > 0 && { reactions: state.reactions.map(plain) }),
    ...(pinned !== undefined && { pinned }),
    ...(thread !== undefined && {
      thread_info: { replies: thread.replies, last_seq: thread.lastSeq, last_timestamp: thread.lastTimestamp },
    }),
  };
  return JSON.stringify(view satisfies Readonly<MessageView> | RoomEvent);
}

/** Content and mentions are those of the newest edit. */
function edited(event: RoomEvent, newest: MessageState["edited"]): RoomEvent {
  if (newest === undefined) return event;
  const { content, mentions, mentions_room, timestamp } = JSON.parse(newest.text) as RoomEvent;
  const { mentions: _, mentions_room: __, ...rest } = event;
  const now = {
    ...rest,
    content,
    ...(mentions !== undefined && { mentions }),
    ...(mentions_room !== undefined && { mentions_room }),
    edited: { seq: newest.seq, timestamp },
  };
  return now;
}

function plain({ emoji, count, users, me }: ReactionCount): ReactionCount {
  return { emoji, count, users, me };
}
