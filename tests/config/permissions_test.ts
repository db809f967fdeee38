import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { environmentName, settingNames } from "../../src/config/settings.ts";

/** The variables a server may read are named in several places: they must stay the same. */

const root = fileURLToPath(new URL("../..", import.meta.url));
const { tasks } = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
const dockerfile = await Deno.readTextFile(`${root}/Dockerfile`);
const expected = [
  ...settingNames.map(environmentName),
  "CONFIG_FILE",
  "NO_COLOR",
  "DENO_DEPLOY",
  "DENO_DEPLOYMENT_ID",
].toSorted();

function allowedIn(text: string): string[] {
  const names = /--allow-env=([A-Z_,]{20,})/.exec(text)?.[1];
  assert.ok(names !== undefined, "no --allow-env with names");
  return names.split(",").toSorted();
}

Deno.test("deno task dev, start and the container may read exactly the variables that are settings", () => {
  assert.deepEqual(allowedIn(tasks.start.command), expected);
  assert.deepEqual(allowedIn(tasks.dev.command), expected);
  assert.deepEqual(allowedIn(dockerfile), expected);
});

Deno.test("No way to start the server allows it to run programs or to load native code", () => {
  const entry = /ENTRYPOINT (\[[\s\S]*?\])\n/.exec(dockerfile)![1]!;
  for (const text of [tasks.start.command, tasks.dev.command, tasks.cli.command, entry]) {
    assert.doesNotMatch(text, /--allow-(all|run|ffi)|\s-A\b/);
    assert.match(text, /--no-prompt/);
  }
});

Deno.test("The container writes its data folder alone and runs as nobody in particular", () => {
  assert.match(dockerfile, /"--allow-write=\/data"/);
  assert.match(dockerfile, /^USER 1993:1993$/m);
});

Deno.test("Every way to start the server gives it the same heap", () => {
  const flag = "--v8-flags=--max-semi-space-size=16";
  for (const text of [tasks.start.command, tasks.dev.command]) assert.ok(text.split(" ").includes(flag), text);
  assert.ok(dockerfile.includes(`"${flag}"`));
});
