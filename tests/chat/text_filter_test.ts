import assert from "node:assert/strict";
import { requireContent } from "../../src/chat/text_filter.ts";
import type { RoomView } from "../../src/chat/room_view.ts";
import type { Role } from "../../src/protocol/event.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import type { RoomPolicy } from "../../src/protocol/room_policy.ts";

const user = "a1".repeat(12);

/** As a list that others keep: it finds what no comparison of words would. */
const words = { says: (list: string, text: string) => list === "english" && text.includes("d@rn") };

function refusal(policy: RoomPolicy | undefined, content: string, role: Role = "member", guest = false): string {
  const view: RoomView = {
    creatorId: "b0".repeat(12),
    settings: { name: "room", description: "", isPrivate: false, ...(policy && { policy }) },
    deleted: false,
    words,
    member: () => ({ userId: user, username: "ada", role, joinedAt: "", ...(guest && { guest }) }),
    conduct: () => ({}),
    message: () => undefined,
  };
  try {
    requireContent(view, user, content);
    return "taken";
  } catch (error) {
    if (error instanceof ParleyError) return error.code;
    throw error;
  }
}

Deno.test("A room that says nothing takes every text", () => {
  for (const policy of [undefined, {}, { blocked_words: [] }]) {
    assert.equal(refusal(policy, "see https://example.com and buy"), "taken");
  }
});

Deno.test("Words of a room's list are found whatever their case, accents, widths and signs, and not inside others", () => {
  const policy = { blocked_words: ["Spám", "buy now", "垃圾"] };
  for (
    const text of [
      "spam",
      "SPAM!",
      "some spa\u0301m here",
      "ｓｐａｍ",
      "Buy... NOW",
      "buy\nnow",
      "这是垃圾信息",
      "*spam*",
    ]
  ) {
    assert.equal(refusal(policy, text), "content_refused", text);
  }
  for (const text of ["spamming", "antispam", "now buy", "buy it now", "垃", "ordinary"]) {
    assert.equal(refusal(policy, text), "taken", text);
  }
  const roles: readonly Role[] = ["owner", "admin", "moderator", "member"];
  assert.deepEqual(roles.map((role) => refusal(policy, "spam", role)), ["taken", "taken", "taken", "content_refused"]);
});

Deno.test("A list that the room has chosen is judged as its own words are; a room that chose none asks no list", () => {
  const policy: RoomPolicy = { word_list: "english" };
  assert.equal(refusal(policy, "well, d@rn!"), "content_refused");
  assert.equal(refusal(policy, "well, well"), "taken");
  assert.equal(refusal(policy, "d@rn", "moderator"), "taken");
  for (const none of [{ word_list: null }, { blocked_words: ["spam"] }]) assert.equal(refusal(none, "d@rn"), "taken");
  assert.equal(refusal({ ...policy, blocked_words: ["spam"] }, "spam"), "content_refused");
});

Deno.test("Links are for who has the right, in whatever form they come", () => {
  const policy: RoomPolicy = { rights: { post_links: "moderator" } };
  for (
    const text of [
      "https://x.org",
      "HTTP://x",
      "ab://x",
      "go to www.x.org",
      "[a](//x.org)",
      "mailto:a@b.c",
      "`ftp://x`",
      "a\nhttps://x",
    ]
  ) {
    assert.equal(refusal(policy, text), "content_refused", text);
    assert.equal(refusal(policy, text, "moderator"), "taken", text);
  }
  for (const text of ["x.org", "a: b", "http", "www", "a://", "half ]"]) {
    assert.equal(refusal(policy, text), "taken", text);
  }
  const guests: RoomPolicy = { guests_denied: ["post_links"] };
  assert.deepEqual([refusal(guests, "https://x"), refusal(guests, "https://x", "member", true)], [
    "taken",
    "content_refused",
  ]);
});

Deno.test("S44: no text takes long to look through", () => {
  const policy: RoomPolicy = {
    rights: { post_links: "moderator" },
    blocked_words: Array.from({ length: 100 }, (_, i) => `w${i} `.repeat(10)),
  };
  const start = performance.now();
  for (const piece of ["a", "a](", "http:", "www", "w1 ", "://", "a-", "é\u0301", "垃"]) {
    refusal(policy, piece.repeat(50_000));
  }
  // A pattern that looks back from every place would take minutes.
  assert.ok(performance.now() - start < 10_000);
});

Deno.test("Of a list what is no word refuses nothing", () => {
  for (const text of ["???", "...", "words", ""]) assert.equal(refusal({ blocked_words: ["!!!", " "] }, text), "taken");
});
