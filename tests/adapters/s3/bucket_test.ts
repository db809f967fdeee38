import assert from "node:assert/strict";
import { Bucket } from "../../../src/adapters/s3/bucket.ts";
import { createSystemClock } from "../../../src/adapters/system/clock.ts";
import { objectRequestMs, objectRetryMs, objectTriesMax } from "../../../src/limits.ts";
import type { Clock } from "../../../src/ports/clock.ts";

const keys = { accessKey: "tests-access", secretKey: "tests-secret" };
const random = { fraction: () => 0.5 };
const system = createSystemClock();

interface Answering extends AsyncDisposable {
  /** Of its bucket. */
  readonly address: string;
  /** What it was asked: `PUT /bucket/key?query`. */
  readonly seen: readonly string[];
}

/** A store of objects that checks nothing and answers what a test wants. */
function answering(answer: (path: string) => Response): Answering {
  const seen: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => undefined }, async (request) => {
    await request.body?.cancel();
    const path = request.url.slice(new URL(request.url).origin.length);
    seen.push(`${request.method} ${path}`);
    return answer(path);
  });
  const address = `http://127.0.0.1:${server.addr.port}/bucket`;
  return { address, seen, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** The pauses that were made, which are over at once. */
function hurried(): { readonly clock: Clock; readonly pauses: number[] } {
  const pauses: number[] = [];
  const after: Clock["after"] = (ms, task) => {
    if (ms >= objectRequestMs) return system.after(ms, task);
    pauses.push(ms);
    return system.after(0, task);
  };
  return { clock: { ...system, after }, pauses };
}

function told(code: string): Response {
  return new Response(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
}

Deno.test("A bucket that sends on to another place is told of: neither the request nor the file goes there", async () => {
  await using elsewhere = answering(() => new Response("taken"));
  for (const status of [301, 302, 303, 307, 308]) {
    await using home = answering((path) => {
      return new Response(null, { status, headers: { location: new URL(path, elsewhere.address).href } });
    });
    const bucket = new Bucket({ address: home.address, ...keys }, { clock: system, random });
    const body = new TextEncoder().encode("a file");
    await assert.rejects(bucket.ask({ method: "PUT", key: "ab/original", body }), new RegExp(`answered ${status}`));
    await assert.rejects(bucket.ask({ method: "GET", key: "ab/original" }), new RegExp(`answered ${status}`));
    const address = await bucket.address({ method: "PUT", key: "ab/original" }, 60);
    assert.equal(await bucket.statusOf(address, { method: "PUT", body }), status);
    assert.equal(home.seen.length, 3, "and it is not asked again");
  }
  assert.deepEqual(elsewhere.seen, []);
});

Deno.test("A fault that is told after a good beginning is tried again if it can pass, after longer and longer pauses", async () => {
  const answers = [told("SlowDown"), told("InternalError"), new Response("<Done>well</Done>")];
  assert.equal(answers.length, objectTriesMax);
  await using server = answering(() => answers.shift()!);
  const { clock, pauses } = hurried();
  const bucket = new Bucket({ address: server.address, ...keys }, { clock, random });
  assert.equal(await bucket.text({ method: "POST", key: "ab/original" }), "<Done>well</Done>");
  assert.deepEqual(pauses, [objectRetryMs, 2 * objectRetryMs]);
});

Deno.test("One that cannot pass is told of at once, and one that stays after so many tries", async () => {
  for (const [code, tries] of [["InvalidPart", 1], ["SlowDown", objectTriesMax]] as const) {
    await using server = answering(() => told(code));
    const bucket = new Bucket({ address: server.address, ...keys }, { clock: hurried().clock, random });
    await assert.rejects(bucket.text({ method: "POST", key: "ab/original" }), new RegExp(`answered ${code} to POST`));
    assert.equal(server.seen.length, tries, code);
  }
});

Deno.test("An address of a bucket may end with slashes", async () => {
  await using server = answering(() => new Response("well"));
  for (const end of ["", "/", "//"]) {
    const bucket = new Bucket({ address: `${server.address}${end}`, ...keys }, { clock: system, random });
    assert.equal(await bucket.text({ method: "GET", key: "ab/original" }), "well");
    assert.equal(await bucket.text({ method: "GET", query: { prefix: "ab/" } }), "well");
    assert.equal(
      new URL(await bucket.address({ method: "GET", key: "ab/original" }, 60)).pathname,
      "/bucket/ab/original",
    );
    assert.deepEqual(bucket.names, ["bucket"]);
  }
  assert.deepEqual([...new Set(server.seen)], ["GET /bucket/ab/original", "GET /bucket/?prefix=ab%2F"]);
});

Deno.test("No address has a plus in it, which is a space to some: spaces and pluses are both written out", async () => {
  const bucket = new Bucket({ address: "https://objects.example.org/bucket", ...keys }, { clock: system, random });
  const query = { "response-content-disposition": 'attachment; filename="a b+c.txt"' };
  const address = await bucket.address({ method: "GET", key: "ab/original", query }, 60);
  assert.ok(!address.includes("+"), address);
  assert.match(address, /response-content-disposition=attachment%3B%20filename%3D%22a%20b%2Bc.txt%22/);
});

Deno.test("The key of a day is derived once, and those of days that are over are not kept", async () => {
  const day = 24 * 3_600_000;
  let now = Date.UTC(2026, 0, 1);
  const clock: Clock = { ...system, now: () => now };
  const bucket = new Bucket({ address: "https://objects.example.org/bucket", ...keys }, { clock, random });
  const { sign } = SubtleCrypto.prototype;
  /** How often something is signed to make one address: once with the key of the day, and four times to derive it. */
  const signings = async (at: number): Promise<number> => {
    let count = 0;
    now = at;
    SubtleCrypto.prototype.sign = function (...about: Parameters<SubtleCrypto["sign"]>) {
      count++;
      return sign.apply(this, about);
    };
    try {
      await bucket.address({ method: "GET", key: "ab/original" }, 60);
    } finally {
      SubtleCrypto.prototype.sign = sign;
    }
    return count;
  };
  const first = now;
  const days = [first, first + 1_000, first + day, first + day, first + 2 * day, first + 2 * day, first];
  const counts: number[] = [];
  for (const at of days) counts.push(await signings(at));
  assert.deepEqual(counts, [5, 1, 5, 1, 5, 1, 5]);
});
