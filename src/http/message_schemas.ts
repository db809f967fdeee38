import { roomEventSchema } from "../protocol/event_schema.ts";
import {
  mentionListSchema,
  messageChangeSchema,
  oneMessageSchema,
  pinPageSchema,
  reactionPageSchema,
  threadListSchema,
  threadPageSchema,
  threadStandingSchema,
  versionsSchema,
} from "../protocol/message_view.ts";
import { messagePageSchema } from "../protocol/page.ts";

/** What is answered about messages, named and with an example each for the OpenAPI document. */

const ada = "66a0c1de9b3f4a0012345678";
const bob = "66a0c1e29b3f4a0012345677";
const room = "66a0c1f19b3f4a0012345679";
const at = "2026-01-02T03:04:05.678Z";
const paging = { total: 1, offset: 0, limit: 50 };

const eventExample = {
  id: "66a0c2009b3f4a001234567a",
  room_id: room,
  user_id: ada,
  username: "ada",
  content: "Hello",
  type: "text",
  timestamp: at,
  seq: 2,
  client_id: "1",
} as const;
export const roomEvent = roomEventSchema.meta({ id: "RoomEvent", example: eventExample });

const viewExample = {
  ...eventExample,
  edited: { seq: 3, timestamp: at },
  reactions: [{ emoji: "\u{1f44d}", count: 1, users: [bob], me: false }],
};
export const messagePage = messagePageSchema.meta({
  id: "MessagePage",
  example: { messages: [viewExample], ...paging, after: 0, up_to: 4, as_of: 4 },
});
export const oneMessage = oneMessageSchema.meta({ id: "OneMessage", example: { message: viewExample, as_of: 4 } });

const reactionExample = {
  ...eventExample,
  id: "66a0c2009b3f4a001234567b",
  content: "\u{1f44d}",
  type: "reaction",
  seq: 4,
  of: 2,
} as const;
export const messageChange = messageChangeSchema.meta({
  id: "MessageChange",
  example: { seq: 4, unchanged: false, event: reactionExample },
});
export const reactionPage = reactionPageSchema.meta({
  id: "ReactionPage",
  example: { reactions: [{ user_id: bob, emoji: "\u{1f44d}", seq: 4 }], ...paging },
});
export const versions = versionsSchema.meta({
  id: "Versions",
  example: { versions: [{ seq: 2, content: "Helo", timestamp: at }, { seq: 3, content: "Hello", timestamp: at }] },
});
export const pinPage = pinPageSchema.meta({
  id: "PinPage",
  example: { messages: [{ ...viewExample, pinned: { seq: 5, user_id: ada } }], as_of: 5, ...paging },
});

const standing = { following: true, last_read: 0, unread: 1 };
const rootExample = { ...eventExample, thread_info: { replies: 1, last_seq: 6, last_timestamp: at } };
export const threadStanding = threadStandingSchema.meta({
  id: "ThreadStanding",
  example: { room_id: room, root: 2, ...standing },
});
export const threadPage = threadPageSchema.meta({
  id: "ThreadPage",
  example: {
    root: rootExample,
    messages: [{ ...eventExample, type: "reply", thread: 2, seq: 6 }],
    total: 1,
    limit: 50,
    after: 2,
    up_to: 6,
    as_of: 6,
    ...standing,
  },
});
export const threadList = threadListSchema.meta({
  id: "ThreadList",
  example: { threads: [{ room_id: room, root: rootExample, as_of: 6, ...standing }], ...paging },
});
export const mentionList = mentionListSchema.meta({
  id: "MentionList",
  example: {
    mentions: [{
      room_id: room,
      seq: 2,
      unread: true,
      as_of: 6,
      message: { ...eventExample, content: "Tea, @bob?", mentions: [bob] },
    }],
    ...paging,
  },
});
