import { blocksSchema } from "../protocol/direct.ts";
import { bansSchema, mutesSchema } from "../protocol/moderation.ts";
import { oneMemberSchema } from "../protocol/room.ts";

/** The answers of moderation, named and with an example each for the OpenAPI document. */

const example = {
  user: { id: "66a0c1e29b3f4a0012345677", username: "bob" },
  by: { id: "66a0c1de9b3f4a0012345678", username: "ada" },
  at: "2026-01-02T03:04:05.678Z",
  until: "2026-01-03T03:04:05.678Z",
  reason: "Advertising",
  seq: 42,
};

export const bans = bansSchema.meta({ id: "Bans", example: { bans: [example] } });
export const mutes = mutesSchema.meta({ id: "Mutes", example: { mutes: [example] } });

const { user, at } = example;
export const blocks = blocksSchema.meta({ id: "Blocks", example: { blocks: [{ user, at }] } });

export const oneMember = oneMemberSchema.meta({
  id: "OneMember",
  example: {
    user_id: user.id,
    username: user.username,
    role: "member",
    joined_at: at,
    online: true,
    muted: { until: example.until, reason: example.reason },
  },
});
