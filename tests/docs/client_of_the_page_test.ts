import assert from "node:assert/strict";
import { startServer } from "../support/server_process.ts";
import { call, type Json, User } from "../integration/rest_fixture.ts";
import { readDocument } from "./document.ts";

interface OpenRoom {
  send(content: string): Promise<{ readonly seq: number }>;
  close(): void;
}

type OpenRoomFunction = (options: {
  readonly server: string;
  readonly token: string;
  readonly room_id: string;
  readonly show: (event: Json) => void;
  readonly missed: () => void;
}) => OpenRoom;

/** The client of the page, as it stands there. */
async function openRoomOfThePage(): Promise<OpenRoomFunction> {
  const { blocks } = await readDocument("docs/protocol.md");
  const programs = blocks.filter(({ language }) => language === "js");
  assert.equal(programs.length, 1);
  const module = `${programs[0]!.text}\nexport { openRoom };`;
  const { openRoom } = await import(`data:text/javascript,${encodeURIComponent(module)}`);
  return openRoom as OpenRoomFunction;
}

Deno.test("The client of docs/protocol.md loses nothing, doubles nothing and keeps the order over two kill -9", async () => {
  const openRoom = await openRoomOfThePage();
  const dataDir = await Deno.makeTempDir({ prefix: "parley-test-" });
  const env = { LIMIT_MESSAGES_PER_SECOND: "0" };
  try {
    let server = await startServer({ dataDir, env });
    const { port } = server;
    const [ada, bob] = [await User.guest(server.url, "ada"), await User.guest(server.url, "bob")];
    const room_id = await ada.room({ name: "engines" });
    await bob.call(`POST /api/rooms/${room_id}/join`);
    const shown: Json[][] = [[], []];
    let missed = 0;
    const clients = [ada, bob].map(({ token }, i) =>
      openRoom({
        server: `ws://127.0.0.1:${port}`,
        token,
        room_id,
        show: (event) => shown[i]!.push(event),
        missed: () => missed++,
      })
    );
    const sending: Promise<{ readonly seq: number }>[] = [];
    const say = (name: string) => {
      for (const [i, client] of clients.entries()) {
        for (let n = 0; n < 10; n++) sending.push(client.send(`${name} ${i} ${n}`));
      }
    };
    await Promise.all(clients.map((client) => client.send("first")));
    for (const round of ["one", "two"]) {
      say(`${round}, alive`);
      server.kill("SIGKILL");
      await server[Symbol.asyncDispose]();
      say(`${round}, dead`);
      server = await startServer({ dataDir, env, port });
    }
    await using last = server;
    const seqs = (await Promise.all(sending)).map(({ seq }) => seq);
    await Promise.all(clients.map((client) => client.send("last")));
    assert.equal(new Set(seqs).size, 80);
    assert.equal(missed, 0);

    const history = await call(last.url, `GET /api/rooms/${room_id}/messages?limit=200`, { token: ada.token });
    const { messages, total } = history.body;
    assert.equal(total, 2 + 2 + 80 + 2);
    for (const events of shown) {
      const from = events[0]!.seq;
      const seen = () => events.at(-1)!.seq;
      for (let tries = 0; seen() < total && tries < 50; tries++) await clients[0]!.send("one more");
      assert.deepEqual(events.filter(({ seq }) => seq <= total), messages.filter(({ seq }) => seq >= from));
    }
    for (const client of clients) client.close();
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});
