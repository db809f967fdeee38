import assert from "node:assert/strict";
import { createInProcessBus } from "../src/adapters/in_process/broker.ts";
import { revocationPollMs, sessionSweepMs, tokenSeconds } from "../src/limits.ts";
import type { Store } from "../src/ports/store.ts";
import { ParleyError } from "../src/protocol/parley_error.ts";
import type { Server } from "../src/server.ts";
import { type Body, call, connect, guest, ServerBench } from "./support/server_bench.ts";

interface World extends AsyncDisposable {
  readonly bench: ServerBench;
  readonly server: Server;
  readonly global: Body;
  readonly token: string;
}

/** A started server, a guest, and the room that everybody finds. */
async function world(): Promise<World> {
  const bench = await ServerBench.open();
  const server = bench.server();
  await server.start();
  const token = await guest(server, "ann");
  const { body } = await call(server, "GET /api/rooms", token);
  return {
    bench,
    server,
    token,
    global: body.rooms[0]!,
    async [Symbol.asyncDispose]() {
      await bench.drain(server);
      await bench[Symbol.asyncDispose]();
    },
  };
}

Deno.test("start() makes the public room `global`, that nobody created and nobody can change", async () => {
  await using w = await world();
  const { name, is_private, member_count, head } = w.global;
  assert.deepEqual([name, is_private, member_count, head], ["global", false, 0, 0]);
  await call(w.server, `POST /api/rooms/${w.global.id}/join`, w.token);
  for (const [line, body] of [["PATCH", { name: "mine" }], ["DELETE", undefined]] as const) {
    const answer = await call(w.server, `${line} /api/rooms/${w.global.id}`, w.token, body);
    assert.equal(answer.status, 403, line);
  }
});

Deno.test("start() again, and on two servers at once, finds `global` and makes no other", async () => {
  await using bench = await ServerBench.open();
  const servers = [bench.server(), bench.server()];
  await Promise.all(servers.map((server) => server.start()));
  const later = bench.server();
  await later.start();
  const { body } = await call(later, "GET /api/rooms", await guest(later, "ann"));
  assert.equal(body.rooms.length, 1);
  for (const server of [...servers, later]) {
    await bench.drain(server);
  }
  assert.equal(bench.clock.pending, 0);
});

Deno.test("a message by REST and one by the socket stand in one log, and both doors see both", async () => {
  await using w = await world();
  const { server, global, token, bench } = w;
  const connection = await connect(server, token, global.id);
  await bench.clock.settle();
  const posted = await call(server, `POST /api/rooms/${global.id}/messages`, token, { content: "by REST" });
  await bench.clock.settle();
  assert.equal(posted.status, 201);
  assert.deepEqual(connection.contents, ["ann joined", "by REST"]);
  assert.deepEqual(connection.frames.at(-1), posted.body);
  const { body } = await call(server, `GET /api/rooms/${global.id}/messages`, token);
  assert.deepEqual(body.messages, connection.frames.filter(({ type }) => type !== "subscribed"));
});

Deno.test("what is posted on one server is read on another at once, by the doorbell between them", async () => {
  await using w = await world();
  const other = w.bench.server();
  await other.start();
  const bob = await guest(other, "bob");
  const connection = await connect(other, bob, w.global.id);
  await w.bench.clock.settle();
  await call(w.server, `POST /api/rooms/${w.global.id}/join`, w.token);
  await call(w.server, `POST /api/rooms/${w.global.id}/messages`, w.token, { content: "hello there" });
  await w.bench.clock.settle();
  assert.deepEqual(connection.contents, ["bob joined", "ann joined", "hello there"]);
  await w.bench.drain(other);
});

Deno.test("a client_id makes posting repeatable, over REST, another server and a restart", async () => {
  await using w = await world();
  const { server, global, token, bench } = w;
  await call(server, `POST /api/rooms/${global.id}/join`, token);
  const line = `POST /api/rooms/${global.id}/messages`;
  const message = { content: "once", client_id: "c-1" };
  const first = await call(server, line, token, message);
  const again = await call(bench.server(), line, token, message);
  assert.deepEqual(again.body, first.body);
  const other = await call(server, line, token, { ...message, content: "twice" });
  assert.deepEqual([other.status, other.body.error.code], [409, "client_id_conflict"]);
});

Deno.test("log out closes the session here by the next look, and on every server within seconds", async () => {
  await using w = await world();
  const other = w.bench.server({ broker: createInProcessBus().broker() });
  await other.start();
  const [here, there] = [
    await connect(w.server, w.token, w.global.id),
    await connect(other, w.token, w.global.id),
  ];
  const answer = await call(w.server, "POST /api/auth/logout", w.token);
  assert.ok(answer.status === 204 || answer.status === 200, `${answer.status}`);
  await w.bench.clock.tick(sessionSweepMs);
  assert.equal(here.closedWith?.code, 4401);
  await w.bench.clock.tick(revocationPollMs + sessionSweepMs);
  assert.equal(there.closedWith?.code, 4401);
  for (const server of [w.server, other]) {
    assert.equal((await call(server, "GET /api/auth/me", w.token)).status, 401);
  }
  await w.bench.drain(other);
});

Deno.test("a session ends when its token does", async () => {
  await using w = await world();
  const connection = await connect(w.server, w.token, w.global.id);
  w.bench.clock.jump(tokenSeconds * 1_000 - 1);
  await w.bench.clock.tick(sessionSweepMs);
  assert.equal(connection.closedWith?.code, 4401);
});

Deno.test("limits are read anew: what an operator lowers holds at once", async () => {
  await using w = await world();
  await call(w.server, `POST /api/rooms/${w.global.id}/join`, w.token);
  const post = (): Promise<number> =>
    call(w.server, `POST /api/rooms/${w.global.id}/messages`, w.token, { content: "x" }).then(({ status }) => status);
  assert.deepEqual([await post(), await post(), await post()], [201, 201, 201]);
  Object.assign(w.bench.limits, { messagesPerSecond: 1, messagesBurst: 1, connectionsPerUser: 1 });
  assert.deepEqual([await post(), await post()], [201, 429]);
  await w.bench.clock.tick(1_000);
  assert.equal(await post(), 201);
  await connect(w.server, w.token, w.global.id);
  await assert.rejects(connect(w.server, w.token, w.global.id), { code: "too_many_connections" });
});

Deno.test("readiness follows the store and comes back with it; a deaf broker is degraded, not down", async () => {
  await using bench = await ServerBench.open();
  let down = false;
  const store: Store = {
    ...bench.store,
    log: bench.store.log,
    rooms: bench.store.rooms,
    members: bench.store.members,
    accounts: bench.store.accounts,
    tokens: bench.store.tokens,
    avatars: bench.store.avatars,
    invites: bench.store.invites,
    channels: bench.store.channels,
    reads: bench.store.reads,
    lastSeen: bench.store.lastSeen,
    search: bench.store.search,
    check: () => down ? Promise.reject(new ParleyError("unavailable")) : bench.store.check(),
    close: () => bench.store.close(),
  };
  let hears = true;
  const broker = { ...createInProcessBus().broker(), healthy: () => hears };
  const server = bench.server({ store, broker });
  const ready = async (): Promise<unknown[]> => {
    const { status, body } = await call(server, "GET /ready");
    return [status, body.dependencies];
  };
  assert.deepEqual(await ready(), [200, { store: "ok", broker: "ok" }]);
  hears = false;
  assert.deepEqual(await ready(), [200, { store: "ok", broker: "degraded" }]);
  down = true;
  assert.deepEqual(await ready(), [503, { store: "unavailable", broker: "degraded" }]);
  assert.equal((await call(server, "GET /health")).status, 200);
  down = false;
  assert.equal((await ready())[0], 200);
});

Deno.test("drain() sends everybody away with 1001, admits nobody, and leaves no timer behind", async () => {
  await using bench = await ServerBench.open();
  const server = bench.server();
  await server.start();
  const token = await guest(server, "ann");
  const { body } = await call(server, "GET /api/rooms", token);
  const connection = await connect(server, token, body.rooms[0]!.id);
  await bench.clock.settle();
  await bench.drain(server);
  assert.equal(connection.of("draining").length, 1);
  assert.equal(connection.closedWith?.code, 1001);
  await assert.rejects(connect(server, token, body.rooms[0]!.id), { code: "draining" });
  assert.equal(bench.clock.pending, 0);
});

Deno.test("a deleted room's entries are purged in the background", async () => {
  await using w = await world();
  const made = await call(w.server, "POST /api/rooms", w.token, { name: "short-lived" });
  await call(w.server, `POST /api/rooms/${made.body.id}/messages`, w.token, { content: "x" });
  assert.equal((await call(w.server, `DELETE /api/rooms/${made.body.id}`, w.token)).status, 204);
  await w.bench.clock.tick(1_000);
  assert.equal(await w.bench.store.rooms.purge(1), 0);
});

Deno.test("no token, password or content of a message stands in the log of a whole life", async () => {
  await using w = await world();
  const { server, global } = w;
  const account = { username: "carol", email: "carol@example.com", password: "canary-password" };
  await call(server, "POST /api/auth/register", undefined, account);
  const login = await call(server, "POST /api/auth/login", undefined, account);
  const { token } = (await call(server, "POST /api/auth/login", undefined, {
    email: account.email,
    password: account.password,
  })).body;
  assert.equal(login.status, 422);
  await connect(server, token, global.id);
  await call(server, `POST /api/rooms/${global.id}/messages?token=${token}`, token, { content: "canary-content" });
  await w.bench.clock.settle();
  const lines = JSON.stringify(w.bench.log.lines);
  assert.ok(w.bench.log.lines.length > 0);
  for (const secret of [token, token.split(".")[2]!, "canary-password", "canary-content"]) {
    assert.ok(!lines.includes(secret), `The log holds ${secret}`);
  }
});
