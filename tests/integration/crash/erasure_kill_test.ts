import assert from "node:assert/strict";
import { startServer } from "../../support/server_process.ts";
import { call, User } from "../rest_fixture.ts";

const messages = 400;
const lookMs = 100;
/** The lease of the killed server's claim is over after 20 s, and another one looks every 15 s. */
const doneMsMax = 120_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function progressOf(url: string, id: string): Promise<{ state: unknown; progress: number }> {
  const { body } = await call(url, `GET /api/erasures/${id}`);
  return { state: body.state, progress: Number(body.progress) };
}

async function untilDone(url: string, id: string): Promise<void> {
  const deadline = performance.now() + doneMsMax;
  while ((await progressOf(url, id)).state !== "done") {
    if (performance.now() > deadline) throw new Error(`The deletion was not done within ${doneMsMax} ms`);
    await pause(lookMs);
  }
}

/** How many messages of the user are not tombstones. */
async function left(url: string, room: string, reader: User, user: string): Promise<number> {
  let count = 0;
  for (let offset = 0;; offset += 200) {
    const path = `/api/rooms/${room}/messages?limit=200&offset=${offset}&sender=${user}&type=text`;
    const { status, body } = await call(url, `GET ${path}`, { token: reader.token });
    assert.equal(status, 200);
    count += body.messages.filter(({ deleted }) => deleted === undefined).length;
    if (body.messages.length < 200) return count;
  }
}

Deno.test("An account whose server is killed while it is deleted is deleted to the last message by the next one", async () => {
  const env = { LIMIT_MESSAGES_PER_SECOND: "0" };
  const dataDir = await Deno.makeTempDir({ prefix: "parley-test-" });
  try {
    let [room, id] = ["", ""];
    let [ada, bob]: User[] = [];
    {
      await using server = await startServer({ dataDir, env });
      [ada, bob] = [await User.registered(server.url, "ada"), await User.registered(server.url, "bob")];
      room = (await call(server.url, "POST /api/rooms", { token: bob.token, body: { name: "engines" } })).body.id;
      await call(server.url, `POST /api/rooms/${room}/join`, { token: ada.token, body: {} });
      for (let from = 0; from < messages; from += 50) {
        await Promise.all(Array.from({ length: 50 }, (_, i) => {
          const body = { content: `a secret ${from + i}` };
          return call(server.url, `POST /api/rooms/${room}/messages`, { token: ada!.token, body });
        }));
      }
      assert.equal(await left(server.url, room, bob, ada.id), messages);
      const asked = await call(server.url, "DELETE /api/users/me", {
        token: ada.token,
        body: { password: "correct horse" },
      });
      assert.equal(asked.status, 202);
      id = asked.body.id;
      // In the middle: some are gone, and not all.
      const deadline = performance.now() + doneMsMax;
      for (let count = messages; count === messages; count = await left(server.url, room, bob, ada.id)) {
        if (performance.now() > deadline) throw new Error("Nothing was deleted");
        await pause(5);
      }
      server.kill("SIGKILL");
      await server.exited();
    }
    await using server = await startServer({ dataDir, env });
    const before = await left(server.url, room, bob, ada.id);
    assert.ok(before < messages, `${before} were left`);
    assert.equal((await progressOf(server.url, id)).state, "open", "it was killed before it was done");
    const refused = await call(server.url, "GET /api/auth/me", { token: ada.token });
    assert.equal(refused.status, 401, "closed over the kill");
    await untilDone(server.url, id);
    assert.equal(await left(server.url, room, bob, ada.id), 0);
    const { body } = await call(server.url, `GET /api/rooms/${room}/messages?type=all&limit=200`, { token: bob.token });
    assert.doesNotMatch(JSON.stringify(body), /"ada"|a secret/);
    await User.registered(server.url, "ada");
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});
