import assert from "node:assert/strict";
import type { RoomEvent } from "../../src/protocol/event.ts";
import { refused, unavailable } from "../support/live_bench.ts";
import { RoomsBench } from "./rooms_bench.ts";

const contentsOf = (messages: readonly string[]): string[] =>
  messages.map((text) => (JSON.parse(text) as RoomEvent).content);

Deno.test("create() makes a room whose log begins with its creator, owner and first member", async () => {
  await using bench = await RoomsBench.open();
  const ann = bench.store.person("ann");
  const room = await bench.rooms.create(ann, { name: "Tea", description: "leaves" });
  const { id, epoch, created_at, ...rest } = room;
  assert.match(epoch, /^[0-9a-f]{16}$/);
  assert.equal(created_at, new Date(bench.store.clock.now()).toISOString());
  assert.deepEqual(rest, {
    name: "Tea",
    description: "leaves",
    creator_id: ann.id,
    members: [ann.id],
    member_count: 1,
    is_private: false,
    has_password: false,
    head: 1,
  });
  assert.deepEqual((await bench.rooms.members(ann, id, { limit: 10, offset: 0 })).members, [
    { user_id: ann.id, username: "ann", role: "owner", joined_at: created_at, online: false },
  ]);
  assert.deepEqual(await bench.rooms.get(ann, id), room);
});

Deno.test("create() refuses a name that is taken, in this case only, and of two at once makes one", async () => {
  await using bench = await RoomsBench.open();
  const ann = bench.store.person("ann");
  await bench.rooms.create(ann, { name: "Tea" });
  await refused(bench.rooms.create(ann, { name: "Tea" }), "name_taken");
  await bench.rooms.create(ann, { name: "tea" });
  const twice = await Promise.allSettled([1, 2].map(() => bench.rooms.create(ann, { name: "Coffee" })));
  assert.deepEqual(twice.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
});

Deno.test("a room with a password is listed, told to have one, and never shows its hash", async () => {
  await using bench = await RoomsBench.open();
  const [ann, eve] = [bench.store.person("ann"), bench.store.person("eve")];
  const { id } = await bench.rooms.create(ann, { name: "Locked", password: "sesame" });
  const { rooms, total } = await bench.rooms.list(eve, { limit: 10, offset: 0 });
  assert.deepEqual([total, rooms[0]?.id, rooms[0]?.has_password], [1, id, true]);
  assert.ok(!JSON.stringify([rooms, await bench.rooms.get(eve, id)]).includes("$2"));
});

Deno.test("join() with the right password lets one in, with a wrong one or none it does not", async () => {
  await using bench = await RoomsBench.open();
  const [ann, eve] = [bench.store.person("ann"), bench.store.person("eve")];
  const { id } = await bench.rooms.create(ann, { name: "Locked", password: "sesame" });
  await refused(bench.rooms.join(eve, id), "wrong_password");
  await refused(bench.rooms.join(eve, id, "Sesame"), "wrong_password");
  assert.equal((await bench.rooms.join(eve, id, "sesame")).member_count, 2);
  // A member needs no password, and is not let in twice.
  assert.equal((await bench.rooms.join(eve, id)).head, 2);
});

Deno.test("join() lets a user try five wrong passwords a minute; right ones do not count", async () => {
  await using bench = await RoomsBench.open();
  const [ann, bob, eve] = ["ann", "bob", "eve"].map((name) => bench.store.person(name));
  const { id } = await bench.rooms.create(ann!, { name: "Locked", password: "sesame" });
  for (let i = 0; i < 8; i++) {
    await bench.rooms.join(bob!, id, "sesame");
    await bench.rooms.leave(bob!, id);
  }
  for (let i = 0; i < 5; i++) await refused(bench.rooms.join(eve!, id, "guess"), "wrong_password");
  const error = await refused(bench.rooms.join(eve!, id, "sesame"), "rate_limited");
  assert.ok((error.retryAfterMs ?? 0) > 0);
  await bench.store.clock.tick(60_000);
  await bench.rooms.join(eve!, id, "sesame");
});

Deno.test("join() with a password that was changed while it was checked is refused", async () => {
  await using bench = await RoomsBench.open();
  const [ann, eve] = [bench.store.person("ann"), bench.store.person("eve")];
  const { id } = await bench.rooms.create(ann, { name: "Locked", password: "old" });
  bench.afterVerify = () => bench.rooms.update(ann, id, { password: "new" });
  await refused(bench.rooms.join(eve, id, "old"), "wrong_password");
  bench.afterVerify = () => Promise.resolve();
  assert.equal((await bench.rooms.join(eve, id, "new")).member_count, 2);
});

Deno.test("a private room does not exist for who is not in it, whatever they try", async () => {
  await using bench = await RoomsBench.open();
  const [ann, eve] = [bench.store.person("ann"), bench.store.person("eve")];
  const { id } = await bench.rooms.create(ann, { name: "Secret", is_private: true, password: "p" });
  const { rooms } = bench;
  for (
    const attempt of [
      rooms.get(eve, id),
      rooms.update(eve, id, { name: "mine" }),
      rooms.remove(eve, id),
      rooms.join(eve, id, "p"),
      rooms.members(eve, id, { limit: 1, offset: 0 }),
      rooms.addMember(eve, id, eve.id),
      rooms.removeMember(eve, id, ann.id),
      rooms.send(eve, id, { content: "hello" }),
      rooms.history(eve, id, { limit: 1 }),
      rooms.leave(eve, id),
    ]
  ) await refused(attempt, "not_found");
  assert.equal((await rooms.list(eve, { limit: 10, offset: 0 })).total, 0);
  assert.equal((await rooms.list(ann, { limit: 10, offset: 0 })).total, 1);
});

Deno.test("update() changes what is new, tells of it in the log once, and keeps the rest", async () => {
  await using bench = await RoomsBench.open();
  const ann = bench.store.person("ann");
  const { id } = await bench.rooms.create(ann, { name: "Tea", description: "leaves", password: "p" });
  const room = await bench.rooms.update(ann, id, { name: "Coffee", is_private: true });
  assert.deepEqual([room.name, room.description, room.is_private, room.has_password, room.head], [
    "Coffee",
    "leaves",
    true,
    true,
    2,
  ]);
  assert.equal((await bench.rooms.update(ann, id, { name: "Coffee", description: "leaves" })).head, 2);
  assert.equal((await bench.rooms.update(ann, id, {})).head, 2);
  const open = await bench.rooms.update(ann, id, { password: null });
  assert.deepEqual([open.has_password, open.head], [false, 3]);
  assert.equal((await bench.rooms.update(ann, id, { password: null })).head, 3);
});

Deno.test("update() is the creator's alone, and does not take a name that is another room's", async () => {
  await using bench = await RoomsBench.open();
  const [ann, eve] = [bench.store.person("ann"), bench.store.person("eve")];
  const { id } = await bench.rooms.create(ann, { name: "Tea" });
  await bench.rooms.create(ann, { name: "Coffee" });
  await bench.rooms.join(eve, id);
  await refused(bench.rooms.update(eve, id, { name: "Mine" }), "forbidden");
  await refused(bench.rooms.update(ann, id, { name: "Coffee" }), "name_taken");
  assert.equal((await bench.rooms.get(ann, id)).name, "Tea");
});

Deno.test("remove() ends the room for everybody, frees its name and has its entries purged", async () => {
  await using bench = await RoomsBench.open();
  const [ann, eve] = [bench.store.person("ann"), bench.store.person("eve")];
  const { id } = await bench.rooms.create(ann, { name: "Tea" });
  await bench.rooms.join(eve, id);
  await refused(bench.rooms.remove(eve, id), "forbidden");
  assert.equal(bench.deletions, 0);
  await bench.rooms.remove(ann, id);
  assert.equal(bench.deletions, 1);
  await refused(bench.rooms.get(ann, id), "not_found");
  await refused(bench.rooms.history(eve, id, { limit: 1 }), "not_found");
  await refused(bench.rooms.remove(ann, id), "not_found");
  assert.notEqual((await bench.rooms.create(eve, { name: "Tea" })).id, id);
});

Deno.test("members() is for members, says who is online, and pages", async () => {
  await using bench = await RoomsBench.open();
  const [ann, bob, eve] = ["ann", "bob", "eve"].map((name) => bench.store.person(name));
  const { id } = await bench.rooms.create(ann!, { name: "Tea" });
  await refused(bench.rooms.members(eve!, id, { limit: 10, offset: 0 }), "not_member");
  await bench.store.clock.tick(1_000);
  await bench.rooms.join(bob!, id);
  bench.online.add(bob!.id);
  const { members, total } = await bench.rooms.members(ann!, id, { limit: 10, offset: 1 });
  assert.deepEqual([total, members.map(({ username, role, online }) => [username, role, online])], [
    2,
    [["bob", "member", true]],
  ]);
});

Deno.test("addMember() lets the creator add who has an account, once, into a private room too", async () => {
  await using bench = await RoomsBench.open();
  const [ann, bob, guest] = [bench.store.person("ann"), await bench.account("bob"), bench.store.person("guest")];
  const { id } = await bench.rooms.create(ann, { name: "Secret", is_private: true });
  const added = await bench.rooms.addMember(ann, id, bob.id);
  assert.deepEqual([added.user_id, added.username, added.role], [bob.id, "bob", "member"]);
  await bench.rooms.addMember(ann, id, bob.id);
  assert.deepEqual([(await bench.rooms.get(bob, id)).head, (await bench.rooms.get(bob, id)).member_count], [2, 2]);
  await refused(bench.rooms.addMember(ann, id, guest.id), "not_found");
  await refused(bench.rooms.addMember(bob, id, ann.id), "forbidden");
});

Deno.test("removeMember() ends what its user may read and write; one may remove oneself", async () => {
  await using bench = await RoomsBench.open();
  const [ann, bob, eve] = ["ann", "bob", "eve"].map((name) => bench.store.person(name));
  const { id } = await bench.rooms.create(ann!, { name: "Tea" });
  for (const one of [bob!, eve!]) await bench.rooms.join(one, id);
  await refused(bench.rooms.removeMember(bob!, id, eve!.id), "forbidden");
  await bench.rooms.removeMember(ann!, id, eve!.id);
  await refused(bench.rooms.send(eve!, id, { content: "still here?" }), "not_member");
  await refused(bench.rooms.history(eve!, id, { limit: 1 }), "not_member");
  await refused(bench.rooms.removeMember(ann!, id, eve!.id), "not_found");
  await bench.rooms.removeMember(bob!, id, bob!.id);
  assert.deepEqual((await bench.rooms.get(ann!, id)).members, [ann!.id]);
});

Deno.test("leave() is repeatable, and a creator who has left can come back as owner", async () => {
  await using bench = await RoomsBench.open();
  const ann = bench.store.person("ann");
  const { id } = await bench.rooms.create(ann, { name: "Tea", password: "p" });
  await bench.rooms.leave(ann, id);
  await bench.rooms.leave(ann, id);
  assert.deepEqual([(await bench.rooms.get(ann, id)).head, (await bench.rooms.get(ann, id)).member_count], [2, 0]);
  await bench.rooms.join(ann, id);
  assert.equal((await bench.rooms.members(ann, id, { limit: 1, offset: 0 })).members[0]?.role, "owner");
});

Deno.test("send() answers the durable event, and with a client_id used before the first one", async () => {
  await using bench = await RoomsBench.open();
  const ann = bench.store.person("ann");
  const { id } = await bench.rooms.create(ann, { name: "Tea" });
  const first = await bench.rooms.send(ann, id, { content: "hello", client_id: "c" });
  assert.deepEqual([first.seq, first.content, first.client_id, first.room_id], [2, "hello", "c", id]);
  assert.deepEqual(await bench.rooms.send(ann, id, { content: "hello", client_id: "c" }), first);
  await refused(bench.rooms.send(ann, id, { content: "other", client_id: "c" }), "client_id_conflict");
  assert.deepEqual((await bench.store.events(id)).at(-1), first);
});

Deno.test("send() keeps to the user's rate", async () => {
  await using bench = await RoomsBench.open();
  const ann = bench.store.person("ann");
  const { id } = await bench.rooms.create(ann, { name: "Tea" });
  bench.waitMs = 70;
  assert.equal((await refused(bench.rooms.send(ann, id, { content: "hello" }), "rate_limited")).retryAfterMs, 70);
  assert.equal((await bench.rooms.get(ann, id)).head, 1);
});

Deno.test("history() gives members the very bytes of the log, as far as they were judged", async () => {
  await using bench = await RoomsBench.open();
  const [ann, eve] = [bench.store.person("ann"), bench.store.person("eve")];
  const { id } = await bench.rooms.create(ann, { name: "Tea" });
  for (const content of ["one", "two", "three"]) await bench.rooms.send(ann, id, { content });
  const { messages, total } = await bench.rooms.history(ann, id, { limit: 2 });
  assert.deepEqual([contentsOf(messages), total], [["two", "three"], 4]);
  assert.deepEqual(contentsOf((await bench.rooms.history(ann, id, { limit: 9, types: ["text"] })).messages), [
    "one",
    "two",
    "three",
  ]);
  await refused(bench.rooms.history(eve, id, { limit: 1 }), "not_member");
});

Deno.test("list() shows public rooms and one's own, by name, filtered and paged", async () => {
  await using bench = await RoomsBench.open();
  const [ann, eve] = [bench.store.person("ann"), bench.store.person("eve")];
  for (const name of ["b tea", "a tea", "coffee"]) await bench.rooms.create(ann, { name });
  await bench.rooms.create(ann, { name: "c tea, secret", is_private: true });
  const names = async (query: { q?: string; mine?: boolean; offset?: number }): Promise<string[]> =>
    (await bench.rooms.list(eve, { limit: 2, offset: 0, ...query })).rooms.map(({ name }) => name);
  assert.deepEqual(await names({}), ["a tea", "b tea"]);
  assert.deepEqual(await names({ offset: 2 }), ["coffee"]);
  assert.deepEqual(await names({ q: "TEA" }), ["a tea", "b tea"]);
  assert.deepEqual(await names({ mine: true }), []);
  assert.deepEqual(await names({ q: "%" }), []);
});

Deno.test("whatever a user does while the store is down is unavailable, and nothing of it has happened after", async () => {
  await using bench = await RoomsBench.open();
  const ann = bench.store.person("ann");
  const { id } = await bench.rooms.create(ann, { name: "Tea" });
  bench.node.intercept = () => new Promise(() => unavailable());
  const { rooms } = bench;
  await refused(rooms.send(ann, id, { content: "x" }), "unavailable");
  await refused(rooms.leave(ann, id), "unavailable");
  await refused(rooms.update(ann, id, { description: "new" }), "unavailable");
  await refused(rooms.remove(ann, id), "unavailable");
  assert.equal(bench.deletions, 0);
  bench.node.intercept = (_, call) => call();
  const { description, head } = await rooms.get(ann, id);
  assert.deepEqual([description, head], ["", 1]);
});
