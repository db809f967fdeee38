import assert from "node:assert/strict";
import { type ApiError, ParleyApi, ParleyClient } from "../../../clients/sdk/mod.ts";
import { startServer } from "../../support/server_process.ts";
import { isGapless, Person } from "./people.ts";

const unlimited = { LIMIT_MESSAGES_PER_SECOND: "0", LIMIT_AUTH_PER_MINUTE: "0" };

Deno.test("Two people chat through a real server, each message once and in order on both sides", async () => {
  await using server = await startServer({ env: unlimited });
  using ada = await Person.guest(server.url, "ada");
  using bob = await Person.guest(server.url, "bob");
  const sends = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? ada : bob).room.send(`m${i}`));
  const sent = await Promise.all(sends);
  await Promise.all([ada.hears(20), bob.hears(20)]);
  for (const person of [ada, bob]) {
    assert.ok(isGapless(person.events));
    for (const [i, { seq, id, timestamp }] of sent.entries()) {
      const event = person.events.find((event) => event.seq === seq);
      assert.deepEqual([event?.content, event?.id, event?.timestamp], [`m${i}`, id, timestamp]);
    }
  }
  const odd = bob.contents.filter((content) => Number(content.slice(1)) % 2 === 1);
  assert.deepEqual(odd, Array.from({ length: 10 }, (_, i) => `m${2 * i + 1}`));
});

Deno.test("Over kill -9 and a restart on the same port nothing is lost, doubled or reordered", async () => {
  await using first = await startServer({ env: unlimited });
  using ada = await Person.guest(first.url, "ada");
  using bob = await Person.guest(first.url, "bob");
  const { port, dataDir } = first;
  const expected: string[] = [];
  const sends: Promise<unknown>[] = [];
  const say = (count: number) => {
    for (let i = 0; i < count; i++) {
      const content = `m${expected.length}`;
      expected.push(content);
      sends.push(ada.room.send(content));
    }
  };
  say(60);
  await bob.hears(10);
  first.kill("SIGKILL");
  await first.exited();
  say(20);
  await using second = await startServer({ env: unlimited, port, dataDir });
  await bob.hears(70);
  second.kill("SIGKILL");
  await second.exited();
  say(20);
  await using _third = await startServer({ env: unlimited, port, dataDir });
  await Promise.all(sends);
  await Promise.all([ada.hears(100), bob.hears(100)]);
  for (const person of [ada, bob]) {
    assert.deepEqual(person.contents, expected);
    assert.ok(isGapless(person.events));
  }
  const log = [];
  for await (const { content } of ada.client.api.messages.backwards(ada.room.id, { type: "text" })) {
    log.unshift(content);
  }
  assert.deepEqual(log, expected);
});

Deno.test("Over SIGTERM and a restart clients come back by themselves, and nothing is lost", async () => {
  await using first = await startServer({ env: unlimited });
  using ada = await Person.guest(first.url, "ada");
  using bob = await Person.guest(first.url, "bob");
  const reasons: string[] = [];
  ada.client.on("state", (state) => state.status === "waiting" && reasons.push(state.reason));
  await ada.room.send("before");
  first.kill("SIGTERM");
  const during = ada.room.send("during");
  assert.equal((await first.exited()).code, 0);
  await using _second = await startServer({ env: unlimited, port: first.port, dataDir: first.dataDir });
  await during;
  await bob.hears(2);
  assert.deepEqual(bob.contents, ["before", "during"]);
  assert.match(reasons[0] ?? "", /draining/);
});

Deno.test("A burst above the rate limit is waited out, in order", async () => {
  await using server = await startServer({
    env: { LIMIT_MESSAGES_PER_SECOND: "20", LIMIT_MESSAGES_BURST: "5" },
  });
  using ada = await Person.guest(server.url, "ada");
  const contents = Array.from({ length: 12 }, (_, i) => `m${i}`);
  const started = performance.now();
  await Promise.all(contents.map((content) => ada.room.send(content)));
  await ada.hears(12);
  assert.deepEqual(ada.contents, contents);
  assert.ok(performance.now() - started >= 300, "seven messages beyond the burst take at least 7/20 s");
  using impatient = new ParleyClientScope(server.url, ada.client.api.token);
  await impatient.client.connect();
  const outcomes = await Promise.allSettled(contents.map((content) => impatient.client.send(ada.room.id, content)));
  const refused = outcomes.flatMap((outcome) => outcome.status === "rejected" ? [outcome.reason as ApiError] : []);
  assert.ok(refused.length > 0 && refused.every((error) => error.code === "rate_limited" && error.retryAfterMs! > 0));
});

Deno.test("The REST half works against the real server, refusals included", async () => {
  await using server = await startServer({ env: unlimited });
  const ada = new ParleyApi({ url: server.url });
  const account = await ada.register({ username: "ada", email: "ada@example.org", password: "analytical" });
  await assert.rejects(ada.login({ email: "ada@example.org", password: "wrong" }), { code: "invalid_credentials" });
  assert.equal((await ada.login({ email: "ada", password: "analytical" })).user.id, account.id);
  assert.equal((await ada.me()).id, account.id);
  assert.equal((await ada.users.updateMe({ bio: "Notes" })).bio, "Notes");
  assert.equal((await ada.users.get(account.id)).bio, "Notes");
  const room = await ada.rooms.create({ name: "engines", password: "steam" });
  await assert.rejects(ada.rooms.create({ name: "engines" }), { code: "name_taken", status: 409 });
  const bob = new ParleyApi({ url: server.url });
  const { user } = await bob.guest("bob");
  await assert.rejects(bob.rooms.join(room.id, "water"), { code: "wrong_password" });
  await bob.rooms.join(room.id, "steam");
  const members = (await ada.rooms.members(room.id)).members.map(({ username }) => username);
  assert.deepEqual(members, ["ada", "bob"]);
  const first = await bob.messages.send(room.id, "hello", { clientId: "once" });
  assert.equal((await bob.messages.send(room.id, "hello", { clientId: "once" })).seq, first.seq);
  await assert.rejects(bob.messages.send(room.id, "other", { clientId: "once" }), { code: "client_id_conflict" });
  assert.equal((await ada.rooms.update(room.id, { description: "of brass" })).description, "of brass");
  await ada.rooms.removeMember(room.id, user.id);
  await assert.rejects(bob.messages.send(room.id, "again"), { status: 403 });
  const eve = await new ParleyApi({ url: server.url }).register({
    ...{ username: "eve", email: "eve@example.org", password: "analytical" },
  });
  assert.equal((await ada.rooms.addMember(room.id, eve.id)).username, "eve");
  await bob.rooms.join(room.id, "steam");
  await bob.rooms.leave(room.id);
  await ada.rooms.delete(room.id);
  await assert.rejects(ada.rooms.get(room.id), { code: "not_found" });
  await ada.logout();
  await assert.rejects(ada.me(), { code: "unauthorized" });
});

Deno.test("A room that is deleted, and one that may not be read, end with their reasons", async () => {
  await using server = await startServer({ env: unlimited });
  using ada = await Person.guest(server.url, "ada");
  using bob = await Person.guest(server.url, "bob");
  const room = await ada.client.api.rooms.create({ name: "short-lived" });
  const reading = bob.client.room(room.id);
  await assert.rejects(reading.subscribe(), { code: "not_member" });
  const ended = new Promise((resolve) => reading.on("ended", ({ reason }) => resolve(reason)));
  await reading.join();
  await ada.client.api.rooms.delete(room.id);
  assert.equal(await ended, "deleted");
});

Deno.test("A token given back closes the socket, and the client asks for another", async () => {
  await using server = await startServer({ env: unlimited });
  let renewals = 0;
  const api = new ParleyApi({ url: server.url });
  await api.register({ username: "ada", email: "ada@example.org", password: "analytical" });
  const credentials = { email: "ada@example.org", password: "analytical" };
  await api.login(credentials);
  using scope = new ParleyClientScope(server.url, api.token, async () => {
    renewals++;
    return (await new ParleyApi({ url: server.url }).login(credentials)).token;
  });
  await scope.client.connect();
  const again = new Promise<void>((resolve) => {
    scope.client.on("state", ({ status }) => status === "open" && resolve());
  });
  await api.logout();
  await again;
  assert.equal(renewals, 1);
});

Deno.test("Typing and reading reach the others", async () => {
  await using server = await startServer({ env: unlimited });
  using ada = await Person.guest(server.url, "ada");
  using bob = await Person.guest(server.url, "bob");
  const typing = new Promise((resolve) => bob.room.on("typing", ({ username }) => resolve(username)));
  const read = new Promise((resolve) => bob.room.on("read", ({ seq, user_id }) => resolve([seq, user_id])));
  ada.room.typing();
  assert.equal(await typing, "ada");
  const { seq } = await ada.room.send("hello");
  ada.room.read(seq);
  assert.deepEqual(await read, [seq, ada.userId]);
});

/** A second client of one user, closed at the end. */
class ParleyClientScope implements Disposable {
  readonly client: ParleyClient;

  constructor(url: string, token = "", onTokenExpired?: () => Promise<string>) {
    this.client = new ParleyClient({
      url,
      token,
      waitOutRateLimit: false,
      ...(onTokenExpired === undefined ? {} : { onTokenExpired }),
    });
  }

  [Symbol.dispose](): void {
    this.client.close();
  }
}
