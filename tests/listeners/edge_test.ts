import assert from "node:assert/strict";
import { closeHandshakeMs } from "../../src/limits.ts";
import { createEdgeHandler } from "../../src/listeners/edge/edge_handler.ts";
import { createEdgeListener } from "../../src/listeners/edge/edge_listener.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { Bench } from "../contract/connection/bench.ts";
import { frame, opcode } from "../support/raw_socket.ts";

function createBench(): Promise<Bench> {
  return Bench.create((deps) => createEdgeListener({ ...deps, host: "127.0.0.1", port: 0 }));
}

Deno.test("edge listener answers 503 to new requests when it has stopped accepting, and serves its connections", async () => {
  await using bench = await createBench();
  const { peer } = await bench.open();
  bench.listener.stopAccepting();
  const refused = await bench.connect();
  const answer = await refused.handshake();
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get("retry-after"), "1");
  const rest = await fetch(`http://127.0.0.1:${bench.port}/api/rooms`);
  assert.equal(rest.status, 503);
  assert.equal((await rest.json()).error.code, "draining");
  await peer.send(frame(opcode.text, "still here"));
  assert.equal(await peer.readText(), "still here");
});

Deno.test("edge listener has nothing waiting after terminate(), and closes without the peer", async () => {
  await using bench = await createBench();
  const { session } = await bench.open();
  session.connection.terminate();
  assert.equal(await session.over, 1006);
  assert.equal(session.connection.bufferedBytes, 0);
  await bench.listener.close();
});

Deno.test("edge listener negotiates a protocol from a list without spaces", async () => {
  await using bench = await createBench();
  const peer = await bench.connect();
  const answer = await peer.handshake({
    headers: { "sec-websocket-protocol": "other,parley.v1,ticket.x.y" },
    path: "/ws",
  });
  assert.equal(answer.status, 401);
  bench.tokens.tickets.add("x.y");
  const again = await bench.connect();
  const good = await again.handshake({
    headers: { "sec-websocket-protocol": "other,parley.v1,ticket.x.y" },
    path: "/ws",
  });
  assert.equal(good.status, 101);
  assert.equal(good.headers.get("sec-websocket-protocol"), "parley.v1");
});

Deno.test("edge listener sends the close frame even when more of the peer is waiting to be read", async () => {
  await using bench = await createBench();
  const { peer, session } = await bench.open();
  session.onText = () => session.connection.close(4400, "enough");
  await peer.send(...Array.from({ length: 200 }, () => frame(opcode.text, "x".repeat(300))));
  assert.deepEqual(await peer.readClose(), { code: 4400, reason: "enough" });
  assert.equal(session.texts.length, 1);
});

Deno.test("createEdgeHandler() answers requests without a server, and closes at once when it has no connection", async () => {
  await using bench = await createBench();
  const handler = createEdgeHandler(bench.deps());
  const info = { remoteAddr: { transport: "tcp", hostname: "192.0.2.7", port: 1 } } as const;
  const response = await handler.fetch(new Request("http://parley.test/api/rooms"), info);
  assert.equal(await response.text(), "rest");
  assert.equal(bench.requests.at(-1)?.env.remote, "192.0.2.7");
  const refused = await handler.fetch(new Request("http://parley.test/ws?token=good"), info);
  assert.equal(refused.status, 426);
  await handler.close();
  assert.equal((await handler.fetch(new Request("http://parley.test/"), info)).status, 503);
});

Deno.test("createEdgeHandler() closes within closeHandshakeMs whatever its connections do", async () => {
  await using bench = await createBench();
  const { session } = await bench.open();
  const closing = bench.listener.close();
  await bench.clock.tick(closeHandshakeMs);
  await closing;
  assert.deepEqual(session.closes, [1001]);
});

Deno.test("createEdgeListener() says what to do when the port is taken", async () => {
  await using bench = await createBench();
  await assert.rejects(
    createEdgeListener({ ...bench.deps(), host: "127.0.0.1", port: bench.port }),
    (error) => error instanceof ParleyError && error.message.startsWith(`Port ${bench.port} is taken: `),
  );
});
