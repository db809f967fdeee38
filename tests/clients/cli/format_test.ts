import assert from "node:assert/strict";
import { formatEvent, formatMembers, formatRoom } from "../../../clients/cli/format.ts";
import { createPaint } from "../../../clients/cli/paint.ts";
import type { MemberView, RoomEntity, RoomEvent } from "../../../clients/sdk/mod.ts";

const plain = createPaint(false);
const coloured = createPaint(true);
const event: RoomEvent = {
  ...{ id: "1".repeat(24), room_id: "2".repeat(24), user_id: "3".repeat(24), username: "ada" },
  ...{ content: "hello", type: "text", timestamp: new Date(2026, 0, 2, 3, 4).toISOString(), seq: 1 },
};
const room: RoomEntity = {
  ...{ id: "2".repeat(24), name: "tea", description: "", creator_id: "3".repeat(24), members: [], member_count: 1 },
  ...{ is_private: false, has_password: false, created_at: "", head: 1, epoch: "e" },
};

Deno.test("formatEvent() shows local time, name and text, further lines indented", () => {
  assert.equal(formatEvent(event, plain), "03:04 ada: hello");
  assert.equal(formatEvent({ ...event, content: "one\ntwo" }, plain), "03:04 ada: one\n      two");
});

Deno.test("formatEvent() shows system events with a star", () => {
  assert.equal(formatEvent({ ...event, type: "system", content: "ada joined" }, plain), "03:04 * ada joined");
});

Deno.test("formatEvent() tells what happened to messages, by their numbers", () => {
  const told = (changes: Partial<RoomEvent>) => formatEvent({ ...event, ...changes }, plain).slice(6);
  assert.equal(told({ type: "edited", of: 3, content: "better" }), "* ada edited #3: better");
  assert.equal(told({ type: "deleted", of: 3, content: "" }), "* ada deleted #3");
  assert.equal(told({ type: "reaction", of: 3, content: "!" }), "* ada put ! on #3");
  assert.equal(told({ type: "reaction", of: 3, content: "!", removed: true }), "* ada took ! back from #3");
  assert.equal(told({ type: "reply", thread: 3 }), "ada (in the thread of #3): hello");
  assert.equal(told({ reply_to: 3 }), "ada (to #3): hello");
  assert.equal(told({ content: "", deleted: { seq: 4, user_id: event.user_id } }), "ada: (deleted)");
  assert.equal(formatEvent({ ...event, edited: { seq: 4, timestamp: "" } }, plain), "03:04 ada: hello (edited)");
});

Deno.test("formatEvent() obeys nothing that others wrote, in text, name and time", () => {
  const hostile = { ...event, content: "\x1b[2J", username: "a\x1b[31m\nb", timestamp: "\x1b[31m" };
  assert.equal(formatEvent(hostile, plain), "--:-- a\u241b[31m b: \u241b[2J");
});

Deno.test("formatEvent() gives one user one colour, and without colours no escape at all", () => {
  const nameOf = (text: string) => text.slice(text.indexOf("\x1b[1;"), text.indexOf("ada"));
  const first = formatEvent(event, coloured);
  assert.equal(nameOf(first), nameOf(formatEvent({ ...event, content: "again" }, coloured)));
  assert.ok(nameOf(first).startsWith("\x1b[1;") && first.endsWith("\x1b[0m: hello"));
  assert.ok(!formatEvent(event, plain).includes("\x1b"));
});

Deno.test("formatRoom() marks the current room and what is special about it", () => {
  assert.equal(formatRoom(room, undefined, plain), "  tea  1 member");
  const special = { ...room, is_private: true, has_password: true, member_count: 2, description: "Earl\nGrey" };
  assert.equal(formatRoom(special, room.id, plain), "* tea  2 members, private, password  Earl Grey");
});

Deno.test("formatMembers() puts those who are online first, and keeps the order otherwise", () => {
  const member = (username: string, online: boolean, role: MemberView["role"] = "member"): MemberView => (
    { user_id: username, username, role, joined_at: "", online }
  );
  const members = [member("ada", false, "owner"), member("bob", true), member("eve", true)];
  assert.deepEqual(formatMembers(members, plain), ["* bob", "* eve", "  ada  owner"]);
});
