import assert from "node:assert/strict";
import { createMemoryStore, createSoleTab } from "../../../clients/sdk/mod.ts";
import { SeededRandom } from "../../support/seeded_random.ts";
import { type ServerProcess, startServer } from "../../support/server_process.ts";
import { TcpProxy } from "../../support/tcp_proxy.ts";
import { tempFolder } from "../../support/temp.ts";
import { FalseTabs } from "./false_tabs.ts";
import { assertInOrder, globalRoom, logOf, until, Watcher } from "./screens.ts";

const env = { LIMIT_MESSAGES_PER_SECOND: "0", LIMIT_AUTH_PER_MINUTE: "0" };

Deno.test("Over cuts of the network and a killed server, every screen shows every message once and in the log's order", async () => {
  await using folder = await tempFolder();
  let server: ServerProcess | undefined = await startServer({ dataDir: folder.path, env });
  try {
    await using proxy = await TcpProxy.open(() => server?.port ?? 1);
    const url = `http://127.0.0.1:${proxy.port}`;
    const room = await globalRoom(url);
    const store = createMemoryStore();
    const tabs = new FalseTabs();
    await using first = await Watcher.enter("ada", room, { url, store, tabs: () => tabs.open() });
    // Another tab of the same browser: the same user, the same store.
    const token = first.parley.api.token!;
    await using second = await Watcher.enter("ada", room, { url, store, token, tabs: () => tabs.open() });
    await using other = await Watcher.enter("bob", room, { url, tabs: createSoleTab });
    const people = [first, second, other];
    const written: string[][] = [[], [], []];
    const random = new SeededRandom(11);
    for (let round = 0; round < 12; round++) {
      for (const [at, { room }] of people.entries()) {
        for (let i = 0; i < 3; i++) {
          const text = `${at}: ${round}.${i}`;
          written[at]!.push(text);
          room.send(text);
        }
      }
      // Something arrives between the cuts, and something is under way when they come.
      const seen = random.int(people.length);
      if (random.chance(0.5)) await people[seen]!.sees(Math.min(written.flat().length, 1 + random.int(30)));
      if (round === 6) {
        server?.kill("SIGKILL");
        await server?.exited();
        server = await startServer({ dataDir: folder.path, env });
      } else proxy.cut();
    }
    const all = written.flat().length;
    for (const person of people) await person.sees(all);
    const log = await logOf(url, room);
    assertInOrder(log, written);
    for (const { sent } of people) assert.deepEqual(sent, log);
  } finally {
    await server?.[Symbol.asyncDispose]();
  }
});

Deno.test("What was written without a network is there after a restart of the program, and is sent when there is one", async () => {
  await using server = await startServer({ env });
  await using proxy = await TcpProxy.open(() => server.port);
  const url = `http://127.0.0.1:${proxy.port}`;
  const room = await globalRoom(url);
  const store = createMemoryStore();
  const options = { url, store, tabs: createSoleTab };
  const before = await Watcher.enter("ada", room, options);
  const token = before.parley.api.token!;
  before.room.send("with a network");
  await before.sees(1);
  proxy.set("refused");
  const offline = ["one", "two", "three"];
  for (const text of offline) before.room.send(text);
  await before[Symbol.asyncDispose]();
  assert.deepEqual((await store.list("")).filter(([key]) => key.includes("/outbox/")).length, 3);
  proxy.set("open");
  await using after = await Watcher.enter("ada", room, { ...options, token });
  await after.sees(4);
  assert.deepEqual(after.sent, ["with a network", ...offline]);
  assert.deepEqual(await logOf(url, room), after.sent);
});

Deno.test("Unread counts follow what others write and what one has read, on all devices", async () => {
  await using server = await startServer({ env });
  const { url } = server;
  const room = await globalRoom(url);
  await using phone = await Watcher.enter("ada", room, { url, tabs: createSoleTab });
  await using desk = await Watcher.enter("ada", room, { url, token: phone.parley.api.token!, tabs: createSoleTab });
  await using other = await Watcher.enter("bob", room, { url, tabs: createSoleTab });
  for (const text of ["1", "2", "3", "4"]) other.room.send(text);
  for (const { room } of [phone, desk]) await until(room.unread, ({ count }) => count === 4, "four unread");
  const second = phone.room.messages.get().items.find(({ content }) => content === "2")!;
  phone.room.markRead(second.seq!);
  for (const { room } of [phone, desk]) await until(room.unread, ({ count }) => count === 2, "two unread");
  desk.room.send("an answer: so everything before it was read");
  for (const { room } of [phone, desk]) await until(room.unread, ({ count }) => count === 0, "nothing unread");
  const counted = await phone.parley.api.rooms.read(room);
  assert.equal(counted.unread, 0);
});

Deno.test("Typing is shown to others until the message is there", async () => {
  await using server = await startServer({ env });
  const { url } = server;
  const room = await globalRoom(url);
  await using ada = await Watcher.enter("ada", room, { url, tabs: createSoleTab });
  await using bob = await Watcher.enter("bob", room, { url, tabs: createSoleTab });
  ada.room.typing.notify();
  await until(bob.room.typing.snapshot, ([person]) => person?.name === "ada", "ada types");
  ada.room.send("done");
  await until(bob.room.typing.snapshot, (people) => people.length === 0, "nobody types");
  assert.deepEqual(ada.room.typing.snapshot.get(), []);
});

Deno.test("Logging out ends the session and forgets what was kept of the user", async () => {
  await using server = await startServer({ env });
  const { url } = server;
  const room = await globalRoom(url);
  const store = createMemoryStore();
  await using ada = await Watcher.enter("ada", room, { url, store, tabs: createSoleTab });
  ada.room.send("hello");
  await ada.sees(1);
  const token = ada.parley.api.token!;
  await ada.parley.logOut();
  assert.equal(ada.parley.session.get().status, "signedOut");
  assert.deepEqual(await store.list(""), []);
  const response = await fetch(`${url}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(response.status, 401);
  await response.body?.cancel();
});
