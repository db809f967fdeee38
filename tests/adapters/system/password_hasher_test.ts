import assert from "node:assert/strict";
import { compareSync } from "bcryptjs";
import { createPasswordHasher } from "../../../src/adapters/system/password_hasher.ts";
import type { PasswordHasher } from "../../../src/ports/password_hasher.ts";
import { ParleyError } from "../../../src/protocol/parley_error.ts";

async function using(hasher: PasswordHasher, use: (hasher: PasswordHasher) => Promise<void>): Promise<void> {
  try {
    await use(hasher);
  } finally {
    await hasher.close();
  }
}

const withCode = (code: string) => (error: unknown) => error instanceof ParleyError && error.code === code;

for (const threads of [2, 0]) {
  const name = threads === 0 ? "PasswordHasher without threads" : "PasswordHasher";

  Deno.test(`${name} makes bcrypt hashes of its cost that bcrypt accepts, each with its own salt`, async () => {
    await using(createPasswordHasher({ cost: 4, threads }), async (hasher) => {
      const [one, other] = await Promise.all([hasher.hash("correct horse"), hasher.hash("correct horse")]);
      assert.match(one, /^\$2[aby]\$04\$/);
      assert.notEqual(one, other);
      assert.ok(compareSync("correct horse", one));
      assert.equal(await hasher.verify("correct horse", other), true);
      assert.equal(await hasher.verify("wrong horse", one), false);
    });
  });

  Deno.test(`${name} refuses what bcrypt would cut off, in both directions`, async () => {
    await using(createPasswordHasher({ cost: 4, threads }), async (hasher) => {
      const longest = "é".repeat(36);
      const hash = await hasher.hash(longest);
      assert.equal(await hasher.verify(longest, hash), true);
      assert.equal(await hasher.verify(`${longest}x`, hash), false);
      await assert.rejects(hasher.hash(`${longest}x`), withCode("invalid"));
    });
  });

  Deno.test(`${name} refuses more work than its queue holds, and takes more once there is room`, async () => {
    await using(createPasswordHasher({ cost: 4, threads, queueMax: 3 }), async (hasher) => {
      const accepted = ["a", "b", "c"].map((password) => hasher.hash(password));
      await assert.rejects(hasher.hash("d"), (error) => withCode("overloaded")(error) && hasRetry(error));
      assert.equal((await Promise.all(accepted)).length, 3);
      await hasher.hash("e");
    });
  });
}

function hasRetry(error: unknown): boolean {
  return error instanceof ParleyError && error.retryAfterMs !== undefined && error.retryAfterMs > 0;
}

Deno.test("PasswordHasher.verify() answers false for an unknown user, in the time of a known one", async () => {
  await using(createPasswordHasher({ cost: 8, threads: 1 }), async (hasher) => {
    const hash = await hasher.hash("correct horse");
    const known: number[] = [];
    const unknown: number[] = [];
    for (let i = 0; i < 12; i++) {
      known.push(await milliseconds(() => hasher.verify("wrong horse", hash)));
      unknown.push(
        await milliseconds(async () => assert.equal(await hasher.verify("wrong horse", undefined), false)),
      );
    }
    const ratio = median(unknown) / median(known);
    assert.ok(ratio > 0.6 && ratio < 1.7, `unknown takes ${ratio} times as long`);
  });
});

Deno.test("PasswordHasher lets the event loop turn while it computes", async () => {
  await using(createPasswordHasher({ cost: 10, threads: 1 }), async (hasher) => {
    await hasher.hash("started");
    let turns = 0;
    const turn = setInterval(() => turns++, 1);
    const ms = await milliseconds(() => Promise.all(["a", "b", "c"].map((password) => hasher.hash(password))));
    clearInterval(turn);
    assert.ok(turns > 5, `${turns} turns in ${ms} ms`);
  });
});

Deno.test("PasswordHasher.close() refuses what was waiting and what comes later, and leaves no thread", async () => {
  const hasher = createPasswordHasher({ cost: 12, threads: 1 });
  const waiting = [hasher.hash("a"), hasher.hash("b")].map((work) => assert.rejects(work, withCode("draining")));
  await hasher.close();
  await Promise.all(waiting);
  await assert.rejects(hasher.verify("c", undefined), withCode("draining"));
});

Deno.test("PasswordHasher.verify() takes a stored text that is no hash for no match", async () => {
  await using(createPasswordHasher({ cost: 4, threads: 1 }), async (hasher) => {
    assert.equal(await hasher.verify("password", "plain text"), false);
    await assert.rejects(hasher.verify("password", `$9z$04$${"a".repeat(53)}`), /Cannot compute/);
    assert.equal(await hasher.verify("password", await hasher.hash("password")), true);
  });
});

Deno.test("createPasswordHasher() refuses a cost that bcrypt has not", () => {
  for (const cost of [3, 32, 4.5, NaN]) assert.throws(() => createPasswordHasher({ cost }), /no cost/);
});

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
