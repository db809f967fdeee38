import assert from "node:assert/strict";
import { createMemoryStore, createSoleTab, type Observable, Parley, ParleyApi } from "../../../clients/sdk/mod.ts";
import { startServer } from "../../support/server_process.ts";

/** Longest wait for anything in these tests, milliseconds. */
const waitMs = 30_000;

/** Waits until a value is as it should be. */
async function until<Value>(observable: Observable<Value>, isSo: (value: Value) => boolean): Promise<void> {
  if (isSo(observable.get())) return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`Not within ${waitMs} ms; there is ${JSON.stringify(observable.get())}`));
    }, waitMs);
    const stop = observable.subscribe(() => {
      if (!isSo(observable.get())) return;
      clearTimeout(timer);
      stop();
      resolve();
    });
  });
}

async function deviceOf(url: string, token: string): Promise<Parley> {
  const device = new Parley({ url, token, store: createMemoryStore(), tabs: createSoleTab });
  await device.start();
  await until(device.connection, ({ state }) => state === "online");
  return device;
}

Deno.test("What mentions one is counted and listed alike on two devices, whatever becomes of the messages", async () => {
  await using server = await startServer();
  const [ada, bob] = [new ParleyApi({ url: server.url }), new ParleyApi({ url: server.url })];
  for (const [api, username] of [[ada, "ada"], [bob, "bob"]] as const) {
    await api.register({ username, email: `${username}@example.org`, password: "analytical engine" });
    await api.login({ username, password: "analytical engine" });
  }
  const room = (await ada.rooms.create({ name: "tea" })).id;
  await bob.rooms.join(room);
  const devices = [await deviceOf(server.url, bob.token!), await deviceOf(server.url, bob.token!)];
  const [here, there] = devices.map((device) => device.account.get()!);
  const counts = async (mentions: number, unread: number) => {
    for (const account of [here!, there!]) {
      await until(account.rooms.snapshot, ({ rooms }) => {
        const found = rooms.find(({ id }) => id === room);
        return found?.mentions === mentions && found.unread === unread;
      });
    }
  };
  const stop = there!.mentions.snapshot.subscribe(() => {});
  const listed = (...seqs: number[]) =>
    until(there!.mentions.snapshot, ({ status, mentions }) => {
      return status === "ready" && JSON.stringify(mentions.map(({ seq }) => seq)) === JSON.stringify(seqs);
    });
  await counts(0, 0);
  const first = await ada.messages.send(room, "@bob, tea?");
  const second = await ada.messages.send(room, "or coffee?");
  const answer = await ada.messages.send(room, "@bob, in a thread", { thread: first.seq });
  await counts(2, 2);
  await listed(answer.seq, first.seq);
  await ada.messages.edit(room, second.seq, "or coffee, @Bob?");
  await counts(3, 2);
  await listed(answer.seq, second.seq, first.seq);
  here!.rooms.markRead(room, first.seq);
  await counts(2, 1);
  await ada.messages.delete(room, second.seq);
  await counts(1, 0);
  await listed(answer.seq, first.seq);
  await ada.messages.edit(room, answer.seq, "in a thread");
  await counts(0, 0);
  stop();
  for (const device of devices) await device.close();
});

Deno.test("Drafts, notices and messages for later are the same on two devices of one person", async () => {
  await using server = await startServer();
  const api = new ParleyApi({ url: server.url });
  const registration = { username: "ada", email: "ada@example.org", password: "analytical engine" };
  await api.register(registration);
  const { token } = await api.login({ username: "ada", password: registration.password });
  const room = (await api.rooms.create({ name: "tea" })).id;
  const devices = await Promise.all([1, 2].map(() => deviceOf(server.url, token)));
  const [here, there] = devices.map((device) => device.account.get()!.attention);
  const stops = [there!.drafts, there!.notices, there!.scheduled].map((value) => value.subscribe(() => {}));
  here!.write(room, "I was about to");
  await until(there!.drafts, ({ value }) => value?.[0]?.content === "I was about to");
  await here!.discard(room);
  await until(there!.drafts, ({ value }) => value?.length === 0);
  await here!.setRoomNotice(room, { level: "nothing" });
  await until(there!.notices, ({ value }) => value?.rooms[0]?.level === "nothing");
  const send_at = new Date(Date.now() + 3_600_000).toISOString();
  const { id } = await here!.schedule({ room_id: room, content: "later", send_at });
  await until(there!.scheduled, ({ value }) => value?.[0]?.content === "later");
  await here!.unschedule(id);
  await until(there!.scheduled, ({ value }) => value?.length === 0);
  assert.equal((await api.notices.get()).rooms.length, 1);
  for (const stop of stops) stop();
  for (const device of devices) await device.close();
});
