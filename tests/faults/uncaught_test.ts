import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { faultsMax } from "../../src/limits.ts";
import { createApi } from "../support/crash_rooms.ts";
import { serverPermissions, ServerProcess } from "../support/server_process.ts";
import { mintToken, numberedId } from "../support/wire_client_token.ts";
import { until } from "./chat_under_fault.ts";
import { Talker } from "./talker.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const secret = "a secret of a faulty program, long enough for HS256";
const token = mintToken(secret, { id: numberedId(1), username: "watcher" });

/** The real program, with signals that plant faults in it. */
async function start(): Promise<ServerProcess> {
  const dataDir = await Deno.makeTempDir({ prefix: "parley-fault-" });
  const preload = ["--preload", "tests/faults/planted_faults_preload.ts"];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...serverPermissions, ...preload, "src/main.ts"],
    cwd: root,
    env: { PORT: "0", DATA_DIR: dataDir, LOG_FORMAT: "json", NO_COLOR: "1", JWT_SECRET: secret },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const server = new ServerProcess(child, dataDir, true);
  await server.ready();
  return server;
}

async function faults(server: ServerProcess): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^parley_faults_total (\d+)$/m.exec(text)?.[1]);
}

Deno.test("Faults that nothing caught are logged and counted; connections live on until they are too many", async () => {
  await using server = await start();
  const { id: room } = await createApi(server.url, token).createRoom("calm");
  const talker = await Talker.open(server.port, "t", token, room);
  await using _closing = { [Symbol.asyncDispose]: () => (talker.close(), talker.closed.then(() => undefined)) };
  for (let i = 1; i <= faultsMax; i++) {
    server.kill(i % 2 === 0 ? "SIGUSR1" : "SIGUSR2");
    await until(async () => await faults(server) === i, 5_000, `${i} faults counted`);
    assert.equal((await talker.say(room, `after ${i}`)).kind, "ack");
  }
  assert.match(server.output, /a planted throw/);
  assert.match(server.output, /a planted rejection/);
  server.kill("SIGUSR1");
  assert.equal(await talker.closed, 1001, "sent away in order");
  assert.equal((await server.exited()).code, 1);
});
