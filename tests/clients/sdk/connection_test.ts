import assert from "node:assert/strict";
import { ApiError } from "../../../clients/sdk/mod.ts";
import { refusal } from "./fake_server.ts";
import { connected, fixture, watch } from "./fixture.ts";

Deno.test("ParleyClient.connect() opens the socket with a ticket, and no token stands in the address", async () => {
  const { server, client, tick, statuses } = fixture();
  const open = client.connect();
  await tick(20);
  await open;
  assert.deepEqual(statuses(), ["connecting", "open"]);
  assert.equal(server.socket.url, "ws://parley.test/ws");
  assert.deepEqual(server.socket.protocols, ["parley.v1.batch", "parley.v1", "ticket.t1"]);
  client.close();
});

Deno.test("ParleyClient.connect() puts the token into the address when it is told to", async () => {
  const { server, client } = await connected({ auth: "query" });
  assert.equal(server.socket.url, "ws://parley.test/ws?token=token");
  assert.deepEqual(server.calls, []);
  client.close();
});

Deno.test("ParleyClient.connect() keeps trying while nothing can be reached, and resolves when something can", async () => {
  const { server, client, tick, states } = fixture();
  server.isUp = false;
  const open = watch(client.connect());
  await tick(60_000);
  const waits = states.filter((state) => state.status === "waiting");
  assert.ok(waits.length >= 4, `only ${waits.length} attempts in a minute`);
  assert.ok(waits.every(({ retryInMs }) => retryInMs <= 15_000));
  server.isUp = true;
  await tick(15_100);
  assert.equal(client.state.status, "open");
  assert.ok(open.isSettled && open.error === undefined);
  client.close();
});

Deno.test("ParleyClient.connect() rejects with the signal's reason and goes on trying", async () => {
  const { server, client, tick } = fixture();
  server.isUp = false;
  const ending = new AbortController();
  const open = watch(client.connect({ signal: ending.signal }));
  await tick(100);
  ending.abort(new Error("enough"));
  await tick(0);
  assert.match(String(open.error), /enough/);
  server.isUp = true;
  await tick(15_100);
  assert.equal(client.state.status, "open");
  client.close();
});

Deno.test("ParleyClient comes back after a cut with a new ticket", async () => {
  const { server, client, tick, statuses } = await connected();
  server.socket.cut(1006);
  assert.deepEqual(statuses(), ["waiting"]);
  await tick(300);
  assert.deepEqual(statuses(), ["connecting", "open"]);
  assert.equal(server.sockets.length, 2);
  assert.notEqual(server.sockets[0]?.protocols[2], server.sockets[1]?.protocols[2]);
  client.close();
});

Deno.test("ParleyClient waits longer at each failure and starts over after a stable connection", async () => {
  const { server, client, tick, states } = await connected();
  const attempts = () => states.flatMap((state) => state.status === "waiting" ? [state.attempt] : []);
  for (let i = 0; i < 3; i++) {
    server.socket.cut(1006);
    await tick(3_000);
  }
  assert.deepEqual(attempts(), [0, 1, 2]);
  await tick(10_000);
  server.socket.cut(1006);
  assert.deepEqual(attempts(), [0, 1, 2, 0]);
  client.close();
});

Deno.test("ParleyClient stops after a close that says not to come back", async () => {
  const { server, tick, states } = await connected();
  server.socket.cut(4403, "banned");
  await tick(60_000);
  const last = states.at(-1);
  assert.equal(last?.status, "closed");
  assert.equal(last?.status === "closed" && last.error?.code, "forbidden");
  assert.equal(server.sockets.length, 1);
});

Deno.test("ParleyClient asks for a new token after 4401 and comes back with it at once", async () => {
  const { server, client, tick, statuses } = await connected({
    onTokenExpired: () => {
      server.tokens.add("fresh");
      return "fresh";
    },
  });
  server.tokens.delete("token");
  server.socket.cut(4401);
  await tick(20);
  assert.equal(client.api.token, "fresh");
  assert.equal(statuses().at(-1), "open");
  client.close();
});

Deno.test("ParleyClient closes as unauthorized when no new token is to be had", async () => {
  const { server, client, tick } = fixture();
  server.tokens.clear();
  const open = watch(client.connect());
  await tick(20);
  assert.ok(open.error instanceof ApiError);
  assert.equal(open.error.code, "unauthorized");
  assert.equal(client.state.status, "closed");
  assert.equal(server.clock.pending, 0);
});

Deno.test("ParleyClient backs off when the new token is refused as well", async () => {
  let renewals = 0;
  const { server, client, tick } = fixture({ onTokenExpired: () => `bad${++renewals}` });
  server.tokens.clear();
  watch(client.connect());
  await tick(10_000);
  assert.ok(renewals >= 2 && renewals < 20, `${renewals} renewals in 10 s`);
  client.close();
});

Deno.test("ParleyClient waits as long as a refused ticket asks", async () => {
  const { server, client, tick, states } = fixture();
  server.answer = () => refusal(429, "too_many_connections", "Too many connections", { "retry-after": "7" });
  watch(client.connect());
  await tick(20);
  const waiting = states.at(-1);
  assert.ok(waiting?.status === "waiting" && waiting.retryInMs >= 7_000 && waiting.retryInMs <= 7_250);
  server.answer = () => undefined;
  server.wake();
  await tick(6_900);
  assert.equal(client.state.status, "waiting");
  await tick(500);
  assert.equal(client.state.status, "open");
  client.close();
});

Deno.test("ParleyClient gives up an attempt that takes too long", async () => {
  const { server, client, tick, statuses } = fixture({ timing: { connectMs: 3 } });
  watch(client.connect());
  await tick(8);
  assert.deepEqual(statuses(), ["connecting", "waiting"]);
  assert.equal(server.socket.isCut, true);
  client.close();
});

Deno.test("ParleyClient asks for a sign of life after silence, and leaves a connection that gives none", async () => {
  const { server, client, tick, statuses } = await connected();
  await tick(25_100);
  assert.deepEqual(server.socket.taken, [{ type: "ping" }]);
  await tick(24_000);
  assert.deepEqual(statuses(), []);
  server.socket.isSilent = true;
  await tick(12_500);
  assert.equal(statuses()[0], "waiting");
  assert.equal(server.sockets[0]?.isCut, true);
  client.close();
});

Deno.test("ParleyClient does not ping while frames arrive", async () => {
  const { server, client, tick } = await connected();
  for (let i = 0; i < 10; i++) {
    server.socket.say({ type: "lag", room_id: "x", head: 1 });
    await tick(20_000);
  }
  assert.deepEqual(server.socket.taken, []);
  client.close();
});

Deno.test("ParleyClient looks at once when the page or the network comes back", async () => {
  const { server, client, tick, statuses } = await connected();
  server.wake();
  await tick(10);
  assert.deepEqual(server.socket.taken, [{ type: "ping" }]);
  server.isUp = false;
  server.socket.cut();
  await tick(60_000);
  while (client.state.status !== "waiting") await tick(1);
  statuses();
  server.isUp = true;
  server.wake();
  await tick(11);
  assert.deepEqual(statuses(), ["connecting", "open"]);
  client.close();
});

Deno.test("ParleyClient reconnects by itself when a draining server lets it live past the delay", async () => {
  const { server, client, tick, statuses } = await connected();
  server.socket.say({ type: "draining", retry_after_ms: 3_000 });
  await tick(2_900);
  assert.deepEqual(statuses(), []);
  await tick(150);
  assert.deepEqual(statuses(), ["connecting", "open"]);
  assert.equal(server.sockets[0]?.closedWith, 1000);
  client.close();
});

Deno.test("ParleyClient stays away for the delay when a draining server closes first", async () => {
  const { server, client, tick, states } = await connected();
  server.socket.say({ type: "draining", retry_after_ms: 3_000 });
  await tick(500);
  server.socket.cut(1001, "draining");
  const waiting = states.at(-1);
  assert.ok(waiting?.status === "waiting" && waiting.retryInMs >= 2_500 && waiting.retryInMs <= 3_000);
  await tick(2_400);
  assert.equal(server.sockets.length, 1);
  await tick(500);
  assert.equal(client.state.status, "open");
  client.close();
});

Deno.test("ParleyClient.close() leaves no timer and no socket, and connect() begins again", async () => {
  const { server, client, tick } = await connected();
  client.close();
  assert.equal(client.state.status, "closed");
  assert.equal(server.socket.closedWith, 1000);
  assert.equal(server.clock.pending, 0);
  const open = client.connect();
  await tick(20);
  await open;
  client.close();
});

Deno.test("ParleyClient.close() while a ticket is fetched forgets the answer", async () => {
  const { server, client, tick } = fixture();
  const open = watch(client.connect());
  client.close();
  await tick(50);
  assert.equal((open.error as ApiError).code, "closed");
  assert.equal(server.sockets.length, 0);
  assert.equal(client.state.status, "closed");
});

Deno.test("ParleyClient.close() right after connect() opens no socket, also where no ticket is fetched", async () => {
  const { server, client, tick } = fixture({ auth: "query" });
  watch(client.connect());
  client.close();
  await tick(50);
  assert.equal(server.sockets.length, 0);
});

Deno.test("ParleyClient survives frames that are no JSON, no objects and of unknown types", async () => {
  const { server, client, tick } = await connected();
  const errors: string[] = [];
  client.on("error", ({ code }) => errors.push(code));
  server.socket.sayText('{"type":\n[1]\nnull\n{"type":"tomorrow"}\n{}');
  server.socket.sayText(new Uint8Array(3));
  server.socket.say({ type: "error", code: "rate_limited", message: "slower", retry_after_ms: 5 });
  await tick(20);
  assert.deepEqual(errors, ["unexpected_answer", "rate_limited"]);
  assert.equal(client.state.status, "open");
  client.close();
});

Deno.test("ParleyClient reports what a listener throws and goes on", async () => {
  const { server, client, tick } = fixture();
  client.on("state", () => {
    throw new Error("of the application");
  });
  const open = client.connect();
  await tick(20);
  await open;
  assert.equal(server.reported.length, 2);
  client.close();
});
