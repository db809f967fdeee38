import assert from "node:assert/strict";
import { createRateLimiter, type Rate } from "../../src/chat/rate_limiter.ts";
import { FalseClock } from "../support/false_clock.ts";
import { SeededRandom } from "../support/seeded_random.ts";

const tenASecond: Rate = { count: 10, perMs: 1_000, burst: 20 };

function limiterOf(rate: Rate, keysMax?: number) {
  const clock = new FalseClock();
  const setting = { rate };
  const limiter = createRateLimiter({ clock, rate: () => setting.rate, ...(keysMax !== undefined && { keysMax }) });
  return { clock, limiter, setting };
}

Deno.test("RateLimiter.take() lets a burst pass, then says how long to wait", () => {
  const { limiter } = limiterOf(tenASecond);
  for (let i = 0; i < 20; i++) assert.equal(limiter.take("ada"), 0, `message ${i}`);
  assert.equal(limiter.take("ada"), 100);
});

Deno.test("RateLimiter.take() lets the next pass after exactly the wait it named, and no more than that", async () => {
  const { clock, limiter } = limiterOf(tenASecond);
  for (let i = 0; i < 20; i++) limiter.take("ada");
  await clock.tick(limiter.take("ada") - 1);
  assert.equal(limiter.take("ada"), 1);
  await clock.tick(1);
  assert.equal(limiter.take("ada"), 0);
  assert.equal(limiter.take("ada"), 100);
});

Deno.test("RateLimiter.take() does not make the impatient wait longer", () => {
  const { limiter } = limiterOf({ count: 1, perMs: 1_000, burst: 1 });
  assert.equal(limiter.take("ada"), 0);
  for (let i = 0; i < 50; i++) assert.equal(limiter.take("ada"), 1_000);
});

Deno.test("RateLimiter keeps a bucket a key", () => {
  const { limiter } = limiterOf({ count: 1, perMs: 1_000, burst: 1 });
  assert.equal(limiter.take("ada"), 0);
  assert.equal(limiter.take("bob"), 0);
  assert.equal(limiter.take("ada"), 1_000);
});

Deno.test("RateLimiter never lets more pass than burst and rate allow, whatever the moments", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = new SeededRandom(seed);
    const rate = { count: 1 + random.int(30), perMs: 1_000, burst: 1 + random.int(40) };
    const { clock, limiter } = limiterOf(rate);
    let passed = 0;
    for (let i = 0; i < 300; i++) {
      if (limiter.take("ada") === 0) passed++;
      await clock.tick(random.int(30));
    }
    const allowed = rate.burst + (clock.monotonic() * rate.count) / rate.perMs;
    assert.ok(passed <= allowed + 1e-6, `seed ${seed}: ${passed} passed, ${allowed} allowed`);
    assert.ok(passed >= Math.min(300, Math.floor(allowed) - 2) * 0.5, `seed ${seed}: only ${passed} of ${allowed}`);
  }
});

Deno.test("RateLimiter.take() limits nothing while the count is 0, and remembers nothing", () => {
  const { limiter } = limiterOf({ count: 0, perMs: 1_000, burst: 1 });
  for (let i = 0; i < 1_000; i++) assert.equal(limiter.take("ada"), 0);
  assert.equal(limiter.size, 0);
});

Deno.test("RateLimiter reads its rate at each call", () => {
  const { limiter, setting } = limiterOf({ count: 1, perMs: 60_000, burst: 1 });
  limiter.take("ada");
  assert.equal(limiter.take("ada"), 60_000);
  setting.rate = { count: 1, perMs: 100, burst: 1 };
  assert.equal(limiter.take("ada"), 100);
  setting.rate = { count: 0, perMs: 100, burst: 1 };
  assert.equal(limiter.take("ada"), 0);
});

Deno.test("RateLimiter forgets buckets that are full again", async () => {
  const { clock, limiter } = limiterOf({ count: 10, perMs: 1_000, burst: 1 });
  for (let i = 0; i < 500; i++) limiter.take(`user ${i}`);
  assert.equal(limiter.size, 500);
  await clock.tick(1_000);
  for (let i = 0; i < 500; i++) limiter.take("one who stays");
  assert.ok(limiter.size <= 1, `${limiter.size} keys remembered`);
});

Deno.test("RateLimiter remembers no more keys than it may, and forgets the one quiet for longest", () => {
  const { limiter } = limiterOf({ count: 1, perMs: 60_000, burst: 1 }, 100);
  for (let i = 0; i < 300; i++) {
    limiter.take(`address ${i}`);
    assert.ok(limiter.size <= 101, `${limiter.size} keys remembered`);
  }
  assert.ok(limiter.take("address 299") > 0, "the newest is still known");
  assert.equal(limiter.take("address 0"), 0);
});

Deno.test("RateLimiter.refund() gives one back, never more than the bucket holds", () => {
  const { limiter } = limiterOf({ count: 1, perMs: 1_000, burst: 2 });
  limiter.refund("ada");
  assert.equal(limiter.take("ada"), 0);
  assert.equal(limiter.take("ada"), 0);
  limiter.refund("ada");
  assert.equal(limiter.take("ada"), 0);
  assert.equal(limiter.take("ada"), 1_000);
  for (let i = 0; i < 10; i++) limiter.refund("ada");
  assert.equal(limiter.take("ada"), 0);
  assert.equal(limiter.take("ada"), 0);
  assert.ok(limiter.take("ada") > 0);
});
