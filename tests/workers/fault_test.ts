import assert from "node:assert/strict";
import { type Basis, prepare } from "../../src/compose.ts";
import { createSystemClock } from "../../src/adapters/system/clock.ts";
import { createSystemMeter } from "../../src/adapters/system/meter.ts";
import { readConfig } from "../../src/config.ts";
import { faultsMax } from "../../src/limits.ts";
import { Supervisor } from "../../src/workers/supervisor.ts";
import { createRecordedLog } from "../support/recorded_log.ts";
import { tempFolder } from "../support/temp.ts";
import { guest, Talker } from "./real_workers.ts";

for (const kind of ["fail", "reject"] as const) {
  Deno.test(`a node in which too much went wrong (${kind}) is drained and replaced; who is on another notices nothing`, async () => {
    await using folder = await tempFolder();
    const args = ["--workers", "2", "--port", "0", "--data-dir", folder.path, "--limit-auth-per-minute", "0"];
    const read = readConfig({
      args,
      environment: { get: () => undefined, names: () => [] },
      readTextFile: () => undefined,
    });
    assert.ok(read.kind === "ok");
    const { config } = read;
    const [clock, log] = [createSystemClock(), createRecordedLog()];
    const meter = createSystemMeter({ clock, version: "0" });
    const basis: Basis = { clock, log: { ...log, setLevel() {}, close: () => Promise.resolve() }, meter };
    const limits = { messagesPerSecond: 0, messagesBurst: 1, connectionsPerUser: 0, authPerMinute: 0 };
    const threads: Worker[] = [];
    const supervisor = new Supervisor({
      config,
      basis,
      ground: await prepare(config, basis, { onDeploy: false }),
      settings: () => ({ limits, logLevel: "info" }),
      givesUp: () => assert.fail("one fault is not the end"),
      spawn: () => {
        threads.push(new Worker(new URL("./faulty_node_worker.ts", import.meta.url), { type: "module" }));
        return threads.at(-1)!;
      },
    });
    try {
      const { port } = await supervisor.start();
      const at = { url: `http://127.0.0.1:${port}`, wsUrl: `ws://127.0.0.1:${port}/ws` };
      const ann = await guest(at, "ann");
      const rooms = await fetch(`${at.url}/api/rooms`, { headers: { authorization: `Bearer ${ann.token}` } });
      const room = (await rooms.json()).rooms[0].id;
      await (await fetch(`${at.url}/api/rooms/${room}/join`, {
        method: "POST",
        headers: { "authorization": `Bearer ${ann.token}`, "content-type": "application/json" },
        body: "{}",
      })).body?.cancel();
      // All on one of two: a chance of one in 500,000.
      const talkers = await Promise.all(Array.from({ length: 20 }, () => Talker.open(at, ann, room)));
      for (let i = 0; i <= faultsMax; i++) threads[0]!.postMessage({ kind });
      const page = async () => {
        // Who knocks at a node just as it ends, and was not let in yet, is reset by the kernel.
        const answer = await fetch(`${at.url}/metrics`, { headers: { connection: "close" } }).catch(() => undefined);
        return await answer?.text() ?? "";
      };
      const deadline = performance.now() + 30_000;
      while (!/^parley_worker_restarts_total 1$/m.test(await page())) assert.ok(performance.now() < deadline);
      while (!/^parley_workers 2$/m.test(await page())) assert.ok(performance.now() < deadline);
      assert.match(await page(), new RegExp(`^parley_faults_total ${faultsMax + 1}$`, "m"));
      // Each is answered, or was sent away to come back.
      const outcomes = await Promise.all(
        talkers.map((talker) => Promise.race([talker.closed, talker.say("still here?").catch(() => talker.closed)])),
      );
      const codes = outcomes.filter((outcome) => typeof outcome === "number");
      assert.deepEqual([...new Set(codes)], [1001]);
      const answers = outcomes.filter((outcome) => typeof outcome === "object").map(({ type }) => type);
      assert.deepEqual([...new Set(answers)], ["ack"]);
      assert.ok(
        log.lines.some(({ message, fields }) =>
          /started again/.test(message) && /planted/.test(String(fields["reason"]))
        ),
      );
      await Promise.all(talkers.map((talker) => talker[Symbol.asyncDispose]()));
    } finally {
      await supervisor.drain();
      await supervisor.close();
      meter.close();
    }
  });
}
