import assert from "node:assert/strict";
import { environmentName, settingNames, settingOf } from "../../src/config/settings.ts";
import { startServer } from "../support/server_process.ts";
import { type Json, User } from "../integration/rest_fixture.ts";
import { createHttpApp } from "../support/http_app.ts";
import { readDocument, root, tableOf } from "./document.ts";
import { compared, runShell, shownAddress } from "./shell.ts";

const document = await readDocument("README.md");
const programMsMax = 30_000;

Deno.test("The curl lines of the README run, and are answered as the page shows; again, the same", async () => {
  await using server = await startServer();
  const ran = await runShell(document.blocks, server.address);
  assert.equal(ran.length, 1);
  const { actual, expected } = compared(ran[0]!);
  assert.deepEqual(actual, expected);

  const { block } = ran[0]!;
  const twice = { ...block, text: `${block.text}\n${block.text.slice(block.text.lastIndexOf("\ncurl") + 1)}` };
  const again = await runShell([{ ...twice, text: twice.text.replaceAll("my-first", "my-second") }], server.address);
  const [first, second] = again[0]!.output.split("}{");
  assert.equal(`${first}}`, `{${second}`);
});

/** As much of a page as the README's script touches. */
function falsePage(lines: string[]) {
  const form: { onsubmit?: (event: object) => void } = {};
  return {
    form,
    document: {
      forms: [form],
      querySelector: () => ({ append: (...parts: unknown[]) => lines.push(parts.slice(0, 3).join("")) }),
      createElement: (name: string) => `<${name}>`,
    },
  };
}

Deno.test("The page of the README shows what is said and says what is typed", async () => {
  await using server = await startServer();
  const bob = await User.guest(server.url, "bob");
  const room_id = (await bob.call("GET /api/rooms?q=global")).body.rooms[0]!.id;
  await using socket = await bob.connect({ room_id });
  await socket.next({ type: "subscribed" });
  const html = document.blocks.find(({ language }) => language === "html")!.text;
  const script = /<script type="module">\n([\s\S]*)<\/script>/.exec(html)![1]!.replaceAll(shownAddress, server.address);
  const lines: string[] = [];
  const page = falsePage(lines);
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
  await AsyncFunction("document", "WebSocket", script)(page.document, RecordedSockets);
  const opened = RecordedSockets.last!;
  await socket.next({ type: "system", content: "page joined" });
  const target = Object.assign([{ value: "typed" }], { reset: () => {} });
  page.form.onsubmit!({ preventDefault: () => {}, target });
  await socket.next({ type: "text", content: "typed" });
  socket.send({ type: "message", room_id, content: "answered" });
  for (let tries = 0; !lines.includes("bob: answered") && tries < 100; tries++) await bob.call("GET /api/auth/me");
  assert.deepEqual(lines, ["page: page joined", "page: typed", "bob: answered"]);
  const closed = new Promise((resolve) => opened.addEventListener("close", resolve));
  opened.close();
  await closed;
});

/** The runtime's WebSocket, of which the last one made can be closed. */
class RecordedSockets extends WebSocket {
  static last: WebSocket | undefined;
  constructor(address: string) {
    super(address);
    RecordedSockets.last = this;
  }
}

Deno.test("Pages of the origin that the README names may connect and call, and no others", async () => {
  await using server = await startServer({ env: { CORS_ORIGINS: "http://localhost:8000" } });
  for (const [origin, allowed] of [["http://localhost:8000", true], ["http://localhost:8001", false]] as const) {
    const answer = await fetch(`${server.url}/health`, { headers: { origin } });
    await answer.body?.cancel();
    assert.equal(answer.headers.get("access-control-allow-origin"), allowed ? origin : null);
  }
});

Deno.test("The program of the README type-checks, runs and ends", async () => {
  await using server = await startServer();
  const text = document.blocks.find(({ language }) => language === "ts")!.text;
  const folder = await Deno.makeTempDir({ prefix: "parley-test-" });
  try {
    const program = text.replaceAll(shownAddress, server.address).replace('"./clients', `"file://${root}clients`);
    await Deno.writeTextFile(`${folder}/program.ts`, program);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--check", "--allow-net", `--config=${root}deno.json`, `${folder}/program.ts`],
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(programMsMax),
    }).output();
    const output = new TextDecoder().decode(stdout);
    assert.equal(code, 0, output + new TextDecoder().decode(stderr));
    assert.match(output, /^durable, as number 2$/m);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("The README's endpoints are those that are served, and no others", async () => {
  const { call } = createHttpApp();
  const { paths } = JSON.parse((await call("GET /api/openapi.json")).text) as { paths: Record<string, object> };
  const served = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `\`${method.toUpperCase()} ${path}\``)
  );
  const shown = tableOf(document, "call").map(([line]) => line);
  assert.deepEqual([...shown].sort(), [...served, "`GET /ws`"].sort());
});

Deno.test("The README's settings are those that are read, with their defaults", () => {
  const shown = new Map(tableOf(document, "setting").map(([name, value]) => [name, value]));
  assert.deepEqual([...shown.keys()], [
    ...settingNames.slice(0, 7).map((name) => `\`${environmentName(name)}\``),
    "`CONFIG_FILE`",
    ...settingNames.slice(7).map((name) => `\`${environmentName(name)}\``),
  ]);
  for (const name of settingNames) {
    const { fallback, shownDefault } = settingOf(name);
    if (shownDefault === undefined) assert.equal(shown.get(`\`${environmentName(name)}\``), `\`${fallback}\``);
  }
});

Deno.test("The tasks and test folders that the documents name exist", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${root}/deno.json`)) as { tasks: Record<string, Json> };
  const texts = await Promise.all(["README.md", "docs/protocol.md", "docs/operations.md"].map(readDocument));
  const all = texts.map(({ text }) => text).join("\n");
  for (const [, name] of all.matchAll(/(?:deno|deno@2\.9\.6) task ([\w:]+)/g)) assert.ok(name! in tasks, `${name}`);
  const tests = [...all.matchAll(/deno test -A ([\w/]+)/g)];
  assert.ok(tests.length >= 5);
  for (const [, path] of tests) assert.ok((await Deno.stat(`${root}/${path}`)).isDirectory, `${path}`);
});
