import assert from "node:assert/strict";
import { inviteKeptMs } from "../../../src/limits.ts";
import { idOf } from "../../contract/store/store_cases.ts";
import { FalseClock } from "../../support/false_clock.ts";
import { storeInMemory } from "./open_test_store.ts";

Deno.test("an invitation that is over is remembered for a month, and forgotten when another is made after that", async () => {
  const clock = new FalseClock();
  await using opened = await storeInMemory("inline", { clock });
  const { invites } = opened.store;
  const make = (code: string) =>
    invites.create({
      ...{ code, room: idOf(1), createdBy: idOf(2), createdAt: new Date(clock.now()).toISOString() },
      ...{ expiresAt: clock.now() + 1_000, usesMax: 5 },
    });
  await make("old");
  assert.equal(await invites.use("old", idOf(3), clock.now()), "ok");
  await clock.tick(inviteKeptMs);
  await make("another");
  assert.equal(await invites.use("old", idOf(3), clock.now()), "expired");
  await clock.tick(1_001);
  await make("and another");
  assert.equal(await invites.byCode("old"), undefined);
  assert.equal(await invites.use("old", idOf(3), clock.now()), "missing");
  assert.notEqual(await invites.byCode("another"), undefined);
});
