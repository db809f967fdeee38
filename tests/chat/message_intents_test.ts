import assert from "node:assert/strict";
import type { Intent } from "../../src/chat/intent.ts";
import { LiveNode, refused, StoreBench } from "../support/live_bench.ts";

async function stage() {
  const bench = await StoreBench.open();
  const [ann, bob] = [bench.person("ann"), bench.person("bob")];
  const room = await bench.room(ann, [bob]);
  const node = new LiveNode(bench);
  const { seq } = await node.done(node.say(room, ann, "hello", "first"));
  const act = (who: typeof ann, intent: Intent, at = node) => at.done(at.room(room).submit(who, intent));
  return { bench, ann, bob, room, node, seq, act, [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() };
}

Deno.test("What is done to a message under a client_id is done once, however often it is sent", async () => {
  await using at = await stage();
  const { ann, seq: of } = at;
  const deeds: Intent[] = [
    { kind: "edit", of, content: "hallo", clientId: "e" },
    { kind: "pin", of, pinned: true, clientId: "p" },
    { kind: "react", of, emoji: "👍", added: true, clientId: "r" },
    { kind: "text", content: "in a thread", thread: of, clientId: "t" },
    { kind: "delete_message", of, clientId: "d" },
  ];
  for (const deed of deeds) {
    const first = await at.act(ann, deed);
    assert.equal(first.written, true, deed.kind);
    if (deed.kind === "delete_message") continue;
    // On another node, which knows nothing of it.
    const again = await at.act(ann, deed, new LiveNode(at.bench));
    assert.ok(again.seq === first.seq || !again.written, `${deed.kind} ${again.seq}`);
  }
  assert.deepEqual((await at.bench.events(at.room)).slice(of - 1).map(({ type, action }) => action ?? type), [
    "text",
    "edited",
    "pin",
    "reaction",
    "reply",
    "deleted",
  ]);
});

Deno.test("A client_id that stands for something else is refused", async () => {
  await using at = await stage();
  const { ann, seq: of } = at;
  await refused(at.act(ann, { kind: "edit", of, content: "x", clientId: "first" }), "client_id_conflict");
  await at.act(ann, { kind: "edit", of, content: "x", clientId: "e" });
  await refused(at.act(ann, { kind: "edit", of, content: "y", clientId: "e" }), "client_id_conflict");
  await refused(at.act(ann, { kind: "text", content: "x", clientId: "e" }), "client_id_conflict");
});

Deno.test("Who sends a message again that was deleted since is told its place", async () => {
  await using at = await stage();
  await at.act(at.ann, { kind: "delete_message", of: at.seq });
  const again = await at.act(at.ann, { kind: "text", content: "hello", clientId: "first" });
  assert.deepEqual([again.written, again.seq], [true, at.seq]);
});

Deno.test("Many users put the same emoji on a message at once, on two nodes: each is counted once", async () => {
  await using bench = await StoreBench.open();
  const people = Array.from({ length: 60 }, (_, i) => bench.person(`user${i}`));
  const room = await bench.room(people[0]!, people.slice(1));
  const nodes = [new LiveNode(bench), new LiveNode(bench)];
  LiveNode.connect(...nodes);
  const { seq: of } = await nodes[0]!.done(nodes[0]!.say(room, people[0]!, "hello"));
  const deeds = people.flatMap((who, i) =>
    nodes.map((node) =>
      node.room(room).submit(who, { kind: "react", of, emoji: i % 2 === 0 ? "👍" : "🎉", added: true })
    )
  );
  await bench.clock.tick(5_000);
  await Promise.all(deeds);
  const { states } = await bench.store.messages.states(room, [of], people[1]!.id);
  assert.deepEqual(states.get(of)?.reactions.map(({ emoji, count, me }) => [emoji, count, me]), [
    ["👍", 30, false],
    ["🎉", 30, true],
  ]);
  assert.equal((await bench.events(room)).filter(({ type }) => type === "reaction").length, 60);
});

Deno.test("One who is mentioned by name is found among the accounts, in the order of what was sent", async () => {
  await using at = await stage();
  const { bench, ann, bob, room, node } = at;
  const account = { email: "bob@example.com", passwordHash: "x", createdAt: "2026-01-01T00:00:00.000Z" };
  const profile = { displayName: "Bob", avatarUrl: "", bio: "", statusText: "" };
  await bench.store.accounts.create({ id: bob.id, username: "Bob", ...account, ...profile });
  const sent = [
    node.room(room).submit(ann, { kind: "text", content: "@bob", names: ["bob", "nobody"] }),
    node.room(room).submit(ann, { kind: "text", content: "plain" }),
  ];
  await node.done(Promise.all(sent));
  const [first, second] = (await bench.events(room)).slice(-2);
  assert.deepEqual([first?.content, first?.mentions], ["@bob", [bob.id]]);
  assert.deepEqual([second?.content, second?.mentions], ["plain", undefined]);
});

Deno.test("A deleted message is not in the node's memory either", async () => {
  await using at = await stage();
  const { ann, node, room, seq } = at;
  await at.act(ann, { kind: "edit", of: seq, content: "a second secret" });
  const other = new LiveNode(at.bench);
  await other.done(other.room(room).consult([ann.id], () => {}));
  await at.act(ann, { kind: "delete_message", of: seq });
  for (const one of [node, other]) {
    one.rang(room, seq + 2);
    await at.bench.clock.settle();
    const texts = (await one.room(room).backlog(seq - 1)).map(({ text }) => text).join("\n");
    assert.doesNotMatch(texts, /hello|secret/);
    assert.match(texts, /"deleted":\{/);
  }
});
