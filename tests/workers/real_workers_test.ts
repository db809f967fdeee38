import assert from "node:assert/strict";
import { call, guest, onBothWorkers, roomOf, startWorkers, type Talker } from "./real_workers.ts";

/** The real program with --workers 2, with the permissions of its task. */

Deno.test("people on different workers chat with each other, in one order", async () => {
  await using server = await startWorkers();
  const [ann, ben] = [await guest(server, "ann"), await guest(server, "ben")];
  const room = await roomOf(server, ann, [ben]);
  await using talkers = await onBothWorkers(server, room, [ann, ben]);
  const { one, two } = talkers;
  await Promise.all([one, two].map(async (talker, side) => {
    for (let i = 0; i < 50; i++) await talker.say(`${side} says ${i}`);
  }));
  const said = (talker: Talker) => {
    return talker.frames.filter(({ type, content }) => type === "message" || /says/.test(String(content)))
      .map(({ seq, content }) => `${seq} ${content}`);
  };
  await Promise.all([one, two].map((talker) => talker.told(({ content }) => content === "0 says 49")));
  await Promise.all([one, two].map((talker) => talker.told(({ content }) => content === "1 says 49")));
  assert.equal(said(one).length, 100);
  assert.deepEqual(said(one), said(two));
  const seqs = said(one).map((line) => Number(line.split(" ")[0]));
  assert.deepEqual(seqs, Array.from({ length: 100 }, (_, i) => seqs[0]! + i), "a hole or a repeat");
});

Deno.test("who is removed on one worker hears and says nothing more on the other", async () => {
  await using server = await startWorkers();
  const [ann, ben] = [await guest(server, "ann"), await guest(server, "ben")];
  const room = await roomOf(server, ann, [ben]);
  await using talkers = await onBothWorkers(server, room, [ann, ben]);
  const { one, two } = talkers;
  const removed = await call(server, ann.token, "DELETE", `/api/rooms/${room}/members/${ben.id}`);
  assert.ok(removed.status < 300, `${removed.status}`);
  await one.say("between us");
  assert.equal((await two.say("may I?")).type, "error");
  await one.say("he is gone");
  await one.told(({ content }) => content === "he is gone");
  assert.deepEqual(two.frames.filter(({ content }) => content === "between us" || content === "he is gone"), []);
});

Deno.test("who logs out on one worker is closed on the other", async () => {
  await using server = await startWorkers();
  const [ann, ben] = [await guest(server, "ann"), await guest(server, "ben")];
  const room = await roomOf(server, ann, [ben]);
  await using talkers = await onBothWorkers(server, room, [ann, ben]);
  const { one, two } = talkers;
  // Each call on a connection of its own lands on either worker: the session's own one, or the other.
  assert.equal((await call(server, ben.token, "POST", "/api/auth/logout")).status, 204);
  assert.equal((await call(server, ann.token, "POST", "/api/auth/logout")).status, 204);
  assert.deepEqual(await Promise.all([one.closed, two.closed]), [4401, 4401]);
  assert.equal((await call(server, ben.token, "GET", "/api/auth/me")).status, 401);
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`with two workers, ${signal} drains both and exits with 0`, async () => {
    await using server = await startWorkers();
    const [ann, ben] = [await guest(server, "ann"), await guest(server, "ben")];
    const room = await roomOf(server, ann, [ben]);
    await using talkers = await onBothWorkers(server, room, [ann, ben]);
    const { one, two } = talkers;
    const last = await one.say("the last word");
    server.kill(signal);
    assert.deepEqual(await Promise.all([one.closed, two.closed]), [1001, 1001]);
    for (const talker of [one, two]) assert.ok(talker.frames.some(({ type }) => type === "draining"));
    assert.equal((await server.exited(20_000)).code, 0, server.output);
    assert.equal(last.type, "ack");
    assert.doesNotMatch(server.output, /"level":"(ERROR|FATAL)"/);
    // Who closes last folds the log into the file: nothing is left beside it.
    const files = [...Deno.readDirSync(server.dataDir)].map(({ name }) => name);
    assert.deepEqual(files.filter((name) => /-(wal|shm)$/.test(name)), []);
  });
}

Deno.test("every line of the log is whole and says its worker", async () => {
  await using server = await startWorkers();
  const people = await Promise.all(Array.from({ length: 40 }, (_, i) => guest(server, `guest${i}`)));
  await Promise.all(people.map(({ token }) => call(server, token, "GET", "/api/rooms")));
  server.kill("SIGTERM");
  await server.exited();
  const lines = server.output.trimEnd().split("\n").map((line) => JSON.parse(line));
  const requests = lines.filter(({ message }) => message === "request");
  assert.equal(requests.length, 80);
  assert.deepEqual([...new Set(requests.map(({ worker }) => worker))].sort(), [1, 2]);
});

Deno.test("/metrics tells of both workers, whichever is asked", async () => {
  await using server = await startWorkers();
  const [ann, ben] = [await guest(server, "ann"), await guest(server, "ben")];
  const room = await roomOf(server, ann, [ben]);
  await using talkers = await onBothWorkers(server, room, [ann, ben]);
  const { one, two } = talkers;
  for (let i = 0; i < 5; i++) await Promise.all([one, two].map((talker) => talker.say(`${i}`)));
  let pages: string[];
  // The gauges are read once a second.
  for (let tries = 0;; tries++) {
    pages = await Promise.all(Array.from({ length: 8 }, async () => {
      const answer = await fetch(`${server.url}/metrics`, { headers: { connection: "close" } });
      return await answer.text();
    }));
    if (/^parley_connections 2$/m.test(pages[0]!) || tries === 100) break;
  }
  const counts = pages.map((page) => /^parley_messages_in_total (\d+)$/m.exec(page)?.[1]);
  assert.equal(new Set(counts).size, 1, `${counts}`);
  assert.ok(Number(counts[0]) >= 12, `${counts}`);
  assert.match(pages[0]!, /^parley_connections 2$/m);
  assert.match(pages[0]!, /^parley_workers 2$/m);
  for (const worker of [1, 2]) {
    assert.match(pages[0]!, new RegExp(`^parley_worker_connections\\{worker="${worker}"\\} 1$`, "m"));
  }
  assert.equal(pages[0]!.match(/^process_resident_memory_bytes /gm)?.length, 1);
});

Deno.test("SIGHUP changes the limits of both workers", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/parley.yaml`;
    await Deno.writeTextFile(file, "limit_connections_per_user: 50\n");
    await using server = await startWorkers({ env: { CONFIG_FILE: file } });
    const [ann, ben] = [await guest(server, "ann"), await guest(server, "ben")];
    const room = await roomOf(server, ann, [ben]);
    await using _talkers = await onBothWorkers(server, room, [ann, ben]);
    await Deno.writeTextFile(file, "limit_connections_per_user: 1\n");
    server.kill("SIGHUP");
    await server.says(/settings were reloaded.*LIMIT_CONNECTIONS_PER_USER/);
    // Each has a session on one worker: there the next is refused, on the other it is not.
    const outcomes = new Set<string>();
    for (let i = 0; i < 40; i++) {
      const response = await fetch(`${server.url}/ws?token=${ann.token}&room_id=${room}`, {
        headers: {
          connection: "Upgrade",
          upgrade: "websocket",
          "sec-websocket-version": "13",
          "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        },
      });
      await response.body?.cancel();
      outcomes.add(String(response.status));
    }
    assert.ok(outcomes.has("429"), [...outcomes].join());
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("with two workers, a taken port is one sentence and exit code 1, also where both share ports", async () => {
  await using server = await startWorkers();
  await assert.rejects(
    startWorkers({ port: server.port }),
    new RegExp(`exited with 1:\\nparley: Port ${server.port} is taken: `),
  );
});
