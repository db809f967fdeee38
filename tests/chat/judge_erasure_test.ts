import assert from "node:assert/strict";
import { judgeErasure } from "../../src/chat/judge_erasure.ts";
import type { RoomView } from "../../src/chat/room_view.ts";

const [ann, bob] = ["a", "b"].map((letter) => ({ id: letter.repeat(24), username: "deleted" }));

/** Ann's room, in which she wrote the message 5 and put a thumb on it; she is no member of it any more. */
const view: RoomView = {
  creatorId: ann!.id,
  settings: { name: "room", description: "", isPrivate: false },
  deleted: false,
  member: () => undefined,
  conduct: () => ({}),
  message: (seq) => ({
    ...{ seq, sender: ann!.id, deleted: false, pinned: false, edits: 0, emojis: new Map([["👍", 1]]) },
    type: "text",
    own: new Map([[ann!.id, new Set(["👍"])]]),
  }),
};

Deno.test("Who is being deleted takes back what is their own, and nothing of anybody else", () => {
  const forbidden = { code: "forbidden" };
  const remove = { kind: "delete_message", of: 5 } as const;
  assert.equal(judgeErasure(view, ann!, remove)?.type, "deleted");
  assert.throws(() => judgeErasure(view, bob!, remove), forbidden);
  assert.equal(judgeErasure(view, ann!, { kind: "delete" })?.action, "delete");
  assert.throws(() => judgeErasure(view, bob!, { kind: "delete" }), forbidden);
  const thumb = (added: boolean) => ({ kind: "react", of: 5, emoji: "👍", added }) as const;
  assert.equal(judgeErasure(view, ann!, thumb(false))?.type, "reaction");
  assert.equal(judgeErasure(view, bob!, thumb(false)), undefined);
  assert.throws(() => judgeErasure(view, ann!, thumb(true)), forbidden);
  assert.throws(() => judgeErasure(view, ann!, { kind: "text", content: "x" }), forbidden);
});
