import assert from "node:assert/strict";
import { createSystemRandom } from "../../../src/adapters/system/random.ts";

Deno.test("Random.bytes() gives as many bytes as asked, also more than the platform gives at once", () => {
  const random = createSystemRandom();
  for (const count of [0, 1, 32, 65_536, 65_537, 200_000]) assert.equal(random.bytes(count).length, count);
  assert.ok(random.bytes(200_000).subarray(196_608).some((byte) => byte !== 0), "the last chunk was not filled");
});

Deno.test("Random.bytes() does not repeat itself", () => {
  const random = createSystemRandom();
  const seen = new Set(Array.from({ length: 100 }, () => random.bytes(16).toString()));
  assert.equal(seen.size, 100);
});

Deno.test("Random.fraction() stays within 0 <= x < 1 and varies", () => {
  const random = createSystemRandom();
  const drawn = Array.from({ length: 1_000 }, () => random.fraction());
  assert.ok(drawn.every((x) => x >= 0 && x < 1));
  assert.ok(new Set(drawn).size > 990);
});
