import assert from "node:assert/strict";
import { ChatUnderFault, pause } from "./chat_under_fault.ts";

/** Debian's libfaketime: shifts the wall clock of one process, and leaves the monotonic one alone. */
const library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
const present = await Deno.stat(library).then(() => true, () => false);
const password = "a password of ten minutes";

Deno.test({
  name: "A clock that jumps ten minutes either way: order holds, tokens hold, nobody is sent away, no time goes back",
  // Needs the package libfaketime.
  ignore: !present,
  fn: async () => {
    const file = await Deno.makeTempFile({ prefix: "parley-clock-" });
    const shift = async (seconds: number): Promise<void> => {
      // Replaced in one step: a half-written file is another time.
      await Deno.writeTextFile(`${file}.new`, `${seconds < 0 ? "" : "+"}${seconds}\n`);
      await Deno.rename(`${file}.new`, file);
      await pause(200);
    };
    await shift(0);
    const env = {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
    await using chat = await ChatUnderFault.start({ env });
    const { url } = chat.server;
    const post = async (path: string, body: unknown): Promise<Record<string, string>> => {
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
      return await response.json();
    };
    const me = async (token: string): Promise<number> => {
      const response = await fetch(`${url}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } });
      await response.body?.cancel();
      return response.status;
    };
    await post("/api/auth/register", { username: "later", email: "later@example.com", password });
    await chat.acknowledged(100);
    const connections = chat.connections;

    await shift(600);
    assert.ok(Date.parse(await serverTime(chat)) - Date.now() > 590_000, "the clock has jumped");
    await chat.acknowledged(100);
    const { token } = await post("/api/auth/login", { email: "later@example.com", password });
    assert.equal(await me(token!), 200);

    await shift(-600);
    await chat.acknowledged(100);
    assert.equal(await me(token!), 200, "a token of twenty minutes from now");

    await shift(0);
    await chat.acknowledged(100);
    assert.equal(chat.connections, connections, "nobody had to connect again");
    const { violations, refusals } = await chat.verdict();
    assert.deepEqual(violations, []);
    assert.deepEqual(refusals, new Map());
    for (const room of chat.rooms) {
      const times = (await chat.api.log(room)).map(({ timestamp }) => Date.parse(timestamp));
      assert.ok(times.every((at, i) => i === 0 || at >= times[i - 1]!), "a timestamp went back");
    }
    await Deno.remove(file);
  },
});

/** What the server takes the time to be: the timestamp of something that happens now. */
async function serverTime(chat: ChatUnderFault): Promise<string> {
  return (await chat.api.createRoom(`now ${crypto.randomUUID()}`)).created_at;
}
