/// <reference lib="dom" />
import assert from "node:assert/strict";
import { call } from "../integration/rest_fixture.ts";
import { freePort, missingReason } from "../support/broker_programs.ts";
import { openChromium, pageMsMax } from "../support/chromium.ts";
import { startServer } from "../support/server_process.ts";
import { tempFolder } from "../support/temp.ts";
import { startHost } from "../clients/embed/host.ts";
import { jsonValues, readDocument, root, tableOf } from "./document.ts";

const document = await readDocument("docs/quickstart.md");
const blocks = (language: string): string[] =>
  document.blocks.filter((block) => block.language === language).map(({ text }) => text);
const [makeKey, makeChannel, askAsVisitor] = blocks("sh");
const missing = await missingReason("chromium");
const shellMsMax = 60_000;

/** Runs a script as its reader would; fails with what it printed. */
async function shell(script: string, cwd: string, env: Record<string, string>): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", `set -euo pipefail\n${script}`],
    ...{ cwd, env, stdin: "null", stdout: "piped", stderr: "piped" },
    signal: AbortSignal.timeout(shellMsMax),
  }).output();
  const printed = new TextDecoder().decode(stdout);
  assert.equal(code, 0, printed + new TextDecoder().decode(stderr));
  return printed;
}

Deno.test({
  name: `The quickstart works, line by line, in a browser${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  ignore: missing !== undefined,
  async fn() {
    await using folder = await tempFolder();
    const ADMIN_KEY = await shell(`${makeKey}\nprintf %s "$ADMIN_KEY"`, folder.path, {});
    await using server = await startServer({ env: { ADMIN_KEY } });
    const port = freePort();
    // The reader's addresses, for the servers of this test.
    const here = (text: string) =>
      text.replaceAll("127.0.0.1:8080", server.address).replaceAll("127.0.0.1:3000", `127.0.0.1:${port}`);

    const script = `${here(makeChannel!)}\nprintf '\\n%s %s' "$CHANNEL_ID" "$CHANNEL_SECRET"`;
    const printed = await shell(script, folder.path, { ADMIN_KEY });
    const [id, secret] = printed.split("\n").at(-1)!.split(" ");
    await Deno.writeTextFile(folder.file("host.mjs"), blocks("js")[0]!);
    const env = { CHANNEL_ID: id!, CHANNEL_SECRET: secret!, CHAT_URL: server.url };
    await using host = await startHost(env, port, folder.file("host.mjs"));

    await using chromium = await openChromium();
    const page = await chromium.browser.newPage();
    page.setDefaultTimeout(pageMsMax);
    await page.goto(host.url);
    await page.getByRole("button", { name: "Open chat" }).click();
    const field = page.getByRole("textbox", { name: "Message" });
    await field.fill("Do you have it in green?");
    await field.press("Enter");
    await page.getByRole("log").locator("li.sent").waitFor();

    const { username, password } = JSON.parse(/-d '(\{"username".*?\})'/.exec(makeChannel!)![1]!);
    const { body } = await call(server.url, "POST /api/auth/login", { body: { username, password } });
    const { token } = body;
    const { rooms } = (await call(server.url, "GET /api/rooms?mine=true", { token })).body;
    const answer = { body: { content: "We do." }, token };
    assert.equal((await call(server.url, `POST /api/rooms/${rooms[0]!.id}/messages`, answer)).status, 201);
    await page.getByRole("log").getByText("We do.").waitFor();

    const [history, unread] = jsonValues(
      (await shell(`${here(makeChannel!.split("\ncurl")[0]!)}\n${here(askAsVisitor!)}`, folder.path, {}))
        .replaceAll(/\}\s*\{"/g, '}\n{"'),
    ) as [{ messages: { content: string }[] }, object];
    const said = history.messages.map(({ content }) => content);
    assert.deepEqual(said.slice(-2), ["Do you have it in green?", "We do."]);
    assert.ok(JSON.stringify(unread).includes('"unread"'), JSON.stringify(unread));

    await page.addStyleTag({ content: blocks("css")[0]! });
    const looks = await page.locator("parley-chat .bubble").evaluate((bubble) =>
      getComputedStyle(bubble).backgroundColor
    );
    assert.equal(looks, "rgb(10, 125, 79)");
    await page.evaluate((html) => {
      globalThis.document.querySelector("parley-chat")!.outerHTML = html;
    }, blocks("html")[0]!);
    await page.getByRole("button", { name: "Chat öffnen" }).click();
    await page.getByRole("heading", { name: "Ask us" }).waitFor();
    await page.getByRole("log").getByText("We do.").waitFor();
  },
});

Deno.test("The program of the quickstart is the example in the tree", async () => {
  assert.equal(`${blocks("js")[0]}\n`, await Deno.readTextFile(`${root}/examples/host.mjs`));
});

Deno.test("The quickstart names the attributes, variables and parts that the widget has, and no others", async () => {
  const read = async (name: string) => await Deno.readTextFile(`${root}/clients/embed/${name}.ts`);
  const [element, styles, panel] = [await read("parley_chat"), await read("style_sheet"), await read("panel")];
  const attributes = tableOf(document, "attribute").map(([name]) => name!.replaceAll("`", ""));
  const known = new Set(
    Array.from(element.matchAll(/(?:getAttribute|hasAttribute)\("([\w-]+)"\)/g), ([, name]) => name!),
  );
  assert.deepEqual(attributes.toSorted(), [...known, "lang"].toSorted());
  const named = (text: string) => new Set(Array.from(text.matchAll(/--parley-[a-z-]+/g), ([name]) => name));
  assert.deepEqual([...named(document.text)].toSorted(), [...named(styles)].toSorted());
  for (const part of panel.matchAll(/part: "(\w+)"/g)) {
    assert.ok(document.text.includes(`\`${part[1]}\``), `${part[1]}`);
  }
});
