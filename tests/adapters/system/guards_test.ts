import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../../src/adapters/system", import.meta.url));

/** Runs a module in a process of its own: faults and signals concern the whole process. */
async function run(code: string, signal?: Deno.Signal): Promise<{ code: number; stdout: string }> {
  const script = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(
      script,
      `import { onFaults } from ${JSON.stringify(`file://${folder}/fault_guard.ts`)};
       import { onSignals } from ${JSON.stringify(`file://${folder}/stop_signals.ts`)};
       ${code}`,
    );
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-check", "--no-config", script],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let stdout = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      stdout += text;
      if (signal !== undefined && text.includes("ready")) child.kill(signal);
    }
    return { code: (await child.status).code, stdout };
  } finally {
    await Deno.remove(script);
  }
}

Deno.test("onFaults() tells of a rejection that nobody awaits, and the process lives", async () => {
  const { code, stdout } = await run(`
    onFaults((error) => console.log("fault", String(error)));
    void Promise.reject(new Error("floating"));
    setTimeout(() => console.log("alive"), 20);
  `);
  assert.equal(stdout, "fault Error: floating\nalive\n");
  assert.equal(code, 0);
});

Deno.test("onFaults() tells of an error thrown in a task, and the process lives", async () => {
  const { code, stdout } = await run(`
    onFaults((error) => console.log("fault", String(error)));
    setTimeout(() => { throw new TypeError("thrown"); }, 0);
    setTimeout(() => console.log("alive"), 20);
  `);
  assert.equal(stdout, "fault TypeError: thrown\nalive\n");
  assert.equal(code, 0);
});

Deno.test("onFaults() no longer guards once it was told to stop", async () => {
  const { code, stdout } = await run(`
    onFaults((error) => console.log("fault", String(error)))();
    void Promise.reject(new Error("floating"));
    setTimeout(() => console.log("alive"), 20);
  `);
  assert.equal(stdout, "");
  assert.equal(code, 1);
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`onSignals() tells of ${signal} instead of letting it end the process`, async () => {
    const { code, stdout } = await run(
      `onSignals({ stop: (signal) => { console.log(signal); Deno.exit(7); } }); console.log("ready"); setTimeout(() => {}, 10_000);`,
      signal,
    );
    assert.equal(stdout, `ready\n${signal}\n`);
    assert.equal(code, 7);
  });
}

Deno.test("onSignals() tells of SIGHUP where somebody wants to reload", async () => {
  const { code, stdout } = await run(
    `onSignals({ stop() {}, reload: () => { console.log("reload"); Deno.exit(8); } }); console.log("ready"); setTimeout(() => {}, 10_000);`,
    "SIGHUP",
  );
  assert.equal(stdout, "ready\nreload\n");
  assert.equal(code, 8);
});
