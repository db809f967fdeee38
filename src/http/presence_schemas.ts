import { presencePageSchema } from "../protocol/presence.ts";
import { receiptsSchema, standingSchema, unreadSchema } from "../protocol/standing.ts";

/** Answers about who is here and who has read what, named and with an example each for the OpenAPI document. */

const ada = "66a0c1de9b3f4a0012345678";
const bob = "66a0c1e29b3f4a0012345677";
const room = "66a0c1f19b3f4a0012345679";

const standingExample = { room_id: room, head: 42, last_read: 40, unread: 1, mentions: 1 };
export const standing = standingSchema.meta({ id: "Standing", example: standingExample });
export const unread = unreadSchema.meta({ id: "Unread", example: { rooms: [standingExample], total: 1 } });

export const receipts = receiptsSchema.meta({
  id: "Receipts",
  example: { room_id: room, seq: 42, count: 1, users: [bob] },
});

const online = { user_id: ada, username: "ada", status: "online" } as const;
const offline = { user_id: bob, username: "bob", status: "offline", last_seen: "2026-01-02T03:04:05.678Z" } as const;
export const presencePage = presencePageSchema.meta({
  id: "PresencePage",
  example: { room_id: room, count: 1, online: [online], members: [online, offline], total: 2, offset: 0, limit: 50 },
});
