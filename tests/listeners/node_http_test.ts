import assert from "node:assert/strict";
import { connect } from "node:net";
import { createNodeListener, type NodeListenerOptions } from "../../src/listeners/node/node_listener.ts";
import { closeHandshakeMs } from "../../src/limits.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { alice } from "../support/known_tokens.ts";
import { Bench, until } from "../contract/connection/bench.ts";
import { frame, opcode, sampleKey } from "../support/raw_socket.ts";

function createBench(timeouts?: NodeListenerOptions["timeouts"]): Promise<Bench> {
  return Bench.create((deps) =>
    createNodeListener({ ...deps, host: "127.0.0.1", port: 0, ...(timeouts === undefined ? {} : { timeouts }) })
  );
}

const hasty = { headersMs: 100, requestMs: 200, keepAliveMs: 100 };

const upgradeHead =
  `GET /ws?token=good HTTP/1.1\r\nHost: parley.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${sampleKey}\r\n`;

Deno.test("node listener answers 408 to headers that do not arrive in time", async () => {
  await using bench = await createBench(hasty);
  for (const begun of ["GET / HTTP/1.1\r\nHost: par", upgradeHead]) {
    const peer = await bench.connect();
    await peer.send(begun);
    const answer = await peer.readAnswer();
    assert.equal(answer.status, 408);
    assert.equal(JSON.parse(answer.body).error.code, "timeout");
    assert.equal(await peer.readEnd(), "end");
  }
  assert.equal(bench.counts.get("timeout"), 2);
});

Deno.test("node listener answers 408 to a body that does not arrive in time", async () => {
  await using bench = await createBench(hasty);
  bench.answer = async (request) => new Response(await request.text());
  const peer = await bench.connect();
  await peer.send("POST / HTTP/1.1\r\nHost: parley.test\r\nContent-Length: 10\r\n\r\nhalf");
  const answer = await peer.readAnswer();
  assert.equal(answer.status, 408);
  assert.equal(await peer.readEnd(), "end");
  await until("the REST surface has heard of it", () => bench.counts.get("internal") === 1);
  // Hono's adapter looks after the rest of the body with two timers of no time, one after the other.
  for (let i = 0; i < 3; i++) await new Promise<void>((resolve) => void setTimeout(resolve, 1));
});

Deno.test("node listener closes a connection that asks nothing more in time", async () => {
  await using bench = await createBench(hasty);
  const peer = await bench.connect();
  await peer.send("GET / HTTP/1.1\r\nHost: parley.test\r\n\r\n");
  assert.equal((await peer.readAnswer()).status, 200);
  assert.equal(await peer.readEnd(), "end");
});

Deno.test("node listener keeps an upgraded connection past every limit of HTTP", async () => {
  await using bench = await createBench({ headersMs: 50, requestMs: 50, keepAliveMs: 50 });
  const { peer } = await bench.open();
  const witness = await bench.connect();
  await witness.send("GET / HTTP/1.1\r\nHost: parley.test\r\n");
  assert.equal((await witness.readAnswer()).status, 408); // So the limits have passed.
  await peer.send(frame(opcode.text, "still here"));
  assert.equal(await peer.readText(), "still here");
});

Deno.test("node listener answers 431 to headers that are too large", async () => {
  await using bench = await createBench();
  const peer = await bench.connect();
  await peer.send(`GET / HTTP/1.1\r\nHost: parley.test\r\nX-Large: ${"x".repeat(20_000)}\r\n\r\n`);
  const answer = await peer.readAnswer();
  assert.equal(answer.status, 431);
  assert.equal(JSON.parse(answer.body).error.code, "headers_too_large");
});

Deno.test("node listener answers 400 to what is no HTTP", async () => {
  await using bench = await createBench();
  for (
    const bytes of [
      "\x16\x03\x01\x02\x00\x01",
      "hello\r\n\r\n",
      "GET / HTTP/1.1\r\nHost parley\r\n\r\n",
    ]
  ) {
    const peer = await bench.connect();
    await peer.send(bytes, "\r\n\r\n");
    const answer = await peer.readAnswer();
    assert.equal(answer.status, 400, JSON.stringify(bytes));
    assert.equal(JSON.parse(answer.body).error.code, "bad_request");
    assert.equal(await peer.readEnd(), "end");
  }
});

Deno.test("node listener answers a request that names no host, and refuses one that names a bad one", async () => {
  await using bench = await createBench();
  const check = await bench.connect();
  await check.send("GET /health HTTP/1.0\r\n\r\n");
  assert.equal((await check.readAnswer()).status, 200);
  const peer = await bench.connect();
  await peer.send("GET / HTTP/1.1\r\nHost: a b/c?d\r\n\r\n");
  const answer = await peer.readAnswer();
  assert.equal(answer.status, 400);
  assert.equal(bench.requests.length, 1);
});

Deno.test("node listener refuses handshakes of another method, version, protocol, and with a body", async () => {
  await using bench = await createBench();
  const cases = [
    [{ method: "POST" }, 405],
    [{ version: "HTTP/1.0" }, 400],
    [{ headers: { upgrade: "h2c" } }, 426],
    [{ headers: { "content-length": "5" }, then: new TextEncoder().encode("hello") }, 400],
    [{ headers: { "transfer-encoding": "chunked" } }, 400],
    [{ headers: { "sec-websocket-key": [sampleKey, sampleKey] } }, 400],
    [{ headers: { origin: ["https://app.example.com", "https://app.example.com"] } }, 403],
  ] as const;
  for (const [options, status] of cases) {
    const peer = await bench.connect();
    assert.equal((await peer.handshake(options)).status, status, JSON.stringify(options));
    assert.equal(await peer.readEnd(), "end");
  }
  assert.equal(bench.gate.sessions.length, 0);
});

Deno.test("node listener negotiates no extension", async () => {
  await using bench = await createBench();
  const peer = await bench.connect();
  const offer = "permessage-deflate; client_max_window_bits, x-other";
  const answer = await peer.handshake({ headers: { "sec-websocket-extensions": offer } });
  assert.equal(answer.status, 101);
  assert.equal(answer.headers.get("sec-websocket-extensions"), null);
});

Deno.test("node listener lives when a peer leaves while its token is being looked up", async () => {
  await using bench = await createBench();
  const looking = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<typeof alice>();
  bench.tokens.verify = () => {
    looking.resolve();
    return answer.promise;
  };
  const peer = await bench.connect();
  await peer.send(upgradeHead, "\r\n", frame(opcode.text, "early"));
  await looking.promise;
  await peer[Symbol.asyncDispose]();
  answer.resolve(alice);
  const other = await bench.connect();
  await other.send("GET / HTTP/1.1\r\nHost: parley.test\r\n\r\n");
  assert.equal((await other.readAnswer()).status, 200);
  for (const session of bench.gate.sessions) assert.equal(await session.over, 1006);
});

Deno.test("node listener lives when a peer resets while its token is being looked up", async () => {
  await using bench = await createBench();
  const looking = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<typeof alice>();
  bench.tokens.verify = () => {
    looking.resolve();
    return answer.promise;
  };
  const peer = connect(bench.port, "127.0.0.1");
  peer.write(`${upgradeHead}\r\n`);
  await looking.promise;
  const gone = new Promise((resolve) => peer.once("close", resolve));
  peer.resetAndDestroy();
  await gone;
  const other = await bench.connect();
  await other.send("GET / HTTP/1.1\r\nHost: parley.test\r\n\r\n");
  assert.equal((await other.readAnswer()).status, 200);
  answer.resolve(alice);
  await bench.clock.settle();
  assert.equal(bench.gate.sessions.length, 0);
});

Deno.test("node listener upgrades no connection on which a request is still being answered", async () => {
  await using bench = await createBench();
  const answer = Promise.withResolvers<Response>();
  bench.answer = () => answer.promise;
  const peer = await bench.connect();
  await peer.send("GET / HTTP/1.1\r\nHost: parley.test\r\n\r\n", upgradeHead, "\r\n", frame(opcode.text, "early"));
  assert.match(await peer.readEnd(), /end|reset/);
  answer.resolve(new Response("late"));
  assert.equal(bench.gate.sessions.length, 0);
});

Deno.test("node listener upgrades a connection that was used for requests before", async () => {
  await using bench = await createBench();
  const peer = await bench.connect();
  await peer.send("GET / HTTP/1.1\r\nHost: parley.test\r\n\r\n");
  assert.equal((await peer.readAnswer()).body, "rest");
  assert.equal((await peer.handshake()).status, 101);
  await peer.send(frame(opcode.text, "hello"));
  assert.equal(await peer.readText(), "hello");
});

Deno.test("node listener opens no session that is admitted while it closes", async () => {
  await using bench = await createBench();
  const looking = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<typeof alice>();
  bench.tokens.verify = () => {
    looking.resolve();
    return answer.promise;
  };
  const peer = await bench.connect();
  await peer.send(upgradeHead, "\r\n");
  await looking.promise;
  const closing = bench.listener.close();
  answer.resolve(alice);
  await closing;
  assert.equal(bench.gate.sessions.length, 0);
  assert.match(await peer.readEnd(), /end|reset/);
});

Deno.test("node listener ends the socket of a refused peer that keeps its end open", async () => {
  await using bench = await createBench();
  const peer = await bench.connect();
  assert.equal((await peer.handshake({ path: "/ws" })).status, 401);
  await peer.send("what else?");
  assert.equal(await peer.readEnd(), "end");
  await bench.clock.tick(closeHandshakeMs);
  assert.equal(bench.clock.pending, 0);
});

Deno.test("node listener lets a request finish while it closes, and cuts it after closeHandshakeMs", async () => {
  await using bench = await createBench();
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  bench.answer = () => {
    asked.resolve();
    return answer.promise;
  };
  const patient = await bench.connect();
  await patient.send("GET / HTTP/1.1\r\nHost: parley.test\r\n\r\n");
  await asked.promise;
  const closing = bench.listener.close();
  answer.resolve(new Response("done"));
  assert.equal((await patient.readAnswer()).status, 200);
  await closing;

  await using other = await createBench();
  const never = Promise.withResolvers<void>();
  other.answer = () => {
    never.resolve();
    return new Promise<Response>(() => {});
  };
  const stuck = await other.connect();
  await stuck.send("GET / HTTP/1.1\r\nHost: parley.test\r\n\r\n");
  await never.promise;
  const cutting = other.listener.close();
  await other.clock.tick(closeHandshakeMs);
  await cutting;
  assert.match(await stuck.readEnd(), /end|reset/);
});

Deno.test("node listener leaves no timer and no connection behind when peers come and go", async () => {
  await using bench = await createBench();
  for (let i = 0; i < 20; i++) {
    const { peer, session } = await bench.open();
    if (i % 2 === 0) session.connection.close(4408, "slow consumer");
    await peer[Symbol.asyncDispose]();
    await session.over;
  }
  await until("no timer is left", () => bench.clock.pending === 0);
});

Deno.test("createNodeListener() says what to do when the port is taken", async () => {
  await using bench = await createBench();
  await assert.rejects(
    createNodeListener({ ...bench.deps(), host: "127.0.0.1", port: bench.port }),
    (error) => error instanceof ParleyError && error.message.startsWith(`Port ${bench.port} is taken: `),
  );
});

Deno.test("createNodeListener() says what to do when the machine has no such address", async () => {
  await using bench = await createBench();
  await assert.rejects(
    createNodeListener({ ...bench.deps(), host: "192.0.2.1", port: 0 }),
    (error) => error instanceof ParleyError && /no address "192.0.2.1": set HOST/.test(error.message),
  );
});
