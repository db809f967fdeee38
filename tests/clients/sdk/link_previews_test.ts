import assert from "node:assert/strict";
import { LinkPreviews } from "../../../clients/sdk/account/link_previews.ts";
import type { ParleyClient } from "../../../clients/sdk/client.ts";

const room = "a".repeat(24);
const preview = { link: "https://example.com", url: "https://example.com/", host: "example.com", fetched_at: "x" };

/** A client whose answers the test gives, in the order of the questions. */
function asking() {
  const asked: { seq: number; answer: (given: object) => void; refuse: (error: Error) => void }[] = [];
  const previews = (_: string, seq: number) => {
    const { promise, resolve, reject } = Promise.withResolvers<object>();
    asked.push({ seq, answer: resolve, refuse: reject });
    return promise;
  };
  const client = { api: { messages: { previews } } } as unknown as Pick<ParleyClient, "api">;
  return { asked, previews: new LinkPreviews(client) };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("LinkPreviews asks once for each text of a message, of none without a link, and of two at a time", async () => {
  const { asked, previews } = asking();
  assert.deepEqual(previews.of(room, 1, "no link").get(), { previews: [], status: "ready" });
  const cells = [1, 2, 3].map((seq) => previews.of(room, seq, "https://example.com"));
  assert.equal(previews.of(room, 1, "https://example.com"), cells[0]);
  assert.deepEqual([cells[0]!.get().status, asked.map(({ seq }) => seq)], ["loading", [1, 2]]);
  let told = 0;
  cells[0]!.subscribe(() => told++);
  asked[0]!.answer({ previews: [preview] });
  await turn();
  assert.deepEqual([cells[0]!.get(), told], [{ previews: [preview], status: "ready" }, 1]);
  assert.deepEqual(asked.map(({ seq }) => seq), [1, 2, 3]);
  previews.of(room, 1, "https://example.com and more");
  for (const { answer } of asked.slice(1)) answer({ previews: [] });
  await turn();
  assert.deepEqual(asked.map(({ seq }) => seq), [1, 2, 3, 1]);
});

Deno.test("LinkPreviews asks again for what was refused, and for nothing once it is closed", async () => {
  const { asked, previews } = asking();
  const cell = previews.of(room, 1, "https://example.com");
  asked[0]!.refuse(new Error("rate_limited"));
  await turn();
  assert.deepEqual(cell.get(), { previews: [], status: "ready" });
  previews.of(room, 1, "https://example.com");
  previews.of(room, 2, "https://example.com");
  previews.of(room, 3, "https://example.com");
  previews.close();
  for (const { answer } of asked.slice(1)) answer({ previews: [] });
  await turn();
  assert.deepEqual(asked.map(({ seq }) => seq), [1, 1, 2]);
});
