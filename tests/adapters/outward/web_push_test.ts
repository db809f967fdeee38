import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createECDH } from "node:crypto";
import { createLocalJWKSet, jwtVerify } from "jose";
import { createWebPush } from "../../../src/adapters/outward/create_web_push.ts";
import { pushRetryMs, pushRetryMsMax } from "../../../src/limits.ts";
import { silentLog } from "../../../src/ports/log.ts";
import type { PushNote, PushSender, PushTarget } from "../../../src/ports/push_sender.ts";
import { FalseClock } from "../../support/false_clock.ts";
import { decrypt, FalseBrowser, type PushService, startPushService } from "../../support/push_service.ts";
import { createRecordedLog } from "../../support/recorded_log.ts";

const note: PushNote = { text: '{"content":"élan 上海"}', urgent: true, topic: "a".repeat(24), ttlSeconds: 3_600 };

function senderFor({ certificate }: PushService): PushSender {
  return createWebPush({ log: silentLog, clock: new FalseClock(), allows: (a) => a === "127.0.0.1", ca: certificate });
}

function targetOf({ subscription: { endpoint, keys } }: FalseBrowser): PushTarget {
  return { endpoint, ...keys, contact: "https://chat.example" };
}

Deno.test("the tests' browser reads the example of RFC 8291, appendix A", () => {
  const bytes = (text: string): Uint8Array => Buffer.from(text, "base64url");
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(Buffer.from("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94", "base64url"));
  const body = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tl" +
    "zAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
  const text = decrypt(bytes(body), ecdh, bytes("BTBZMqHH6r4Tts7J_aSIgg"));
  assert.equal(text, "When I grow up, I want to be a watermelon");
});

Deno.test("a notification arrives over TLS, readable by its browser alone, signed with the server's keys", async () => {
  await using service = await startPushService();
  const sender = senderFor(service);
  const keys = await sender.makeKeys();
  const browser = new FalseBrowser(`https://127.0.0.1:${service.port}/send/1?x=1`);
  assert.deepEqual(await sender.send(targetOf(browser), note, keys), { kind: "ok" });
  const [{ path, headers, bytes } = assert.fail("nothing came")] = service.arrived;
  assert.equal(path, "/send/1?x=1");
  assert.equal(browser.read(bytes), note.text);
  assert.throws(() => new FalseBrowser(browser.subscription.endpoint).read(bytes));
  assert.ok(!Buffer.from(bytes).includes("content"));
  assert.deepEqual([headers["content-encoding"], headers["ttl"], headers["urgency"]], ["aes128gcm", "3600", "high"]);
  assert.match(String(headers["topic"]), /^[\w-]{32}$/);
  assert.ok(!String(headers["topic"]).includes("aaaa"));
  const [, token = "", key = ""] = /^vapid t=(\S+), k=(\S+)$/.exec(String(headers["authorization"])) ?? [];
  assert.equal(key, sender.publicKey(keys));
  const point = Buffer.from(key, "base64url");
  const [x, y] = [point.subarray(1, 33).toString("base64url"), point.subarray(33).toString("base64url")];
  const { payload } = await jwtVerify(
    token,
    createLocalJWKSet({ keys: [{ kty: "EC", crv: "P-256", x, y, alg: "ES256" }] }),
  );
  assert.deepEqual([payload.aud, payload.sub], [`https://127.0.0.1:${service.port}`, "https://chat.example"]);
});

Deno.test("two notifications of one length are of one length on the way, and never the same", async () => {
  await using service = await startPushService();
  const sender = senderFor(service);
  const keys = await sender.makeKeys();
  const browser = new FalseBrowser(`https://127.0.0.1:${service.port}/`);
  await sender.send(targetOf(browser), note, keys);
  await sender.send(targetOf(browser), { ...note, text: "short" }, keys);
  const [first, second] = service.arrived;
  assert.equal(first!.bytes.length, second!.bytes.length);
  assert.notDeepEqual(first!.bytes, second!.bytes);
  assert.equal(first!.headers["topic"], second!.headers["topic"]);
});

Deno.test("what a push service answers becomes what to do: forget, try later, or let it be", async () => {
  await using service = await startPushService();
  const sender = senderFor(service);
  const keys = await sender.makeKeys();
  const target = targetOf(new FalseBrowser(`https://127.0.0.1:${service.port}/`));
  const outcome = async (status: number, headers: Record<string, string> = {}) => {
    service.answer = { status, headers };
    return await sender.send(target, note, keys);
  };
  for (const status of [404, 410]) assert.deepEqual(await outcome(status), { kind: "gone" });
  for (const status of [400, 403, 413, 302]) {
    assert.deepEqual(await outcome(status, { location: "/" }), { kind: "refused" });
  }
  assert.deepEqual(await outcome(503), { kind: "later", retryAfterMs: pushRetryMs });
  assert.deepEqual(await outcome(429, { "retry-after": "30" }), { kind: "later", retryAfterMs: 30_000 });
  assert.deepEqual(await outcome(429, { "retry-after": "999999" }), { kind: "later", retryAfterMs: pushRetryMsMax });
  assert.deepEqual(await outcome(429, { "retry-after": "soon" }), { kind: "later", retryAfterMs: pushRetryMs });
});

Deno.test("nothing is sent to an address that is not public, however its name is written, nor to a stranger's certificate", async () => {
  await using service = await startPushService();
  const log = createRecordedLog();
  const clock = new FalseClock();
  const strict = createWebPush({ log, clock, ca: service.certificate });
  const keys = await strict.makeKeys();
  for (const host of ["127.0.0.1", "localhost", "[::1]", "0x7f000001", "2130706433", "127.1"]) {
    const { keys: own } = new FalseBrowser("").subscription;
    const target = { endpoint: `https://${host}:${service.port}/`, ...own };
    assert.deepEqual(await strict.send(target, note, keys), { kind: "refused" }, host);
  }
  const trusting = createWebPush({ log, clock, allows: () => true });
  const target = targetOf(new FalseBrowser(`https://127.0.0.1:${service.port}/secret`));
  assert.deepEqual(await trusting.send(target, note, keys), { kind: "refused" });
  assert.deepEqual(service.arrived, []);
  assert.ok(!JSON.stringify(log.lines).includes("/secret"));
});

Deno.test("accepts() takes https addresses that may be of the public internet, without a name or a password", () => {
  const { accepts } = createWebPush({ log: silentLog, clock: new FalseClock() });
  for (
    const good of ["https://fcm.googleapis.com/fcm/send/x", "https://updates.push.services.mozilla.com:443/wpush/v2/x"]
  ) {
    assert.equal(accepts(good), true, good);
  }
  const bad = [
    "http://push.example/x",
    "https://ada:secret@push.example/x",
    "https://127.0.0.1/x",
    "https://[::1]/x",
    "https://[fd00::1]/x",
    "https://0x7f.1/x",
    "https://169.254.169.254/latest",
    "https://localhost/x",
    "https://router/x",
    "https://printer.local/x",
    "https://metadata.google.internal/x",
    "ftp://push.example/x",
    "x",
  ];
  for (const endpoint of bad) assert.equal(accepts(endpoint), false, endpoint);
});
