import assert from "node:assert/strict";
import { SeededRandom } from "../../support/seeded_random.ts";
import { startServer } from "../../support/server_process.ts";
import { lineOf, Screen } from "./screen.ts";

const unlimited = { LIMIT_MESSAGES_PER_SECOND: "0", LIMIT_AUTH_PER_MINUTE: "0" };
const thumb = "\u{1f44d}";

Deno.test("What two people do to messages both see alike, and so does who comes later", async () => {
  await using server = await startServer({ env: unlimited });
  await using ada = await Screen.guest(server.url, "ada");
  await using bob = await Screen.guest(server.url, "bob");
  ada.room.send("one");
  ada.room.send("two");
  ada.room.send("three");
  await bob.shows("one", "two", "three");
  const [one, two, three] = ["one", "two", "three"].map((content) => bob.seqOf(content)) as [number, number, number];
  bob.room.actions.react(one, thumb);
  await ada.until(() => ada.lines[0] === `one ${thumb}1`, "bob's thumb");
  ada.room.actions.react(one, thumb);
  ada.room.actions.edit(two, "too");
  ada.room.actions.delete(three);
  await bob.shows(`one ${thumb}2`, "too edited", "(deleted)");
  bob.room.thread(two).send("below");
  bob.room.send("an answer", { replyTo: one });
  await ada.shows(`one ${thumb}2`, "too edited thread 1", "(deleted)", "an answer");
  assert.equal(ada.items.at(-1)!.replyTo, one);
  await ada.room.actions.forward(one, ada.room.id);
  await bob.until(() => bob.items.at(-1)!.forwarded?.username === "ada", "the copy");
  await using eve = await Screen.guest(server.url, "eve");
  assert.deepEqual(eve.lines, bob.lines);
  assert.deepEqual(eve.items.find(({ seq }) => seq === one)?.reactions?.map(({ me }) => me), [false]);
  const { versions } = await ada.room.actions.versions(two);
  assert.deepEqual(versions.map(({ content }) => content), ["two", "too"]);
});

Deno.test("What one may not do is taken back, and told", async () => {
  await using server = await startServer({ env: unlimited });
  await using ada = await Screen.guest(server.url, "ada");
  await using bob = await Screen.guest(server.url, "bob");
  ada.room.send("mine");
  await bob.shows("mine");
  bob.room.actions.edit(bob.seqOf("mine"), "yours");
  assert.deepEqual(bob.lines, ["yours edited"]);
  await bob.until(() => bob.items.at(-1)!.failure?.error.code === "forbidden", "the refusal");
  assert.deepEqual([bob.lines, ada.lines], [["mine"], ["mine"]]);
});

Deno.test("A thread is read by page and live, followed by who answers, and listed with what is unread in it", async () => {
  await using server = await startServer({ env: unlimited });
  await using ada = await Screen.guest(server.url, "ada");
  await using bob = await Screen.guest(server.url, "bob");
  ada.room.send("root");
  await bob.shows("root");
  const root = bob.seqOf("root");
  const [adas, bobs] = [ada.room.thread(root), bob.room.thread(root)];
  const stops = [adas, bobs].map(({ messages }) => messages.subscribe(() => {}));
  bobs.send("first");
  await ada.until(() => adas.messages.get().items.length === 1, "the first reply", adas.messages);
  adas.send("second");
  await bob.until(() => bobs.messages.get().items.length === 2, "the second reply", bobs.messages);
  assert.deepEqual(bobs.messages.get().items.map(lineOf), ["first", "second"]);
  assert.equal(bobs.standing.get().isFollowing, true);
  const account = bob.parley.account.get()!;
  const stop = account.threads.snapshot.subscribe(() => {});
  await account.threads.refresh();
  const [thread] = account.threads.snapshot.get().threads;
  assert.deepEqual([thread?.root.content, thread?.unread, thread?.root.thread?.replies], ["root", 1, 2]);
  bobs.markRead(bobs.messages.get().items.at(-1)!.seq!);
  assert.equal(bobs.standing.get().unread, 0);
  for (const end of [...stops, stop]) end();
});

/** One random thing that somebody does to what is shown. */
function doSomething(screen: Screen, random: SeededRandom, round: number): void {
  const { actions } = screen.room;
  const me = screen.parley.session.get().user!.id;
  const all = screen.items.filter(({ kind, seq, isDeleted }) => kind === "message" && seq !== undefined && !isDeleted);
  const any = all[random.int(Math.max(1, all.length))];
  const mine = all.filter(({ user }) => user.id === me);
  const own = mine[random.int(Math.max(1, mine.length))];
  const what = random.int(8);
  if (any === undefined || own === undefined || what < 2) return screen.room.send(`m${round}`);
  if (what === 2) return actions.edit(own.seq!, `e${round}`);
  if (what === 3 && random.int(3) === 0) return actions.delete(own.seq!);
  if (what === 3) return screen.room.thread(any.seq!).send(`r${round}`);
  actions.toggle(any, random.int(2) === 0 ? thumb : "\u{1f389}");
}

Deno.test("Over kill -9 of the server at any moment, all see alike what was done to messages, and so does who comes later", async () => {
  const random = new SeededRandom(7);
  let server = await startServer({ env: unlimited });
  const { port, dataDir } = server;
  {
    await using ada = await Screen.guest(server.url, "ada");
    await using bob = await Screen.guest(server.url, "bob");
    for (let round = 0; round < 120; round++) {
      doSomething(round % 2 === 0 ? ada : bob, random, round);
      if (round % 10 === 9) await (round % 20 === 9 ? ada : bob).settled();
      if (round % 40 === 35) {
        server.kill("SIGKILL");
        await server.exited();
        server = await startServer({ env: unlimited, port, dataDir });
      }
    }
    await Promise.all([ada.settled(), bob.settled()]);
    await using eve = await Screen.guest(server.url, "eve");
    const last = eve.items.at(-1)!.seq!;
    for (const screen of [ada, bob]) {
      await screen.until(
        () => (screen.items.findLast(({ seq }) => seq !== undefined)?.seq ?? 0) >= last,
        "eve's joining",
      );
      const known = new Set(eve.items.map(({ seq }) => seq));
      assert.deepEqual(screen.items.filter(({ seq }) => known.has(seq)).map(lineOf), eve.items.map(lineOf));
    }
  }
  await server[Symbol.asyncDispose]();
});
