import assert from "node:assert/strict";
import { serverPermissions } from "../support/server_process.ts";
import { tempFolder } from "../support/temp.ts";

const probe = `
const tried = {
  program: () => new Deno.Command("/bin/true").outputSync(),
  library: () => Deno.dlopen("/lib/x86_64-linux-gnu/libc.so.6", {}),
  variable: () => Deno.env.get("SECRET_OF_OTHERS") ?? (() => { throw new Error("it is hidden"); })(),
  name: () => Deno.hostname(),
  load: () => Deno.loadavg(),
  memory: () => Deno.systemMemoryInfo(),
  user: () => Deno.uid(),
};
const granted = [];
for (const [what, attempt] of Object.entries(tried)) {
  try { attempt(); granted.push(what); } catch { /* refused */ }
}
for (const name of ["run", "ffi"]) {
  const { state } = await Deno.permissions.request({ name });
  if (state !== "denied") granted.push("asking for " + name);
}
console.log(JSON.stringify(granted));
`;

Deno.test("S77: the server's process runs no program, loads no library, reads no variable of others and asks nobody", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/probe.js`;
  await Deno.writeTextFile(path, probe);
  const run = async (permissions: readonly string[]): Promise<string[]> => {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-config", ...permissions, path],
      env: { SECRET_OF_OTHERS: "x", NO_COLOR: "1" },
    }).output();
    const text = new TextDecoder().decode(stdout);
    assert.ok(text !== "", new TextDecoder().decode(stderr));
    return JSON.parse(text);
  };
  assert.deepEqual(await run([...serverPermissions, "--no-prompt"]), []);
  assert.ok((await run(["--allow-all"])).length >= 6, "the probe tries what can be granted");
});
