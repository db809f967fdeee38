import assert from "node:assert/strict";
import { assertGood, Besieged } from "./besieged.ts";
import { fuzzStream } from "./fuzz_streams.ts";
import { fuzz } from "./lay_siege.ts";

/** Seeds of connections that once brought something to light are tried first, in every run. */
const regressions: readonly number[] = [];

Deno.test("S33: twenty thousand random and bit-flipped frames crash and hang nothing, and a good client is served", async () => {
  await using besieged = await Besieged.start();
  const { global: room, server: { port } } = besieged;
  const orders = { port, path: besieged.path(1), room, width: 16 };
  const experience = await besieged.during(async () => {
    for (const seed of regressions) assert.deepEqual((await fuzz({ ...orders, seed, frames: 1 })).hung, []);
    const deeds = await fuzz({ ...orders, seed: 1, frames: 20_000 });
    assert.ok(deeds.frames >= 20_000);
    assert.deepEqual([deeds.hung, deeds.refused], [[], []]);
  });
  assertGood(experience);
  assert.equal(await besieged.metric("parley_session_errors_total"), 0);
  assert.doesNotMatch(besieged.server.output, /fault that nothing caught|session threw|could not be handled/);
  for (const code of ["1002", "1007", "bad_frame"]) {
    assert.ok(await besieged.metric("parley_refusals_total", `code="${code}"`) > 0, code);
  }
});

Deno.test("fuzzStream() gives the same bytes for the same seed, and others for another", () => {
  const room = "0123456789abcdef01234567";
  assert.deepEqual(fuzzStream(7, room), fuzzStream(7, room));
  const streams = new Set(Array.from({ length: 200 }, (_, seed) => fuzzStream(seed, room).bytes.join()));
  assert.ok(streams.size > 195);
});
