import assert from "node:assert/strict";
import { createPlainScreen } from "../../../clients/cli/plain_screen.ts";
import type { Streams } from "../../../clients/cli/screen.ts";
import { TerminalScreen } from "../../../clients/cli/terminal_screen.ts";

/** Streams of a test: what is typed comes from the test, what is written is kept. */
function streams(columns = 40) {
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const writer = writable.getWriter();
  const written: string[] = [];
  const errors: string[] = [];
  const raw: boolean[] = [];
  let resized = () => {};
  const terminal = {
    columns: () => columns,
    setRaw: (isRaw: boolean) => void raw.push(isRaw),
    onResize: (listener: () => void) => {
      resized = listener;
      return () => resized = () => {};
    },
  };
  const made: Streams = {
    input: readable,
    write: (text) => void written.push(text),
    writeError: (text) => void errors.push(text),
    isColoured: false,
  };
  return {
    ...{ made, terminal, written, errors, raw },
    type: (text: string | Uint8Array<ArrayBuffer>) =>
      writer.write(typeof text === "string" ? new TextEncoder().encode(text) : text),
    end: () => writer.close(),
    resize: (to: number) => {
      columns = to;
      resized();
    },
  };
}

Deno.test("The plain screen reads lines however they are cut, and the last one without a line break", async () => {
  const { made, type, end } = streams();
  const screen = createPlainScreen(made);
  const bytes = new TextEncoder().encode("one\r\n\u65e5\u672c\n\nlast");
  const fed = (async () => {
    for (const byte of bytes) await type(Uint8Array.of(byte));
    await end();
  })();
  const lines = [];
  for (let line = await screen.readLine(); line !== undefined; line = await screen.readLine()) lines.push(line);
  assert.deepEqual(lines, ["one", "\u65e5\u672c", "", "last"]);
  await fed;
  screen.close();
});

Deno.test("The plain screen writes content to the output and everything else to the error output", async () => {
  const { made, written, errors, type } = streams();
  const screen = createPlainScreen(made);
  screen.print("message");
  screen.notice("connected");
  const answer = screen.readLine({ text: "Password: ", isSecret: true });
  await type("secret\n");
  assert.equal(await answer, "secret");
  assert.deepEqual(written, ["message\n"]);
  assert.deepEqual(errors, ["connected\n", "Password: \n"]);
  screen.close();
});

Deno.test("The plain screen gives no more lines after end()", async () => {
  const { made } = streams();
  const screen = createPlainScreen(made);
  const line = screen.readLine();
  screen.end();
  assert.equal(await line, undefined);
  screen.close();
});

Deno.test("The plain screen does not gather a line without end", async () => {
  const { made, type } = streams();
  const screen = createPlainScreen(made);
  const fed = type("x".repeat(150_000));
  assert.equal((await screen.readLine())?.length, 150_000);
  await fed;
  screen.close();
});

Deno.test("TerminalScreen keeps the typed line below what arrives", async () => {
  const { made, terminal, written, type } = streams();
  const screen = new TerminalScreen(made, terminal);
  const line = screen.readLine();
  await type("half ty");
  await type("ped");
  written.length = 0;
  screen.print("12:00 bob: hello\n      two");
  assert.deepEqual(written, ["\r\x1b[K12:00 bob: hello\r\n      two\r\n\r\x1b[K> half typed\r\x1b[12C"]);
  await type("\r");
  assert.equal(await line, "half typed");
  screen.close();
});

Deno.test("TerminalScreen hides what is typed at a secret question, and shows the prompt again after it", async () => {
  const { made, terminal, written, type } = streams();
  const screen = new TerminalScreen(made, terminal);
  screen.setPrompt("tea> ");
  const answer = screen.readLine({ text: "Password: ", isSecret: true });
  await type("hush");
  await type("\r");
  assert.equal(await answer, "hush");
  assert.ok(!written.join("").includes("hush"));
  assert.match(written.join(""), /Password: \*\*\*\*/);
  assert.ok(written.at(-1)?.startsWith("\r\x1b[Ktea> "));
  screen.close();
});

Deno.test("TerminalScreen draws the line anew in its new width", async () => {
  const { made, terminal, written, type, resize } = streams(80);
  const screen = new TerminalScreen(made, terminal);
  await type("0123456789");
  await type("x\x7f");
  resize(8);
  assert.equal(written.at(-1), "\r\x1b[K> 56789\r\x1b[7C");
  screen.close();
});

Deno.test("TerminalScreen ends at the end of its input and at Ctrl-D", async () => {
  for (const finish of ["type", "end"] as const) {
    const given = streams();
    const screen = new TerminalScreen(given.made, given.terminal);
    const line = screen.readLine();
    await (finish === "type" ? given.type("\x04") : given.end());
    assert.equal(await line, undefined);
    screen.close();
  }
});

Deno.test("TerminalScreen.close() gives the terminal back as it was, once, and writes nothing after", () => {
  const { made, terminal, written, raw } = streams();
  const screen = new TerminalScreen(made, terminal);
  assert.deepEqual(raw, [true]);
  assert.ok(written.join("").includes("\x1b[?2004h"));
  screen.close();
  screen.close();
  assert.deepEqual(raw, [true, false]);
  assert.ok(written.at(-1)?.endsWith("\x1b[?2004l"));
  const count = written.length;
  screen.print("late");
  assert.equal(written.length, count);
});
