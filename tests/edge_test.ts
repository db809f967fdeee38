import assert from "node:assert/strict";
import { startServer } from "./support/server_process.ts";

/** The program that `deno serve` and Deno Deploy run, as a child process. */

Deno.test("deno serve src/edge.ts serves REST and sockets, started by its first request", async () => {
  await using server = await startServer({ edge: true });
  assert.deepEqual([...Deno.readDirSync(server.dataDir)], [], "it opened its store before anybody asked");
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

Deno.test("deno serve src/edge.ts starts once, however many ask first", async () => {
  await using server = await startServer({ edge: true });
  const answers = await Promise.all(Array.from({ length: 10 }, () => fetch(`${server.url}/ready`)));
  for (const answer of answers) {
    assert.equal(answer.status, 200);
    await answer.body?.cancel();
  }
  assert.equal(server.output.match(/data file was made/g)?.length, 1);
});

Deno.test("deno serve src/edge.ts drains and exits with 0 on SIGINT, within the time an edge host gives", async () => {
  await using server = await startServer({ edge: true });
  const ready = await fetch(`${server.url}/ready`);
  await ready.body?.cancel();
  server.kill("SIGINT");
  assert.equal((await server.exited(5_000)).code, 0, server.output);
});

Deno.test("deno serve src/edge.ts refuses SQLite on Deno Deploy, with the reason in its log alone", async () => {
  await using server = await startServer({ edge: true, env: { DENO_DEPLOY: "1" } });
  const answer = await fetch(`${server.url}/health`);
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get("Retry-After"), "5");
  const { error } = await answer.json();
  assert.equal(error.code, "unavailable");
  assert.doesNotMatch(JSON.stringify(error), /SQLite/);
  await server.says(/SQLite store would lose everything/);
});

Deno.test("deno serve src/edge.ts says what is wrong with its settings and answers 503", async () => {
  await using server = await startServer({ edge: true, env: { LOG_LEVEL: "loud" } });
  const answer = await fetch(`${server.url}/health`);
  assert.equal(answer.status, 503);
  await answer.body?.cancel();
  await server.says(/parley: LOG_LEVEL \(environment\): expected/);
});
