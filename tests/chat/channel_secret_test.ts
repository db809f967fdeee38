import assert from "node:assert/strict";
import { secretOf, visitorId, visitorName } from "../../src/chat/channel_secret.ts";
import { usernameSchema } from "../../src/protocol/user.ts";

const id = "0123456789abcdef01234567";
const key = new Uint8Array(32);

Deno.test("secretOf() is another for another channel, number or key, and as strong as the key", () => {
  const secrets = [
    secretOf({ id, secretNumber: 1 }, key),
    secretOf({ id, secretNumber: 2 }, key),
    secretOf({ id: id.replace("0", "1"), secretNumber: 1 }, key),
    secretOf({ id, secretNumber: 1 }, key.with(0, 1)),
  ];
  assert.equal(new Set(secrets).size, secrets.length);
  for (const secret of secrets) assert.match(secret, /^[\w-]{43}$/);
  assert.equal(secretOf({ id, secretNumber: 1 }, key), secrets[0]);
});

Deno.test("visitorId() is the same for one user of one channel, and another for any other", () => {
  assert.equal(visitorId(id, "7"), visitorId(id, "7"));
  assert.match(visitorId(id, "7"), /^[0-9a-f]{24}$/);
  assert.notEqual(visitorId(id, "7"), visitorId(id, "8"));
  assert.notEqual(visitorId(id, "7"), visitorId(id.replace("0", "1"), "7"));
});

Deno.test("visitorName() makes a username of whatever another product calls its users", () => {
  const names: [string, string][] = [
    ["Eve Adams", "Eve.Adams"],
    ["  Zo\u00eb   \u00d6zt\u00fcrk ", "Zo\u00eb.\u00d6zt\u00fcrk"],
    ["\u5f20\u4e09", "\u5f20\u4e09"],
    ["O'Brien <script>", "OBrien.script"],
    ["", "visitor-0123"],
    ["\u202e\u0000", "visitor-0123"],
    ["X", "X-0123"],
    ["a".repeat(500), "a".repeat(27)],
    ["\ud83d\ude00\ud83d\ude00", "visitor-0123"],
  ];
  for (const [name, expected] of names) {
    assert.equal(visitorName(name, id, false), expected, name);
    for (const taken of [false, true]) usernameSchema.parse(visitorName(name, id, taken));
  }
  assert.equal(visitorName("Eve Adams", id, true), "Eve.Adams-0123");
  for (let unit = 0x10000; unit < 0x20000; unit += 997) {
    usernameSchema.parse(visitorName(String.fromCodePoint(unit).repeat(40), id, unit % 2 === 0));
  }
});
