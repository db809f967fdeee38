import type { Role, SystemAction } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { Attachment, Forwarded, ReactionView } from "../entities.ts";
import type { Post } from "../post.ts";
import type { MessageState } from "./message_fold.ts";
import { present } from "../present.ts";

/** Who, as a room's log names people. */
export interface Person {
  readonly id: Id;
  readonly name: string;
}

/** The thread that a message began. */
export interface ThreadInfo {
  readonly replies: number;
  readonly lastSeq: number;
  /** ISO 8601 in UTC. */
  readonly lastTimestamp: string;
}

/** Something one did to a message that the server refused: `retry(clientId)` or `discard(clientId)`. */
export interface ItemFailure {
  readonly act: NonNullable<Post["act"]>;
  readonly clientId: string;
  /** The text of an edit, the emoji of a reaction; else empty. */
  readonly content: string;
  readonly error: Post["error"] & object;
}

/** One line of a room as it is shown. Never changed: what changes is another object under the same key. */
export interface TimelineItem {
  /** The same from the moment a message is written, over being sent, to every later reading of it. */
  readonly key: string;
  readonly kind: "message" | "system";
  readonly state: "pending" | "sent" | "failed";
  /** Place in the log; absent while pending and when failed. */
  readonly seq?: number;
  readonly id?: Id;
  /** Only of one's own messages. */
  readonly clientId?: string;
  readonly user: Person;
  /** Plain text, exactly as written, after all edits: whoever shows it must treat it as such. Empty when deleted. */
  readonly content: string;
  /** ISO 8601 in UTC. */
  readonly timestamp: string;
  /** Only of `system`. */
  readonly action?: SystemAction;
  readonly target?: Person;
  /** Of `role`: which one was given. */
  readonly role?: Role;
  /** Of `remove`, `ban`, `mute`, where it was said: why. */
  readonly reason?: string;
  /** Of `ban` and `mute`: when it ends, ISO 8601; absent: it holds for ever. */
  readonly until?: string;
  /** Of `system` actions `pin` and `unpin`: the message. */
  readonly of?: number;
  /** Only of `failed`. */
  readonly error?: Post["error"] & object;
  /** When it was edited last, ISO 8601. */
  readonly editedAt?: string;
  /** It was deleted: a place without content is what is left. */
  readonly isDeleted?: true;
  /** By whom; absent while the deletion is on its way. */
  readonly deletedBy?: Id;
  /** In the order in which they were first given; none: absent. */
  readonly reactions?: readonly ReactionView[];
  readonly isPinned?: true;
  /** The thread that it began. */
  readonly thread?: ThreadInfo;
  /** The seq of the message whose thread it stands in. */
  readonly threadOf?: number;
  /** The seq of the message it answers: `RoomModel.message(seq)` is what to quote. */
  readonly replyTo?: number;
  /** The members it mentions. */
  readonly mentions?: readonly Id[];
  readonly mentionsRoom?: true;
  readonly attachments?: readonly Attachment[];
  /** How many files it will carry, as long as it is on its way. */
  readonly files?: number;
  /** It is a copy of a message that stands elsewhere. */
  readonly forwarded?: Forwarded;
  /** What was done to it is on its way: shown already. */
  readonly isChanging?: true;
  /** What was done to it was refused, the last such. */
  readonly failure?: ItemFailure;
}

/** The item of a message or another event that is shown. */
export function itemOfState({ view }: MessageState, me: Id): TimelineItem {
  const { id, seq, content, timestamp, user_id, username, client_id, action, target, type } = view;
  // Others choose their client_ids as they like: only one's own may name an item.
  const clientId = user_id === me ? client_id : undefined;
  const isSystem = type === "system";
  return {
    key: clientId === undefined ? id : `own:${clientId}`,
    kind: isSystem ? "system" : "message",
    state: "sent",
    ...{ seq, id, content, timestamp, user: { id: user_id, name: username } },
    ...present({
      clientId,
      action,
      target: target === undefined ? undefined : { id: target.id, name: target.username },
      of: isSystem ? view.of : undefined,
      role: view.role,
      reason: view.reason,
      until: view.until,
      editedAt: view.edited?.timestamp,
      isDeleted: view.deleted && (true as const),
      deletedBy: view.deleted?.user_id,
      reactions: view.reactions?.length ? view.reactions : undefined,
      isPinned: view.pinned && (true as const),
      thread: threadOf(view.thread_info),
      threadOf: view.thread,
      replyTo: view.reply_to,
      mentions: view.mentions,
      mentionsRoom: view.mentions_room,
      attachments: view.attachments,
      forwarded: view.forwarded,
    }),
  };
}

function threadOf(info: MessageState["view"]["thread_info"]): ThreadInfo | undefined {
  if (info === undefined || info.replies === 0) return undefined;
  return { replies: info.replies, lastSeq: info.last_seq, lastTimestamp: info.last_timestamp };
}

export function itemOfPost(post: Post, me: Person): TimelineItem {
  const { clientId, content, createdAt, state, seq, id, timestamp, error, thread, replyTo, attachments } = post;
  return {
    key: `own:${clientId}`,
    kind: "message",
    state: state === "discarded" ? "failed" : state,
    ...{ clientId, content, user: me, timestamp: timestamp ?? createdAt },
    ...present({ seq, id, error, threadOf: thread, replyTo, files: attachments?.length || undefined }),
  };
}
