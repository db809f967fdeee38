import assert from "node:assert/strict";
import { startServer } from "./support/server_process.ts";

/** The program that Deno Deploy runs, as a child process. */

const secret = "a secret of the tests, 32 bytes or more";
/** What Deno Deploy sets, https://docs.deno.com/deploy/reference/env_vars_and_contexts; and how it is told where to listen. */
const deploy = {
  DENO_DEPLOY: "true",
  DENO_DEPLOYMENT_ID: "a-revision",
  DENO_TIMELINE: "production",
  DENO_SERVE_ADDRESS: "tcp:127.0.0.1:0",
};

Deno.test("src/edge.ts serves REST and sockets on the runtime's own server", async () => {
  await using server = await startServer({ edge: true });
  const guest = await fetch(`${server.url}/api/auth/guest`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: '{"username":"ann"}',
  });
  assert.equal(guest.status, 201);
  const { token } = await guest.json();
  const socket = new WebSocket(`${server.wsUrl}?token=${token}`);
  const answered = new Promise<string>((resolve, reject) => {
    socket.onmessage = ({ data }) => resolve(data);
    socket.onerror = reject;
  });
  socket.onopen = () => socket.send('{"type":"ping"}');
  assert.equal(await answered, '{"type":"pong"}');
  const closed = new Promise((resolve) => socket.onclose = resolve);
  socket.close();
  await closed;
});

Deno.test("src/edge.ts lets requests wait while it starts, and starts once, however many there are", async () => {
  await using server = await startServer({ edge: true });
  const answers = await Promise.all(Array.from({ length: 10 }, () => fetch(`${server.url}/api/rooms`)));
  for (const answer of answers) {
    assert.equal(answer.status, 401);
    await answer.body?.cancel();
  }
  assert.equal(server.output.match(/data file was made/g)?.length, 1);
});

Deno.test("src/edge.ts drains and exits with 0 on SIGINT, within the time an edge host gives", async () => {
  await using server = await startServer({ edge: true });
  await (await fetch(`${server.url}/api/rooms`)).body?.cancel();
  server.kill("SIGINT");
  assert.equal((await server.exited(5_000)).code, 0, server.output);
});

Deno.test("src/edge.ts does not start on Deno Deploy without a store that lasts and a key that all share, and says so", async () => {
  const start = startServer({ edge: true, allowAll: true, env: deploy });
  await assert.rejects(
    start,
    /exited with 1:[\s\S]*SQLite store would lose everything: set STORE_URL[\s\S]*JWT_SECRET is/,
  );
});

Deno.test("src/edge.ts does not start with settings at fault, and says which", async () => {
  const start = startServer({ edge: true, env: { LOG_LEVEL: "loud" } });
  await assert.rejects(start, /exited with 1:[\s\S]*parley: LOG_LEVEL \(environment\): expected/);
});

Deno.test("src/edge.ts is up before its database is: /health at once, /ready says what is missing, others wait or are told", async () => {
  // Takes connections and says nothing.
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const taken: Deno.Conn[] = [];
  const taking = (async () => {
    for await (const connection of silent) taken.push(connection);
  })();
  const env = { ...deploy, JWT_SECRET: secret, STORE_URL: `mongodb://127.0.0.1:${silent.addr.port}/parley` };
  {
    await using server = await startServer({ edge: true, allowAll: true, env });
    const health = await fetch(`${server.url}/health`);
    assert.deepEqual([health.status, (await health.json()).status], [200, "starting"]);
    const ready = await fetch(`${server.url}/ready`);
    assert.equal(ready.status, 503);
    assert.deepEqual((await ready.json()).dependencies.store, "starting");
    const rooms = await fetch(`${server.url}/api/rooms`);
    assert.equal(rooms.status, 503);
    assert.notEqual(rooms.headers.get("Retry-After"), null);
    assert.equal((await rooms.json()).error.code, "unavailable");
    assert.deepEqual([...Deno.readDirSync(server.dataDir)], [], "it made a data folder");
    server.kill("SIGINT");
    assert.equal((await server.exited(5_000)).code, 0, server.output);
    assert.match(server.output, /^\{"/m);
  }
  for (const connection of taken) connection.close();
  silent.close();
  await taking;
});
