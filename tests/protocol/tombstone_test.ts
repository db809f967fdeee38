import assert from "node:assert/strict";
import { timestampOf } from "../../src/protocol/event.ts";
import { roomEventSchema } from "../../src/protocol/event_schema.ts";
import { tombstone } from "../../src/protocol/tombstone.ts";

const [ada, eve] = ["a".repeat(24), "e".repeat(24)];
const event = {
  id: "1".repeat(24),
  room_id: "2".repeat(24),
  user_id: ada,
  username: "ada",
  content: "a secret",
  type: "reply",
  timestamp: "2026-01-02T03:04:05.678Z",
  seq: 7,
  client_id: "mine",
  reply_to: 6,
  thread: 5,
  mentions: [eve],
  mentions_room: true,
  forwarded: { room_id: "3".repeat(24), seq: 1, user_id: eve, username: "eve", timestamp: "2026-01-01T00:00:00.000Z" },
  attachments: [{ id: "4".repeat(24), name: "secret.png", type: "image/png", size: 1 }],
} as const;

Deno.test("A tombstone says who, when and where, by whom it was deleted, and nothing of what was said", () => {
  const left = JSON.parse(tombstone(JSON.stringify(event), 9, eve)) as Record<string, unknown>;
  const { mentions: _, mentions_room: __, forwarded: ___, attachments: ____, ...rest } = event;
  assert.deepEqual(left, { ...rest, content: "", deleted: { seq: 9, user_id: eve } });
  roomEventSchema.parse(left);
});

Deno.test("A tombstone stays what it is, and keeps its time where it is looked for", () => {
  const once = tombstone(JSON.stringify(event), 9, eve);
  assert.equal(tombstone(once, 12, ada), once);
  assert.equal(timestampOf(once), event.timestamp);
});
