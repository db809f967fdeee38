import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { createMailLinks, type MailDeed } from "../../src/chat/mail_links.ts";
import { refused } from "../support/live_bench.ts";

const key = new TextEncoder().encode("a key of the tests, 32 bytes or more");
const user = "66a0c1de9b3f4a0012345678";
const links = createMailLinks(key);
const confirm: MailDeed = { kind: "confirm", user, email: "zoë@example.com", until: 1_000 };

const read = (token: string, now = 0) => Promise.resolve().then(() => links.read(token, now));

Deno.test("a link says what it was signed for, until it is over", async () => {
  for (const deed of [confirm, { kind: "unsubscribe", user } as const]) {
    const token = links.sign(deed);
    assert.match(token, /^[\w-]+\.[\w-]+$/);
    assert.deepEqual(links.read(token, 999), deed);
  }
  await refused(read(links.sign(confirm), 1_000), "not_found");
  assert.ok(links.read(links.sign({ kind: "unsubscribe", user }), Number.MAX_SAFE_INTEGER));
});

Deno.test("what nobody signed, or another server did, is no link", async () => {
  const other = createMailLinks(new TextEncoder().encode("another key of the tests, 32 bytes or more"));
  await refused(read(other.sign(confirm)), "not_found");
  const [payload, signature] = links.sign(confirm).split(".");
  const [more] = links.sign({ ...confirm, until: 2_000 }).split(".");
  await refused(read(`${more}.${signature}`), "not_found");
  await refused(read(`${payload}.`), "not_found");
  await fc.assert(fc.asyncProperty(fc.string(), async (text) => void await refused(read(text), "not_found")));
});

Deno.test("what the same key signed for another purpose is no link, nor is a link of nobody", async () => {
  const payload = Buffer.from(JSON.stringify(["unsubscribe", user])).toString("base64url");
  const other = createHmac("sha256", key).update(payload).digest("base64url");
  await refused(read(`${payload}.${other}`), "not_found");
  await refused(read(links.sign({ kind: "unsubscribe", user: "nobody" })), "not_found");
});
