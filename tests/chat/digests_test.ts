import assert from "node:assert/strict";
import { digestClaimMs, digestLookMs, digestRoomsMax, mailConfirmEveryMs, mailConfirmMs } from "../../src/limits.ts";
import type { Mail, MailOutcome } from "../../src/ports/mailer.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import {
  type AttentionBench,
  attentionBench,
  framesOf,
  guestPerson,
  type Person,
  person,
} from "../support/attention_bench.ts";
import { call } from "../support/server_bench.ts";

const awayMs = 1_800_000;
const page = { "content-type": "text/html; charset=UTF-8" };

/** A bench whose two nodes hand mail to a list. */
async function mailBench() {
  const mails: Mail[] = [];
  const say: { outcome: MailOutcome; wait?: Promise<void> } = { outcome: "ok" };
  const mailer = {
    async send(mail: Mail) {
      if (say.outcome === "ok") mails.push(mail);
      await say.wait;
      return say.outcome;
    },
    close() {},
  };
  const settings = { publicUrl: "https://chat.example", awayMs };
  const w = await attentionBench({ mail: { mailer, settings } });
  return { w, mails, say, [Symbol.asyncDispose]: () => w[Symbol.asyncDispose]() };
}

const digestOf = async (w: AttentionBench, { token }: Person) =>
  (await call(w.server, "GET /api/notifications/digest", token)).body["state"];

const say = (w: AttentionBench, who: Person, content: string, room = w.room) =>
  call(w.server, `POST /api/rooms/${room}/messages`, who.token, { content });

/** Opens what a mail's link leads to, as a browser or a mail program does, on another node. */
async function follow(w: AttentionBench, link: string, method: "GET" | "POST"): Promise<Response> {
  const body = method === "POST" ? { body: "List-Unsubscribe=One-Click" } : {};
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const path = new URL(link).pathname;
  return await w.other.fetch(new Request(`http://parley.test${path}`, { method, headers, ...body }), { remote: "::1" });
}

function linkIn({ text }: Mail): string {
  return /https:\/\/chat\.example\/api\/mail\/\S+/.exec(text)![0];
}

async function turnOn(w: AttentionBench, mails: Mail[], who: Person): Promise<void> {
  const { status, body } = await call(w.server, "PUT /api/notifications/digest", who.token, { on: true });
  assert.deepEqual([status, body["state"]], [200, "unconfirmed"]);
  assert.equal((await follow(w, linkIn(mails.at(-1)!), "POST")).status, 200);
  assert.equal(await digestOf(w, who), "on");
  mails.length = 0;
  await w.bench.clock.tick(1_000);
}

Deno.test("mail is sent to who confirmed the address by a link, and to nobody else", async () => {
  await using bench = await mailBench();
  const { w, mails } = bench;
  assert.equal(await digestOf(w, w.bob), "off");
  await call(w.server, "PUT /api/notifications/digest", w.bob.token, { on: true });
  assert.equal(mails[0]!.to, "bob@example.com");
  const again = await call(w.other, "PUT /api/notifications/digest", w.bob.token, { on: true });
  assert.equal(again.body.error.code, "rate_limited");
  const waitMs = 1_000 * Number(again.headers.get("retry-after"));
  assert.ok(waitMs > 0 && waitMs <= mailConfirmEveryMs, String(waitMs));
  // What looks at links on the way does not confirm anything.
  const shown = await follow(w, linkIn(mails[0]!), "GET");
  assert.deepEqual([shown.status, shown.headers.get("content-type")], [200, page["content-type"]]);
  assert.match(await shown.text(), /<form method="post">/);
  assert.equal(await digestOf(w, w.bob), "unconfirmed");
  const forged = `${linkIn(mails[0]!).slice(0, -3)}AAA`;
  assert.equal((await follow(w, forged, "POST")).status, 404);
  await w.bench.clock.tick(mailConfirmEveryMs);
  await call(w.server, "PUT /api/notifications/digest", w.bob.token, { on: true });
  assert.equal(mails.length, 2);
  w.bench.clock.jump(mailConfirmMs - 1_000);
  assert.equal((await follow(w, linkIn(mails[0]!), "POST")).status, 404);
  assert.equal((await follow(w, linkIn(mails[1]!), "POST")).status, 200);
  assert.equal(await digestOf(w, w.bob), "on");
  assert.equal(
    (await call(w.server, "PUT /api/notifications/digest", w.bob.token, { on: false })).body["state"],
    "off",
  );
  const guest = await guestPerson(w.server, "max");
  assert.equal((await call(w.server, "GET /api/notifications/digest", guest.token)).body.error.code, "forbidden");
  const can = async ({ token }: Person) => (await call(w.server, "GET /api/notifications", token)).body["mail"];
  assert.deepEqual([await can(w.bob), await can(guest)], [true, false]);
});

Deno.test("a mail that nobody confirmed is known to every device until its link is over, or until one is asked no more", async () => {
  await using bench = await mailBench();
  const { w, mails } = bench;
  const ask = (on: boolean) => call(w.server, "PUT /api/notifications/digest", w.bob.token, { on });
  bench.say.outcome = "later";
  assert.equal((await ask(true)).body.error.code, "unavailable");
  assert.equal(await digestOf(w, w.bob), "off");
  bench.say.outcome = "ok";
  await w.bench.clock.tick(mailConfirmEveryMs);
  const told = await framesOf(w, w.other, w.bob, "own");
  await ask(true);
  assert.equal(await digestOf(w, w.bob), "unconfirmed");
  assert.deepEqual((await told()).map(({ what }) => what), ["notifications"]);
  w.bench.clock.jump(mailConfirmMs - 1_000);
  assert.equal(await digestOf(w, w.bob), "unconfirmed");
  w.bench.clock.jump(1_000);
  assert.equal(await digestOf(w, w.bob), "off");
  await w.bench.clock.tick(mailConfirmEveryMs);
  const later = await framesOf(w, w.other, w.bob, "own");
  await ask(true);
  assert.equal((await ask(false)).body["state"], "off");
  assert.equal(await digestOf(w, w.bob), "off");
  await ask(false);
  assert.equal((await later()).length, 2, "asked, and ended once");
  await follow(w, linkIn(mails.at(-1)!), "POST");
  assert.equal(await digestOf(w, w.bob), "on", "who follows the link wants it after all");
  assert.equal((await later()).length, 3);
});

Deno.test("in a conversation each message is told, also to who wants to be told of mentions only", async () => {
  await using bench = await mailBench();
  const { w, mails } = bench;
  const cleo = await person(w.server, "cleo");
  const open = async (...others: Person[]) => {
    const { body } = await call(w.server, "POST /api/direct", w.ann.token, { user_ids: others.map(({ id }) => id) });
    return body.id;
  };
  const [two, three] = [await open(w.bob), await open(w.bob, cleo)];
  await turnOn(w, mails, w.bob);
  await say(w, w.ann, "to whom it may concern");
  await say(w, w.ann, "are you there", two);
  await say(w, w.ann, "and you both", three);
  await say(w, cleo, "I am", three);
  await w.bench.clock.tick(awayMs + digestLookMs);
  assert.equal(mails.length, 1);
  const { text, subject } = mails[0]!;
  assert.equal(subject, "3 unread messages in ann and 1 more");
  assert.ok(text.includes("ann: 1 unread\n") && text.includes("  ann: are you there"), text);
  assert.ok(text.includes("ann, cleo: 2 unread\n") && text.includes("  cleo: I am"), text);
  assert.ok(!text.includes("concern"));
  // What was said of the conversation alone comes first.
  mails.length = 0;
  await call(w.other, `PUT /api/rooms/${two}/notifications`, w.bob.token, { level: "nothing" });
  await say(w, w.ann, "once more", two);
  await w.bench.clock.tick(2 * awayMs);
  assert.deepEqual(mails, []);
});

Deno.test("who wants to be told of everything is told of what mentions him in a thread, too", async () => {
  await using bench = await mailBench();
  const { w, mails } = bench;
  await turnOn(w, mails, w.bob);
  await call(w.server, "PATCH /api/notifications", w.bob.token, { level: "all" });
  const { body: root } = await say(w, w.ann, "the plan");
  const read = call(w.server, `PUT /api/rooms/${w.room}/read`, w.bob.token, { seq: root["seq"] });
  await w.bench.clock.tick(1_000);
  assert.equal((await read).status, 200);
  const answer = { content: "what of it, @bob?", thread: root["seq"] };
  await call(w.server, `POST /api/rooms/${w.room}/messages`, w.ann.token, answer);
  await w.bench.clock.tick(awayMs + 2 * digestLookMs);
  assert.equal(mails.length, 1);
  assert.ok(mails[0]!.text.includes("tea: 1 mentions you"), mails[0]!.text);
  assert.ok(mails[0]!.text.includes("ann: what of it, @bob?"));
});

Deno.test("who is away is told once what mentions him, by one of the nodes, with nothing of it as markup", async () => {
  await using bench = await mailBench();
  const { w, mails } = bench;
  await turnOn(w, mails, w.bob);
  await say(w, w.ann, 'look, @bob: <img src=x> & "so"');
  await say(w, w.ann, "not about him");
  await w.bench.clock.tick(awayMs - digestLookMs);
  assert.equal(mails.length, 0);
  await w.bench.clock.tick(2 * digestLookMs);
  assert.equal(mails.length, 1);
  const [mail] = mails;
  assert.equal(mail!.to, "bob@example.com");
  assert.match(mail!.subject, /^1 unread message in tea$/);
  assert.ok(mail!.text.includes('ann: look, @bob: <img src=x> & "so"'), mail!.text);
  assert.ok(mail!.text.includes(`https://chat.example/rooms/${w.room}`));
  assert.ok(mail!.html.includes("&lt;img src=x&gt; &amp; &quot;so&quot;") && !mail!.html.includes("<img"));
  assert.ok(!mail!.text.includes("not about him"));
  // Nothing new, nothing more; something new only after another span.
  await w.bench.clock.tick(2 * awayMs);
  assert.equal(mails.length, 1);
  await say(w, w.ann, "@bob?");
  await w.bench.clock.tick(2 * digestLookMs + 2 * digestClaimMs);
  assert.equal(mails.length, 2);
  await say(w, w.ann, "@bob!");
  await w.bench.clock.tick(digestLookMs);
  assert.equal(mails.length, 2);
});

Deno.test("what was read elsewhere, muted, paused, said by who is blocked, or deleted is told to nobody", async () => {
  await using bench = await mailBench();
  const { w, mails } = bench;
  await turnOn(w, mails, w.bob);
  const span = awayMs + 2 * digestLookMs + 2 * digestClaimMs;
  const missed = async (prepare: () => Promise<unknown>): Promise<number> => {
    mails.length = 0;
    await say(w, w.ann, "hello @bob");
    await prepare();
    await w.bench.clock.tick(span);
    return mails.length;
  };
  const bob = async (line: string, body?: object) => {
    const answer = call(w.other, line, w.bob.token, body);
    await w.bench.clock.tick(1_000);
    return await answer;
  };
  const head = Number((await bob(`GET /api/rooms/${w.room}/read`)).body["head"]);
  assert.equal(await missed(() => bob(`PUT /api/rooms/${w.room}/read`, { seq: head + 1 })), 0);
  assert.equal(await missed(() => bob(`PUT /api/rooms/${w.room}/notifications`, { level: "nothing" })), 0);
  await bob(`DELETE /api/rooms/${w.room}/notifications`);
  const until = new Date(w.bench.clock.now() + 10 * span).toISOString();
  assert.equal(await missed(() => bob("PATCH /api/notifications", { paused_until: until })), 0);
  await bob("PATCH /api/notifications", { paused_until: null });
  assert.equal(await missed(() => bob(`PUT /api/users/${w.ann.id}/block`)), 0);
  await bob(`DELETE /api/users/${w.ann.id}/block`);
  assert.equal(await missed(() => bob(`POST /api/rooms/${w.room}/leave`)), 0);
  await bob(`POST /api/rooms/${w.room}/join`);
  const deleted = async () => {
    const { body } = await call(w.server, `GET /api/rooms/${w.room}/messages?type=text&limit=1`, w.ann.token);
    await call(w.server, `DELETE /api/rooms/${w.room}/messages/${body.messages[0]!["seq"]}`, w.ann.token);
  };
  assert.equal(await missed(deleted), 0);
  assert.equal(await missed(() => Promise.resolve()), 1);
  assert.equal(await missed(() => bob("PATCH /api/notifications", { preview: false, level: "all" })), 1);
  assert.ok(!mails[0]!.text.includes("hello") && mails[0]!.text.includes("ann"));
});

Deno.test("the link of a mail ends it without logging in, and a mail that no server took is tried again", async () => {
  await using bench = await mailBench();
  const { w, mails } = bench;
  await turnOn(w, mails, w.bob);
  await say(w, w.ann, "@bob, one");
  bench.say.outcome = "later";
  await w.bench.clock.tick(awayMs + 2 * digestLookMs);
  assert.equal(mails.length, 0);
  bench.say.outcome = "ok";
  await w.bench.clock.tick(2 * digestClaimMs + 2 * digestLookMs);
  assert.equal(mails.length, 1);
  const { unsubscribe = "" } = mails[0]!;
  assert.ok(mails[0]!.text.includes(unsubscribe) && mails[0]!.html.includes(unsubscribe));
  assert.equal((await follow(w, unsubscribe, "GET")).status, 200);
  assert.equal(await digestOf(w, w.bob), "on");
  for (let i = 0; i < 2; i++) assert.equal((await follow(w, unsubscribe, "POST")).status, 200);
  assert.equal(await digestOf(w, w.bob), "off");
  await say(w, w.ann, "@bob, two");
  await w.bench.clock.tick(3 * awayMs);
  assert.equal(mails.length, 1);
});

Deno.test("without a server for mail there is nothing to turn on, and no link", async () => {
  await using w = await attentionBench();
  assert.equal((await call(w.server, "GET /api/notifications/digest", w.bob.token)).body.error.code, "not_found");
  assert.equal((await call(w.server, "GET /api/notifications", w.bob.token)).body["mail"], false);
  assert.equal((await follow(w, "https://chat.example/api/mail/a.b", "POST")).status, 404);
});

Deno.test("who is told already is asked nothing, who turns it off is off, and a mail that cannot be sent is said to be so", async () => {
  await using bench = await mailBench();
  const { w, mails } = bench;
  const turn = (on: boolean) => call(w.server, "PUT /api/notifications/digest", w.bob.token, { on });
  bench.say.outcome = "later";
  assert.equal((await turn(true)).body.error.code, "unavailable");
  bench.say.outcome = "ok";
  await w.bench.clock.tick(mailConfirmEveryMs);
  await turnOn(w, mails, w.bob);
  await w.bench.clock.tick(mailConfirmEveryMs);
  assert.deepEqual([(await turn(true)).body["state"], mails.length], ["on", 0]);
  await turn(false);
  assert.equal(await digestOf(w, w.bob), "off");
  await say(w, w.ann, "@bob?");
  await w.bench.clock.tick(3 * awayMs);
  assert.equal(mails.length, 0);
});

Deno.test("who is disabled, or has quiet hours, is told nothing; nor is what was deleted, where everything is told", async () => {
  await using bench = await mailBench();
  const { w, mails } = bench;
  await turnOn(w, mails, w.bob);
  const span = awayMs + 2 * digestLookMs + 2 * digestClaimMs;
  const quiet = (do_not_disturb: object | null) =>
    call(w.server, "PATCH /api/notifications", w.bob.token, { level: "all", do_not_disturb });
  await quiet({ from: "00:00", to: "00:00", time_zone: "UTC" });
  await say(w, w.ann, "one");
  const { body: { seq } } = await say(w, w.ann, "two");
  await w.bench.clock.tick(span);
  assert.equal(mails.length, 0);
  await quiet(null);
  await call(w.server, `DELETE /api/rooms/${w.room}/messages/${seq}`, w.ann.token);
  await w.bench.clock.tick(span);
  assert.deepEqual(mails.map(({ text }) => [text.includes("ann: one"), text.split("ann").length - 1]), [[true, 1]]);
  await say(w, w.ann, "three");
  await w.bench.store.accounts.setDisabled(w.bob.id, true);
  await w.bench.clock.tick(span);
  assert.equal(mails.length, 1);
});

Deno.test("a fault with what one person missed keeps no mail from others", async () => {
  await using bench = await mailBench();
  const { w, mails } = bench;
  for (const who of [w.ann, w.bob]) await turnOn(w, mails, who);
  await say(w, w.ann, "@bob?");
  const { reads } = w.bench.store;
  const standings = reads.standings.bind(reads);
  let failed = 0;
  reads.standings = (user, ...rest) => {
    if (user !== w.ann.id) return standings(user, ...rest);
    failed++;
    return Promise.reject(new ParleyError("unavailable"));
  };
  await w.bench.clock.tick(awayMs + 2 * digestLookMs + 2 * digestClaimMs);
  assert.ok(failed > 0);
  assert.deepEqual(mails.map(({ to }) => to), ["bob@example.com"]);
});

Deno.test("of more rooms than a mail has place for it tells those with something new, mentions first, then the newest", async () => {
  await using bench = await mailBench();
  const { w, mails } = bench;
  await turnOn(w, mails, w.bob);
  await call(w.server, "PATCH /api/notifications", w.bob.token, { level: "all" });
  // By id, the order in which a store lists them, the last one comes last.
  const rooms: string[] = [];
  for (let i = 0; i <= digestRoomsMax + 1; i++) {
    const { body } = await call(w.server, "POST /api/rooms", w.ann.token, {
      name: `room ${String(i).padStart(2, "0")}`,
    });
    await call(w.server, `POST /api/rooms/${body.id}/join`, w.bob.token);
    rooms.push(body.id);
  }
  const named = () => Array.from(mails.at(-1)!.text.matchAll(/^(room \d\d|tea):/gm), ([, name]) => name);
  // The first of them mention him, and are told once.
  for (const room of rooms.slice(0, digestRoomsMax)) await say(w, w.ann, "@bob?", room);
  await w.bench.clock.tick(awayMs + 2 * digestLookMs);
  assert.deepEqual([mails.length, named().length], [1, digestRoomsMax]);
  const [later = "", last = ""] = rooms.slice(digestRoomsMax);
  await say(w, w.ann, "hello", last);
  await w.bench.clock.tick(1_000);
  await say(w, w.ann, "hello", later);
  await w.bench.clock.tick(1_000);
  await say(w, w.ann, "@bob!", rooms[7]);
  await w.bench.clock.tick(2 * awayMs);
  assert.equal(mails.length, 2);
  assert.deepEqual(named().slice(0, 3), ["room 07", `room ${digestRoomsMax}`, `room ${digestRoomsMax + 1}`]);
  assert.equal(named().length, digestRoomsMax);
  assert.match(mails[1]!.text, /There is more in 2 other rooms\./);
});

Deno.test("two nodes that look at the same moment send one mail", async () => {
  await using bench = await mailBench();
  const { w, mails } = bench;
  await turnOn(w, mails, w.bob);
  await say(w, w.ann, "@bob?");
  // While the first one's mail is on its way, nothing is noted yet.
  const sent = Promise.withResolvers<void>();
  bench.say.wait = sent.promise;
  for (let looks = 0; mails.length === 0 && looks < 10; looks++) await w.bench.clock.tick(digestLookMs);
  assert.equal(mails.length, 1);
  sent.resolve();
  await w.bench.clock.tick(2 * digestLookMs);
  assert.equal(mails.length, 1);
});
