import assert from "node:assert/strict";
import { passwordBytesMax, roomNameCharsMax } from "../../src/limits.ts";
import { roomEventSchema } from "../../src/protocol/event_schema.ts";
import { foldCase } from "../../src/protocol/fold_case.ts";
import { isId } from "../../src/protocol/id.ts";
import { historyQuerySchema, pageQuerySchema, roomsQuerySchema } from "../../src/protocol/page.ts";
import { passwordSchema } from "../../src/protocol/password.ts";
import { newRoomSchema, roomChangeSchema, roomNameSchema } from "../../src/protocol/room.ts";
import { credentialsSchema, emailSchema, profileChangeSchema, usernameSchema } from "../../src/protocol/user.ts";

interface Schema {
  safeParse(value: unknown): { readonly success: boolean };
}

function takes(schema: Schema, ...values: readonly unknown[]): void {
  for (const value of values) assert.ok(schema.safeParse(value).success, `refused: ${JSON.stringify(value)}`);
}

function refuses(schema: Schema, ...values: readonly unknown[]): void {
  for (const value of values) assert.ok(!schema.safeParse(value).success, `taken: ${JSON.stringify(value)}`);
}

Deno.test("isId() knows 24 lower-case hexadecimal characters and nothing else", () => {
  assert.ok(isId("0123456789abcdef01234567"));
  for (const bad of ["", "0123456789abcdef0123456", "0123456789abcdef012345678", "0123456789ABCDEF01234567", 1, null]) {
    assert.ok(!isId(bad));
  }
});

Deno.test("room names are trimmed, keep their case, are one line of 1 to 64 characters", () => {
  assert.equal(roomNameSchema.parse("  Caf\u00e9 \u{1f600} "), "Caf\u00e9 \u{1f600}");
  takes(roomNameSchema, "a", "x".repeat(roomNameCharsMax), "$ne", "'; DROP TABLE rooms");
  refuses(
    roomNameSchema,
    "",
    "   ",
    "x".repeat(roomNameCharsMax + 1),
    "a\nb",
    "a\tb",
    "a\0b",
    "\ud800",
    { $ne: "" },
    1,
  );
});

Deno.test("a new room and a change of one refuse unknown keys; only a change may take the password away", () => {
  takes(newRoomSchema, { name: "a" }, { name: "a", is_private: true, password: "p", description: "d" });
  refuses(newRoomSchema, {}, { name: "a", password: null }, { name: "a", creator_id: "x" }, {
    name: "a",
    password: "",
  });
  takes(roomChangeSchema, {}, { password: null }, { password: "new" }, { is_private: false });
  refuses(roomChangeSchema, { password: "" }, { head: 3 }, { is_private: "yes" }, { name: { $ne: "" } });
});

Deno.test("passwords are bounded by the bytes that bcrypt reads, not by characters", () => {
  const schema = passwordSchema(8);
  takes(schema, "12345678", "x".repeat(passwordBytesMax), "\u{1f600}".repeat(passwordBytesMax / 4));
  refuses(schema, "1234567", "x".repeat(passwordBytesMax + 1), "\u{1f600}".repeat(passwordBytesMax / 4 + 1));
  refuses(schema, "12345678\0", "12345678\ud800", ["12345678"]);
});

Deno.test("usernames are 2 to 32 letters of any script, digits, and _ . -", () => {
  takes(usernameSchema, "ab", "A.b-c_9", "\u0416\u0443\u043a", "\u732b\u732b", "x".repeat(32));
  refuses(usernameSchema, "a", "x".repeat(33), "a b", "a@b", "a/b", "a\n", "\u{1f600}\u{1f600}", "\u200bab", "");
});

Deno.test("emails are trimmed and put in lower case before they are judged", () => {
  assert.equal(emailSchema.parse("  Ada@Example.COM "), "ada@example.com");
  refuses(emailSchema, "ada", "ada@", "@example.com", "a b@example.com", `${"x".repeat(250)}@example.com`, { $gt: "" });
});

Deno.test("credentials name either an email or a username, and hold strings", () => {
  takes(credentialsSchema, { email: "ada", password: "p" }, { username: "ada", password: "p" });
  refuses(credentialsSchema, { password: "p" }, { email: "a", username: "a", password: "p" }, { email: "a" });
  refuses(credentialsSchema, { email: { $ne: null }, password: { $ne: null } }, { username: ["a"], password: "p" });
  refuses(credentialsSchema, { email: "a", password: "p", admin: true }, { email: "a", password: "x".repeat(1_025) });
});

Deno.test("the address of an avatar is https or empty", () => {
  takes(profileChangeSchema, { avatar_url: "" }, { avatar_url: "https://example.com/a.png" }, {});
  for (const bad of ["http://example.com/a", "javascript:alert(1)", "data:image/png;base64,", "//x", "a"]) {
    refuses(profileChangeSchema, { avatar_url: bad });
  }
  refuses(profileChangeSchema, { username: "other" }, { bio: "x".repeat(501) }, { display_name: "a\0" });
});

Deno.test("paging takes whole numbers within its bounds, has defaults, and refuses what it does not know", () => {
  assert.deepEqual(pageQuerySchema.parse({}), { limit: 50, offset: 0 });
  assert.deepEqual(pageQuerySchema.parse({ limit: "200", offset: "7" }), { limit: 200, offset: 7 });
  for (const limit of ["0", "201", "-1", "1.5", "1e2", "", " 1", "0x10", "9".repeat(400), ["1", "2"]]) {
    refuses(pageQuerySchema, { limit });
  }
  refuses(pageQuerySchema, { page: "1" }, { offset: "-1" });
  assert.deepEqual(roomsQuerySchema.parse({ mine: "false", q: " x " }), { limit: 50, offset: 0, mine: false, q: "x" });
  refuses(roomsQuerySchema, { mine: "1" });
});

Deno.test("history is asked for by offset or by seq, not both", () => {
  takes(historyQuerySchema, {}, { offset: "3" }, { before: "3" }, { after: "0", before: "9", limit: "1" });
  refuses(historyQuerySchema, { offset: "0", before: "3" }, { offset: "0", after: "3" }, { sender: "me" });
  takes(historyQuerySchema, { type: "all" }, { type: "edited" }, { type: "text,reply" });
  refuses(historyQuerySchema, { type: "edit" }, { type: "" }, { type: "text," }, { type: "all,text" });
});

Deno.test("an event of the wire is one of its schema, and seq 0 is none", () => {
  const event = {
    id: "0123456789abcdef01234567",
    room_id: "0123456789abcdef01234567",
    user_id: "0123456789abcdef01234567",
    username: "ada",
    content: "hello",
    type: "text",
    timestamp: "2026-01-01T00:00:00.000Z",
    seq: 1,
  };
  takes(roomEventSchema, event, { ...event, client_id: "c" }, { ...event, type: "system", action: "join" });
  refuses(roomEventSchema, { ...event, seq: 0 }, { ...event, type: "edit" }, { ...event, timestamp: "now" });
});

Deno.test("foldCase() gives one spelling to what differs in case or composition only", () => {
  for (
    const [one, other] of [["Ada", "aDA"], ["e\u0301", "\u00c9"], ["stra\u00dfe", "STRASSE"], [
      "\u03c3\u03c2",
      "\u03a3\u03a3",
    ]]
  ) {
    assert.equal(foldCase(one!), foldCase(other!), `${one} and ${other}`);
  }
  assert.notEqual(foldCase("a"), foldCase("\u00e4"));
  assert.equal(foldCase(foldCase("\u0130stanbul")), foldCase("\u0130stanbul"));
});
