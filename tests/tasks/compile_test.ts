import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { compileArguments, devOnly, sourcesOf, workersOf } from "../../tasks/compile_plan.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const config = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));

Deno.test("The plan of the binary includes every Worker of the server", async () => {
  const workers = workersOf(await sourcesOf(`${root}/src`));
  assert.deepEqual(workers, [
    "adapters/outward/link_worker.ts",
    "adapters/photon/preview_worker.ts",
    "adapters/sqlite/worker.ts",
    "adapters/system/password_hasher_worker.ts",
    "workers/node_worker.ts",
  ]);
  for (const path of workers) assert.ok((await Deno.stat(`${root}/src/${path}`)).isFile, path);
});

Deno.test("The plan of the binary bakes in the permissions of the server's task, and not one to run programs", () => {
  const args = compileArguments(config.tasks.start.command, ["src/w.ts"], "out");
  assert.ok(
    args.includes("--allow-net") && args.includes("--no-prompt") && args.some((arg) => /^--v8-flags=/.test(arg)) &&
      args.some((arg) => /^--allow-env=/.test(arg)),
  );
  assert.deepEqual(args.filter((arg) => /allow-(run|ffi|all)|^-A/.test(arg)), []);
  assert.deepEqual(args.slice(args.indexOf("--include"), args.indexOf("--include") + 2), ["--include", "src/w.ts"]);
});

Deno.test("devOnly() tells the packages of tests from those of the server", async () => {
  const sources = [...(await sourcesOf(`${root}/src`)).values()];
  const dev = devOnly(Object.keys(config.imports), sources);
  for (const name of ["typescript", "fast-check", "@types/ws"]) assert.ok(dev.includes(name), name);
  for (const name of ["zod", "hono", "ws", "swagger-ui-dist", "bcryptjs", "jose"]) assert.ok(!dev.includes(name), name);
});

Deno.test("deno task compile builds a binary that holds its Workers and its assets, and lists what it embeds", async () => {
  const folder = await Deno.makeTempDir();
  try {
    // Any program will do for the runtime part: what is embedded does not depend on it, and nothing is downloaded.
    const runtime = await Deno.stat("/bin/true").then(() => "/bin/true", () => Deno.execPath());
    const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", "--quiet", "tasks/compile.ts", `${folder}/parley`],
      cwd: root,
      env: { DENORT_BIN: runtime, NO_COLOR: "1" },
    }).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assert.ok(success, said);
    assert.match(said, /Embedded Files/);
    assert.match(said, /holds 5 Workers, the 3 assets of \/docs and the web application/);
    assert.doesNotMatch(said, /typescript@|fast-check@/);
    assert.ok((await Deno.stat(`${folder}/parley`)).mode! & 0o100, "it cannot be executed");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
