import assert from "node:assert/strict";
import { LinkLooks } from "../../../src/chat/links/link_looks.ts";
import { LinkMemory } from "../../../src/chat/links/link_memory.ts";
import type { LookedAt } from "../../../src/chat/links/looked_at.ts";
import { lookedAt } from "../../../src/chat/links/looked_at.ts";
import {
  linkDescriptionCharsMax,
  linkFailedKeptMs,
  linkKeptMs,
  linkPicturePixelsMax,
  linksAtOnce,
  linksWaitingMax,
  linkTitleCharsMax,
} from "../../../src/limits.ts";
import type { LinkFacts } from "../../../src/ports/link_reader.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { silentMeter } from "../../../src/ports/meter.ts";
import { noPictures, type Pictures } from "../../../src/ports/pictures.ts";
import { FalseClock } from "../../support/false_clock.ts";
import { bytes, jpeg, png } from "../../support/small_images.ts";

const [ann, bob] = ["a".repeat(24), "b".repeat(24)];
const free = { take: () => 0, refund: () => undefined };

/** Answers when it is told to, and says what it was asked. */
function readerUnderControl() {
  const asked: string[] = [];
  const answers = new Map<string, (facts: LinkFacts | undefined) => void>();
  const read = (url: string) => {
    asked.push(url);
    return new Promise<LinkFacts | undefined>((resolve) => answers.set(url, resolve));
  };
  const answer = async (url: string, facts: LinkFacts | undefined) => {
    answers.get(url)!(facts);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { reader: { read, close: () => Promise.resolve() }, asked, answer };
}

function looksWith(more: Partial<ConstructorParameters<typeof LinkLooks>[0]> = {}) {
  const clock = new FalseClock();
  const { reader, ...control } = readerUnderControl();
  const rest = { pictures: noPictures, userLimiter: free, hostLimiter: free, log: silentLog, meter: silentMeter };
  return { clock, ...control, looks: new LinkLooks({ reader, clock, ...rest, ...more }) };
}

const url = "https://example.com/";
const page: LinkFacts = { host: "example.com", title: "Page" };

Deno.test("A link is looked at once, however many ask, and not again until it is old", async () => {
  const { looks, asked, answer, clock } = looksWith();
  const all = [looks.look(ann, url), looks.look(bob, url), looks.look(ann, url)];
  await answer(url, page);
  for (const { found } of await Promise.all(all)) assert.equal(found?.title, "Page");
  await clock.tick(linkKeptMs - 1);
  assert.equal((await looks.look(bob, url)).found?.title, "Page");
  assert.deepEqual(asked, [url]);
  await clock.tick(1);
  const again = looks.look(bob, url);
  await answer(url, { ...page, title: "Another" });
  assert.equal((await again).found?.title, "Another");
});

Deno.test("That there is nothing is remembered too, for less time; a reader that throws is no fault of who asks", async () => {
  const failing = { read: () => Promise.reject(new Error("broken")), close: () => Promise.resolve() };
  assert.equal((await looksWith({ reader: failing }).looks.look(ann, url)).found, undefined);
  const { looks, asked, answer, clock } = looksWith();
  const first = looks.look(ann, url);
  await answer(url, undefined);
  assert.equal((await first).found, undefined);
  await clock.tick(linkFailedKeptMs - 1);
  assert.equal((await looks.look(ann, url)).found, undefined);
  await clock.tick(1);
  const again = looks.look(ann, url);
  await answer(url, page);
  assert.equal((await again).found?.title, "Page");
  assert.equal(asked.length, 2);
});

Deno.test("A few links are looked at at once, some wait, and further ones are refused until there is room", async () => {
  const { looks, asked, answer } = looksWith();
  const many = Array.from({ length: linksAtOnce + linksWaitingMax }, (_, i) => `${url}${i}`);
  const all = many.map((url) => looks.look(ann, url));
  await assert.rejects(looks.look(bob, `${url}more`), { code: "overloaded" });
  assert.equal(asked.length, linksAtOnce);
  // One that is under way is answered all the same.
  const same = looks.look(bob, many[0]!);
  for (const [i, url] of many.entries()) {
    await answer(url, page);
    assert.equal(asked.length, Math.min(many.length, i + 1 + linksAtOnce));
  }
  assert.equal((await Promise.all([...all, same])).length, many.length + 1);
  const more = looks.look(bob, `${url}more`);
  await answer(`${url}more`, page);
  assert.equal((await more).found?.title, "Page");
});

Deno.test("What is known costs its reader nothing; what is not is limited by user and by host", async () => {
  const taken: string[] = [];
  const limiter = (kind: string) => ({
    take: (key: string) => {
      taken.push(`${kind} ${key}`);
      return taken.length > 4 ? 700 : 0;
    },
    refund: () => undefined,
  });
  const { looks, answer } = looksWith({ userLimiter: limiter("user"), hostLimiter: limiter("host") });
  for (const path of ["a", "b"]) {
    const look = looks.look(ann, url + path);
    await answer(url + path, page);
    await look;
    await looks.look(ann, url + path);
  }
  assert.deepEqual(taken, Array(2).fill([`user ${ann}`, "host example.com"]).flat());
  await assert.rejects(looks.look(ann, `${url}c`), { code: "rate_limited", retryAfterMs: 700 });
  assert.equal((await looks.look(ann, `${url}a`)).found?.title, "Page");
});

Deno.test("LinkMemory forgets the one not asked for longest, by number and by bytes", () => {
  const withPicture = (length: number): LookedAt => ({
    host: "example.com",
    picture: { type: "image/png", bytes: new Uint8Array(length), blur: "", width: 1, height: 1 },
  });
  const few = new LinkMemory(new FalseClock(), { linksMax: 2 });
  for (const key of ["a", "b"]) few.set(key, withPicture(10));
  few.get("a");
  few.set("c", undefined);
  assert.deepEqual(["a", "b", "c"].map((key) => few.get(key) !== undefined), [true, false, true]);
  assert.equal(few.bytes, 10);
  const small = new LinkMemory(new FalseClock(), { bytesMax: 100 });
  for (const key of ["a", "b", "c"]) small.set(key, withPicture(40));
  assert.deepEqual([small.get("a"), small.bytes], [undefined, 80]);
  small.set("b", withPicture(50));
  assert.equal(small.bytes, 90);
  small.set("d", withPicture(101));
  assert.deepEqual([small.get("d"), small.bytes], [undefined, 0]);
});

Deno.test("What a page says is shown as one line each, cut, without what cannot be seen or turns letters around", async () => {
  const facts = {
    host: "example.com",
    title: " A\n\ttitle\u202e\u0000 of\u2028two\ud800 lines ",
    description: "🐈".repeat(1_000),
    site: "\u200b \u00ad",
  };
  const found = await lookedAt(facts, noPictures);
  assert.equal(found?.title, "A title of two lines");
  assert.equal([...found?.description ?? ""].length, linkDescriptionCharsMax);
  assert.ok(found?.description?.endsWith("🐈…"));
  assert.equal(found?.site, undefined);
  const long = await lookedAt({ host: "x", title: "a".repeat(linkTitleCharsMax) }, noPictures);
  assert.equal(long?.title, "a".repeat(linkTitleCharsMax));
  assert.equal(await lookedAt({ host: "x", title: "\u200e", description: "words" }, noPictures), undefined);
});

Deno.test("A picture is made anew of its pixels; what is none, or unpacks into too much, is left out", async () => {
  let asked = 0;
  const preview = { type: "image/jpeg", bytes: new Uint8Array(3), blur: "blur" } as const;
  const pictures: Pictures = { ...noPictures, preview: () => (asked++, Promise.resolve(preview)) };
  const of = async (picture: Uint8Array<ArrayBuffer>) => (await lookedAt({ host: "x", picture }, pictures))?.picture;
  assert.deepEqual(await of(png(3, 2)), { ...preview, width: 3, height: 2 });
  assert.equal(asked, 1);
  const side = Math.ceil(Math.sqrt(linkPicturePixelsMax)) + 1;
  for (
    const other of [jpeg(side, side), jpeg(60_000, 60_000), bytes("<svg onload='x'/>"), bytes("%PDF-1.4"), bytes("")]
  ) {
    assert.equal(await of(other), undefined);
  }
  assert.equal(asked, 1);
});
