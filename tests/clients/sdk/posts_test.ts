import assert from "node:assert/strict";
import { ApiError, type ClientStore, createMemoryStore, type Sent, type Tabs } from "../../../clients/sdk/mod.ts";
import type { Post } from "../../../clients/sdk/post.ts";
import { Posts } from "../../../clients/sdk/posts.ts";
import type { Writing } from "../../../clients/sdk/writing.ts";
import { FalseClock } from "../../support/false_clock.ts";
import { roomId } from "./fake_server.ts";
import { FalseTabs } from "./false_tabs.ts";

interface Sending {
  readonly writing: Writing;
  readonly content: string;
  readonly clientId: string;
  readonly done: (seq: number) => void;
  readonly fail: (error: unknown) => void;
}

/** The posts of one tab over a network that answers when the test says so. */
class Bench {
  readonly sending: Sending[] = [];
  readonly changes: Post[] = [];
  readonly posts: Posts;
  isOnline = true;

  constructor(readonly clock: FalseClock, readonly store: ClientStore, readonly tabs: Tabs, name = "a") {
    let ids = 0;
    this.posts = new Posts({
      environment: {
        now: () => clock.now(),
        after: (ms, task) => clock.after(ms, task),
        newId: () => `${name}${++ids}`,
        report: (error) => assert.fail(String(error)),
      },
      ...{ store, tabs, prefix: "user/" },
      isOnline: () => this.isOnline,
      send: (writing, { clientId, signal }) =>
        new Promise<Sent>((resolve, fail) => {
          signal?.addEventListener("abort", () => fail(signal.reason));
          const done = (seq: number) => resolve({ id: "e", seq, timestamp: "t", clientId: clientId! });
          const content = "content" in writing ? writing.content : writing.type;
          this.sending.push({ content, clientId: clientId!, writing, done, fail });
        }),
      changed: (_room, post) => this.changes.push(post),
    });
  }

  get sent(): string[] {
    return this.sending.map(({ content }) => content);
  }

  get states(): string[] {
    return this.posts.of(roomId).map(({ content, state }) => `${content} ${state}`);
  }
}

async function bench(): Promise<Bench> {
  const made = new Bench(new FalseClock(), createMemoryStore(), new FalseTabs().open());
  await made.posts.open();
  return made;
}

async function kept(store: ClientStore): Promise<string[]> {
  return (await store.list("user/outbox/")).map(([, post]) => (post as Post).content);
}

Deno.test("Posts.add() shows a message at once, keeps it, and forgets it when it is durable", async () => {
  const { posts, sending, clock, store, changes, states } = Object.assign(await bench(), {});
  posts.add(roomId, "hello");
  assert.deepEqual(posts.of(roomId).map(({ state }) => state), ["pending"]);
  await clock.settle();
  assert.deepEqual(await kept(store), ["hello"]);
  sending[0]!.done(7);
  await clock.settle();
  assert.deepEqual(posts.of(roomId), []);
  assert.deepEqual(await kept(store), []);
  assert.deepEqual(changes.map(({ state, seq }) => [state, seq]), [["pending", undefined], ["sent", 7]]);
  assert.deepEqual(states, []);
});

Deno.test("Posts are sent oldest first, even when the clock of the machine goes back between them", async () => {
  const a = await bench();
  a.posts.add(roomId, "one");
  a.clock.jump(-60_000);
  a.posts.add(roomId, "two");
  a.clock.jump(120_000);
  a.posts.add(roomId, "three");
  await a.clock.settle();
  assert.deepEqual(a.sent, ["one", "two", "three"]);
  assert.deepEqual(await kept(a.store), ["one", "two", "three"]);
});

Deno.test("Posts that were left behind by a crash are shown and sent under their client_ids", async () => {
  const a = await bench();
  a.posts.add(roomId, "before the crash");
  await a.clock.settle();
  const b = new Bench(a.clock, a.store, new FalseTabs().open(), "b");
  await b.posts.open();
  assert.deepEqual(b.states, ["before the crash pending"]);
  assert.deepEqual(b.sending.map(({ clientId }) => clientId), ["a1"]);
});

Deno.test("A post that the server refuses for good has failed, and is kept over a reload", async () => {
  const a = await bench();
  a.posts.add(roomId, "refused");
  a.sending[0]!.fail(new ApiError("not_member", "Only members"));
  await a.clock.settle();
  assert.deepEqual(a.posts.of(roomId)[0]?.error, { code: "not_member", message: "Only members" });
  const b = new Bench(a.clock, a.store, new FalseTabs().open(), "b");
  await b.posts.open();
  assert.deepEqual(b.states, ["refused failed"]);
  assert.deepEqual(b.sent, [], "nothing is sent again by itself");
});

Deno.test("Posts.retry() sends a failed post again under its client_id, after what was written meanwhile", async () => {
  const a = await bench();
  a.posts.add(roomId, "first");
  a.sending[0]!.fail(new ApiError("forbidden", "no"));
  await a.clock.settle();
  a.posts.add(roomId, "second");
  a.posts.retry("a1");
  assert.deepEqual(a.states, ["second pending", "first pending"]);
  assert.deepEqual(a.sending.map(({ clientId }) => clientId), ["a1", "a2", "a1"]);
  await a.clock.settle();
  assert.deepEqual(await kept(a.store), ["second", "first"], "kept once, at its new place");
});

Deno.test("Posts.retry() gives the text a new client_id when the old one stands for another message", async () => {
  const a = await bench();
  a.posts.add(roomId, "mine");
  a.sending[0]!.fail(new ApiError("client_id_conflict", "used"));
  await a.clock.settle();
  a.posts.retry("a1");
  assert.deepEqual(a.posts.of(roomId).map(({ clientId, state }) => [clientId, state]), [["a2", "pending"]]);
});

Deno.test("Posts.discard() takes a post away everywhere", async () => {
  const a = await bench();
  a.posts.add(roomId, "never mind");
  a.posts.discard("a1");
  await a.clock.settle();
  assert.deepEqual(a.states, []);
  assert.deepEqual(await kept(a.store), []);
  assert.equal(a.changes.at(-1)?.state, "discarded");
});

Deno.test("A post whose event is seen in the log is sent, whatever became of the answer", async () => {
  const a = await bench();
  const { clientId } = a.posts.add(roomId, "hello");
  const event = { id: "e", room_id: roomId, user_id: "u", username: "u", content: "hello", timestamp: "t", seq: 4 };
  a.posts.seen({ ...event, type: "text", client_id: clientId });
  await a.clock.settle();
  assert.deepEqual(a.states, []);
  assert.deepEqual(await kept(a.store), []);
});

Deno.test("A connection that closes leaves its posts waiting for the next", async () => {
  const a = await bench();
  a.posts.add(roomId, "hello");
  a.sending[0]!.fail(new ApiError("closed", "over"));
  await a.clock.settle();
  assert.deepEqual(a.states, ["hello pending"]);
  a.posts.online();
  assert.deepEqual(a.sent, ["hello", "hello"]);
});

Deno.test("A server that refuses the connection itself costs no message; one that fails at a message says so", async () => {
  const a = await bench();
  a.posts.add(roomId, "waits");
  a.isOnline = false;
  a.sending[0]!.fail(new ApiError("forbidden", "The connection is refused"));
  await a.clock.settle();
  assert.deepEqual(a.states, ["waits pending"]);
  a.isOnline = true;
  a.posts.online();
  a.sending[1]!.fail(new ApiError("internal", "Something went wrong on the server"));
  await a.clock.settle();
  assert.deepEqual(a.states, ["waits failed"]);
});

Deno.test("Posts.add() refuses what no server would take, and nothing is kept of it", async () => {
  const a = await bench();
  assert.throws(() => a.posts.add(roomId, "   "), { code: "invalid" });
  assert.throws(() => a.posts.add(roomId, "x".repeat(4_001)), { code: "invalid" });
  assert.equal(a.posts.size, 0);
});

async function twoTabs(): Promise<{ leader: Bench; follower: Bench; freeze: () => void }> {
  const clock = new FalseClock();
  const store = createMemoryStore();
  const tabs = new FalseTabs();
  const leading = tabs.open();
  const leader = new Bench(clock, store, leading, "a");
  const follower = new Bench(clock, store, tabs.open(), "b");
  await leader.posts.open();
  await follower.posts.open();
  return { leader, follower, freeze: () => leading.freeze() };
}

Deno.test("Posts.add() sends files without a word, and nothing without either", async () => {
  const { posts, sending, clock } = await bench();
  posts.add(roomId, " ", { attachments: ["f".repeat(24)] });
  await clock.settle();
  const { type, content, attachments } = sending[0]!.writing as Writing & { type: "message" };
  assert.deepEqual([type, content, attachments], ["message", " ", ["f".repeat(24)]]);
  assert.throws(() => posts.add(roomId, "", { attachments: [] }), { code: "invalid" });
});

Deno.test("Of two tabs one sends, and both show each message as pending and then as sent", async () => {
  const { leader, follower } = await twoTabs();
  follower.posts.add(roomId, "from the other tab");
  leader.posts.add(roomId, "from this tab");
  assert.deepEqual([leader.sent, follower.sent], [["from the other tab", "from this tab"], []]);
  assert.deepEqual(leader.states, follower.states);
  leader.sending.forEach(({ done }, at) => done(at + 1));
  await leader.clock.settle();
  assert.deepEqual([...leader.states, ...follower.states], []);
  assert.deepEqual(follower.changes.filter(({ state }) => state === "sent").map(({ seq }) => seq), [1, 2]);
  assert.deepEqual(await kept(leader.store), []);
});

Deno.test("When the leading tab closes, the next one sends what is left", async () => {
  const { leader, follower } = await twoTabs();
  follower.posts.add(roomId, "hello");
  leader.posts.close();
  assert.deepEqual(follower.sent, ["hello"]);
});

Deno.test("A tab takes the lead when the leading one is frozen, and not while it does its work", async () => {
  const { leader, follower, freeze } = await twoTabs();
  follower.posts.add(roomId, "taken by the leader");
  await follower.clock.tick(10_000);
  assert.deepEqual(follower.sent, []);
  leader.sending[0]!.done(1);
  await leader.clock.settle();
  freeze();
  follower.posts.add(roomId, "never heard by the leader");
  await follower.clock.tick(10_000);
  assert.deepEqual(follower.sent, ["never heard by the leader"]);
});

Deno.test("A tab that is offline itself leaves the lead where it is, until it is online", async () => {
  const { leader, follower, freeze } = await twoTabs();
  freeze();
  follower.isOnline = false;
  follower.posts.add(roomId, "hello");
  await leader.clock.tick(20_000);
  assert.deepEqual(follower.sent, []);
  follower.isOnline = true;
  follower.posts.online();
  await leader.clock.tick(20_000);
  assert.deepEqual(follower.sent, ["hello"]);
});

Deno.test("Posts go on without a store that refuses", async () => {
  const refuse = () => Promise.reject(new Error("no space"));
  const store = { ...createMemoryStore(), put: refuse, list: refuse, delete: refuse };
  const a = new Bench(new FalseClock(), store, new FalseTabs().open());
  await a.posts.open();
  a.posts.add(roomId, "hello");
  a.sending[0]!.done(1);
  await a.clock.settle();
  assert.deepEqual(a.states, []);
});

Deno.test("Posts.close() leaves no timer and loses nothing that is kept", async () => {
  const { leader, follower } = await twoTabs();
  follower.isOnline = false;
  leader.isOnline = false;
  follower.posts.add(roomId, "hello");
  follower.posts.close();
  leader.posts.close();
  await leader.clock.settle();
  assert.equal(leader.clock.pending, 0);
  assert.deepEqual(await kept(leader.store), ["hello"]);
});

Deno.test("Posts.act() does something to a message by its own frame, once, in the order in which it was done", async () => {
  const a = await bench();
  a.posts.act(roomId, "edit", 4, "better");
  a.posts.act(roomId, "react", 4, "+1");
  a.posts.act(roomId, "unreact", 4, "+1");
  a.posts.act(roomId, "pin", 4);
  a.posts.act(roomId, "delete", 4);
  const at = { room_id: roomId, seq: 4 };
  assert.deepEqual(a.sending.map(({ writing }) => writing), [
    { type: "edit", ...at, content: "better" },
    { type: "react", ...at, emoji: "+1" },
    { type: "react", ...at, emoji: "+1", remove: true },
    { type: "pin", ...at },
    { type: "delete", ...at },
  ]);
  await a.clock.settle();
  const b = new Bench(a.clock, a.store, new FalseTabs().open(), "b");
  await b.posts.open();
  assert.deepEqual(b.sending.map(({ clientId }) => clientId), ["a1", "a2", "a3", "a4", "a5"]);
});

Deno.test("Posts.add() keeps what a message answers, its thread and its files, over a retry with another client_id", async () => {
  const a = await bench();
  a.posts.add(roomId, "mine", { replyTo: 3, thread: 2, attachments: ["f"] });
  a.sending[0]!.fail(new ApiError("client_id_conflict", "used"));
  await a.clock.settle();
  a.posts.retry("a1");
  const message = { type: "message", room_id: roomId, content: "mine", reply_to: 3, thread: 2, attachments: ["f"] };
  assert.deepEqual(a.sending.map(({ writing, clientId }) => [writing, clientId]), [[message, "a1"], [message, "a2"]]);
});

Deno.test("Posts.act() refuses what no server would take", async () => {
  const a = await bench();
  assert.throws(() => a.posts.act(roomId, "edit", 4, " "), { code: "invalid" });
  assert.throws(() => a.posts.act(roomId, "react", 4, ""), { code: "invalid" });
  assert.equal(a.posts.size, 0);
});
