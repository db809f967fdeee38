import assert from "node:assert/strict";
import type { ParleyError } from "../../src/protocol/parley_error.ts";
import { LiveNode, StoreBench } from "../support/live_bench.ts";

Deno.test("A room loads the list of words that it has chosen before it judges by it, and none before that", async () => {
  await using bench = await StoreBench.open();
  const [ann, bob] = [bench.person("ann"), bench.person("bob")];
  const room = await bench.room(ann, [bob]);
  const node = new LiveNode(bench);
  const loaded = new Set<string>();
  node.words = {
    load: (list) => Promise.resolve(void loaded.add(list)),
    says: (list, text) => {
      assert.ok(loaded.has(list), "it is asked before it is loaded");
      return text.includes("darn");
    },
  };
  await node.done(node.say(room, bob, "darn"));
  assert.equal(loaded.size, 0);

  // In one batch: what comes after the choice is judged by it already.
  const all = [
    node.say(room, bob, "darn it"),
    node.room(room).submit(ann, { kind: "change", settings: { word_list: "english" } }),
    node.say(room, bob, "darn you"),
    node.say(room, bob, "well"),
  ].map((sent) => sent.then(({ seq }) => seq, (error: unknown) => (error as ParleyError).code));
  assert.deepEqual(await node.done(Promise.all(all)), [4, 5, "content_refused", 6]);

  // A node that starts now finds the choice in the store.
  const other = new LiveNode(bench);
  const late = new Set<string>();
  other.words = { load: (list) => Promise.resolve(void late.add(list)), says: () => late.has("english") };
  const sent = other.say(room, bob, "darn").catch((error: unknown) => (error as ParleyError).code);
  assert.equal(await other.done<unknown>(sent), "content_refused");
});
