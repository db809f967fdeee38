import assert from "node:assert/strict";
import { createHttpApp } from "../support/http_app.ts";

const palm = "\u{1f334}";

async function ada() {
  const app = createHttpApp();
  const token = await app.accountToken("ada");
  const patch = async (body: unknown) => await app.call("PATCH /api/users/me", { token, body });
  const status = async () => {
    const { body } = await app.call("GET /api/auth/me", { token });
    const { status_text, status_emoji, status_until } = body as unknown as Record<string, unknown>;
    return [status_text, status_emoji, status_until];
  };
  const at = (ms: number) => new Date(app.clock.now() + ms).toISOString();
  return { ...app, patch, status, at };
}

Deno.test("a status has words, an emoji and an end, after which nothing of it is shown", async () => {
  const { patch, status, at, clock } = await ada();
  const until = at(60_000);
  const answer = await patch({ status_text: "On holiday", status_emoji: palm, status_until: until });
  assert.equal(answer.status, 200);
  assert.deepEqual(await status(), ["On holiday", palm, until]);
  await clock.tick(59_999);
  assert.deepEqual(await status(), ["On holiday", palm, until]);
  await clock.tick(1);
  assert.deepEqual(await status(), ["", undefined, undefined]);
  await patch({ status_emoji: palm });
  assert.deepEqual(await status(), ["", palm, undefined]);
});

Deno.test("another text stays unless it is said until when; other changes of a profile leave the status alone", async () => {
  const { patch, status, at } = await ada();
  const until = at(60_000);
  await patch({ status_text: "Out", status_emoji: palm, status_until: until });
  await patch({ display_name: "Ada" });
  assert.deepEqual(await status(), ["Out", palm, until]);
  await patch({ status_text: "Back" });
  assert.deepEqual(await status(), ["Back", palm, undefined]);
  await patch({ status_until: until });
  await patch({ status_until: null, status_emoji: "" });
  assert.deepEqual(await status(), ["Back", undefined, undefined]);
});

Deno.test("a status takes one emoji, of any kind, and an end that is to come", async () => {
  const { patch, at } = await ada();
  const good = [palm, "\u{1f469}\u{1f3fd}\u200d\u{1f680}", "\u{1f1e9}\u{1f1ea}", "1\ufe0f\u20e3", "\u2764\ufe0f", ""];
  for (const status_emoji of good) assert.equal((await patch({ status_emoji })).status, 200, status_emoji);
  for (const status_emoji of ["a", palm + palm, " ", "1", `${palm} `, "x".repeat(40), "\u{1f3fd}\u200d"]) {
    assert.equal((await patch({ status_emoji })).status, 422, status_emoji);
  }
  for (const status_until of [at(0), at(-1), "tomorrow", 5]) assert.equal((await patch({ status_until })).status, 422);
});
