import assert from "node:assert/strict";
import { parse } from "yaml";
import { readConfig } from "../../src/config.ts";
import { environmentName, fileName, flagName, settingNames } from "../../src/config/settings.ts";
import { configText, helpText } from "../../src/config/show_config.ts";

function shown(env: Record<string, string>): string {
  const result = readConfig({
    args: [],
    environment: { get: (name) => env[name], names: () => [] },
    readTextFile: () => undefined,
  });
  assert.ok(result.kind === "ok");
  return configText(result.config, result.origins);
}

Deno.test("helpText() lists every setting with its flag, its variable and its default", () => {
  const help = helpText("1.2.3");
  assert.match(help, /Parley 1\.2\.3/);
  for (const name of settingNames) {
    const row = help.split("\n").find((line) => line.trim().startsWith(`${flagName(name)} `));
    assert.ok(row !== undefined && row.includes(environmentName(name)) && /\[.+\]$/.test(row), name);
  }
  assert.match(help, /--port .*\[8080\]/);
  assert.doesNotMatch(help, /undefined/);
});

Deno.test("configText() shows every setting with its source, as a file that could be read again", () => {
  const text = shown({ PORT: "9", CORS_ORIGINS: "https://a.example" });
  const parsed = parse(text);
  assert.deepEqual(Object.keys(parsed), settingNames.map(fileName));
  assert.equal(parsed.port, 9);
  assert.deepEqual(parsed.cors_origins, ["https://a.example"]);
  assert.match(text, /^port: 9 +# environment$/m);
  assert.match(text, /^workers: 1 +# default$/m);
  assert.match(text, /^store_url: "sqlite:\.\/data\/parley\.db" +# default$/m);
});

Deno.test("configText() hides secrets and says whether they are set", () => {
  const secret = "canary-".repeat(8);
  const text = shown({ JWT_SECRET: secret, STORE_URL: `sqlite:root:${secret}@host` });
  assert.ok(!text.includes("canary"));
  assert.match(text, /^jwt_secret: "\[hidden\]" +# environment$/m);
  assert.match(shown({}), /^jwt_secret: null +# default$/m);
});
