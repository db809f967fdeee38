import assert from "node:assert/strict";
import { RevokedTokens } from "../../src/chat/tokens_revoked.ts";
import { revocationPollMs, revocationReloadMs } from "../../src/limits.ts";
import type { Tokens } from "../../src/ports/tokens.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { FalseClock } from "../support/false_clock.ts";
import { createMemoryTokens } from "../support/memory_tokens.ts";
import { createRecordedLog } from "../support/recorded_log.ts";

function revokedOf(tokens: Tokens, clock = new FalseClock()) {
  const log = createRecordedLog();
  return { clock, log, revoked: new RevokedTokens({ tokens, clock, log }) };
}

const inAnHour = (clock: FalseClock) => clock.now() + 3_600_000;

Deno.test("RevokedTokens.start() learns what was revoked before, and goes on learning within revocationPollMs", async () => {
  const tokens = createMemoryTokens();
  const { clock, revoked } = revokedOf(tokens);
  await tokens.revoke("before", inAnHour(clock));
  await revoked.start();
  assert.equal(revoked.has("before"), true);
  await tokens.revoke("later", inAnHour(clock));
  assert.equal(revoked.has("later"), false);
  await clock.tick(revocationPollMs);
  assert.equal(revoked.has("later"), true);
  revoked.close();
  assert.equal(clock.pending, 0);
});

Deno.test("RevokedTokens tells listeners of each revocation once, own and foreign, until they stop listening", async () => {
  const tokens = createMemoryTokens();
  const { clock, revoked } = revokedOf(tokens);
  const heard: string[] = [];
  const stop = revoked.listen((keys) => heard.push(...keys));
  await revoked.start();
  await revoked.revoke("own", inAnHour(clock));
  await tokens.revoke("foreign", inAnHour(clock));
  await clock.tick(revocationPollMs * 3);
  assert.deepEqual(heard, ["own", "foreign"]);
  stop();
  await revoked.revoke("unheard", inAnHour(clock));
  assert.deepEqual(heard, ["own", "foreign"]);
  revoked.close();
});

Deno.test("RevokedTokens.sync() answers the keys that were not known", async () => {
  const tokens = createMemoryTokens();
  const { clock, revoked } = revokedOf(tokens);
  assert.deepEqual(await revoked.sync(), []);
  await tokens.revoke("one", inAnHour(clock));
  assert.deepEqual(await revoked.sync(), ["one"]);
  assert.deepEqual(await revoked.sync(), []);
});

Deno.test("RevokedTokens.sync() never answers with a read that began before it was called", async () => {
  const memory = createMemoryTokens();
  const gates: (() => void)[] = [];
  const revokedSince: Tokens["revokedSince"] = async (cursor, now) => {
    const answer = await memory.revokedSince(cursor, now);
    await new Promise<void>((resolve) => gates.push(resolve));
    return answer;
  };
  const { clock, revoked } = revokedOf({ ...memory, revokedSince });
  const first = revoked.sync();
  await clock.settle();
  await memory.revoke("meanwhile", inAnHour(clock));
  const second = revoked.sync();
  const third = revoked.sync();
  gates.shift()!();
  assert.deepEqual(await first, []);
  await clock.settle();
  gates.shift()!();
  assert.deepEqual(await second, ["meanwhile"]);
  assert.equal(await third, await second);
  assert.equal(gates.length, 0, "those who asked together share one read");
});

Deno.test("RevokedTokens goes on polling through an outage, and complains of it once", async () => {
  const memory = createMemoryTokens();
  let down = false;
  const revokedSince: Tokens["revokedSince"] = (cursor, now) =>
    down ? Promise.reject(new ParleyError("unavailable")) : memory.revokedSince(cursor, now);
  const { clock, log, revoked } = revokedOf({ ...memory, revokedSince });
  await revoked.start();
  down = true;
  await clock.tick(revocationPollMs * 5);
  assert.deepEqual(log.lines.map(({ level }) => level), ["warn"]);
  await memory.revoke("in the outage", inAnHour(clock));
  down = false;
  await clock.tick(revocationPollMs);
  assert.equal(revoked.has("in the outage"), true);
  revoked.close();
});

Deno.test("RevokedTokens forgets expired keys when it reads everything anew, but none that is still of use", async () => {
  const memory = createMemoryTokens();
  const midway: { run?: () => Promise<void> } = {};
  const revokedSince: Tokens["revokedSince"] = async (cursor, now) => {
    const answer = await memory.revokedSince(cursor, now);
    await midway.run?.();
    return answer;
  };
  const { clock, revoked } = revokedOf({ ...memory, revokedSince });
  await revoked.sync();
  await revoked.revoke("short", clock.now() + 1_000);
  await revoked.revoke("long", clock.now() + 2 * revocationReloadMs);
  await clock.tick(revocationReloadMs);
  midway.run = () => revoked.revoke("meanwhile", clock.now() + 1_000);
  assert.deepEqual(await revoked.sync(), []);
  assert.deepEqual(["short", "long", "meanwhile"].map((key) => revoked.has(key)), [false, true, true]);
});

Deno.test("RevokedTokens.revoke() does not believe in a revocation that the store did not take", async () => {
  const revoke = () => Promise.reject(new ParleyError("unavailable"));
  const { clock, revoked } = revokedOf({ ...createMemoryTokens(), revoke });
  await assert.rejects(revoked.revoke("key", inAnHour(clock)), { code: "unavailable" });
  assert.equal(revoked.has("key"), false);
});

Deno.test("RevokedTokens.start() fails when the store cannot be read, and leaves no timer", async () => {
  const revokedSince = () => Promise.reject(new ParleyError("unavailable"));
  const { clock, revoked } = revokedOf({ ...createMemoryTokens(), revokedSince });
  await assert.rejects(revoked.start(), { code: "unavailable" });
  assert.equal(clock.pending, 0);
});
