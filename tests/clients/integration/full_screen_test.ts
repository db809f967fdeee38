import assert from "node:assert/strict";
import { ParleyApi } from "../../../clients/sdk/mod.ts";
import { startServer } from "../../support/server_process.ts";
import { FullScreen } from "./full_screen.ts";

const size = { columns: 80, rows: 24 };

/** Messages on the screen, without rooms and times. */
function messages(rows: readonly string[]): string[] {
  return rows.flatMap((row) => /\d\d:\d\d (\S+: .*)$/.exec(row)?.[1] ?? []);
}

Deno.test("On the whole screen two people chat, see each other's rooms, and messages elsewhere are counted", async () => {
  await using server = await startServer();
  await using ada = await FullScreen.start(size, "-addr", server.address, "-user", "ada");
  await using bob = await FullScreen.start(size, "-addr", server.address, "-user", "bob");
  await Promise.all([ada.says("> #global"), bob.says("> #global")]);
  await ada.says("* bob joined");
  assert.ok(ada.isAlternate, "what was on the terminal before is kept");
  await ada.type("hello bob\r");
  await bob.says("ada: hello bob");
  await bob.type("/join tea\r");
  await bob.says("> #tea");
  await bob.type("anyone?\r");
  await bob.says("bob: anyone?");
  await ada.type("\x07tea\r");
  await ada.says("bob: anyone?");
  await ada.type("\x1b[1;3A");
  await ada.says("ada: hello bob");
  await bob.type("first line\x1b\rsecond line\r");
  await ada.shows((rows) => rows.some((row) => /• #tea +1│/.test(row)), "one unread in tea");
  await ada.type("\x1b[1;3B");
  const rows = await ada.says("second line");
  assert.ok(rows.some((row) => /─ new ─/.test(row)), "where reading had stopped is marked");
  assert.deepEqual(messages(rows), ["bob: anyone?", "bob: first line"]);
  await ada.shows((rows) => !rows.some((row) => row.includes("• #tea")), "tea as read");
  await ada.type("/quit\r");
  assert.equal(await ada.cli.exited(), 0);
  await ada.rows();
  assert.ok(!ada.isAlternate, "the terminal is given back");
  assert.ok(ada.cli.output.includes("\x1b[?2004l") && ada.cli.output.includes("\x1b[?1004l"));
});

Deno.test("The whole screen scrolls through 500 messages without losing its place, and comes back to the newest", async () => {
  await using server = await startServer({ env: { LIMIT_MESSAGES_PER_SECOND: "0" } });
  const api = new ParleyApi({ url: server.url });
  await api.guest("bob");
  const { rooms: [global] } = await api.rooms.list({ q: "global" });
  await api.rooms.join(global!.id);
  for (let i = 1; i <= 500; i++) await api.messages.send(global!.id, `number ${i}`);
  await using ada = await FullScreen.start(size, "-addr", server.address, "-user", "ada");
  await ada.says("bob: number 500");
  const seen = new Set(messages(await ada.rows()));
  for (let pages = 0; !seen.has("bob: number 1"); pages++) {
    assert.ok(pages < 500, `the first message was not reached: ${[...seen].at(-1)}`);
    const before = messages(await ada.rows());
    await ada.type("\x1b[5~");
    const rows = await ada.shows(
      (rows) => messages(rows).length > 0 && messages(rows)[0] !== before[0],
      "older messages",
    );
    for (const message of messages(rows)) seen.add(message);
  }
  assert.equal([...seen].filter((message) => message.startsWith("bob: number")).length, 500, "each of them was seen");
  const place = messages(await ada.rows());
  await api.messages.send(global!.id, "number 501");
  await api.messages.send(global!.id, "number 502");
  await ada.says("Newer messages below");
  assert.deepEqual(messages(await ada.rows()), place, "what arrives does not move what is read");
  await ada.type("\x1b[1;5F");
  await ada.says("bob: number 502");
});

Deno.test("The whole screen heals after kill -9 of the server, and what was written meanwhile arrives once", async () => {
  await using first = await startServer();
  await using ada = await FullScreen.start(size, "-addr", first.address, "-user", "ada");
  await using bob = await FullScreen.start(size, "-addr", first.address, "-user", "bob");
  await Promise.all([ada.says("> #global"), bob.says("> #global")]);
  await ada.type("one\r");
  await bob.says("ada: one");
  first.kill("SIGKILL");
  await first.exited();
  await ada.says("offline, again in");
  await ada.type("two\r");
  await ada.type("three\r");
  await ada.shows((rows) => rows.filter((row) => row.includes("… on its way")).length === 2, "two on their way");
  await using _second = await startServer({ port: first.port, dataDir: first.dataDir });
  await bob.says("ada: three");
  for (const screen of [ada, bob]) {
    const rows = await screen.shows((rows) => !rows.some((row) => row.includes("on its way")), "nothing on its way");
    assert.deepEqual(messages(rows), ["ada: one", "ada: two", "ada: three"]);
  }
});

Deno.test("The whole screen follows the size of its terminal, and never writes beyond it", async () => {
  await using server = await startServer();
  const api = new ParleyApi({ url: server.url });
  await api.guest("mallory");
  const { rooms: [global] } = await api.rooms.list({ q: "global" });
  await api.rooms.join(global!.id);
  await api.messages.send(global!.id, "\x1b]0;owned\x07\x1b[2J\u202egpj.exe\r\nend");
  await api.messages.send(global!.id, `wide ${"日本".repeat(40)} ${"a\u0301\u0302".repeat(90)} over`);
  await using ada = await FullScreen.start(size, "-addr", server.address, "-user", "ada");
  await ada.says("over");
  const rows = await ada.rows();
  assert.ok(rows.some((row) => row.includes("\u241b]0;owned\u2407\u241b[2J<U+202E>gpj.exe")), rows.join("\n"));
  assert.ok(!ada.cli.output.includes("\u202e") && !ada.cli.output.includes("\x1b]0;owned"));
  for (const [columns, height] of [[45, 12], [120, 40], [30, 8]] as const) {
    await ada.resize(columns, height);
    // Rooms beside the messages, where there is room. Until it is drawn anew, the terminal shows what it made of the old.
    const hasSide = (rows: readonly string[]) => rows.some((row) => row.includes("#global"));
    await ada.shows(
      (rows) =>
        rows.length === height && rows[0]!.includes("global") && rows.at(-1)!.startsWith(">") &&
        hasSide(rows) === columns >= 60,
      `all of ${columns} x ${height}`,
    );
  }
  await ada.resize(10, 4);
  await ada.says("The windo");
});

for (
  const [how, end] of [
    ["Ctrl+C", (screen: FullScreen) => screen.type("\x03")],
    ["SIGTERM", (screen: FullScreen) => screen.kill("SIGTERM")],
    ["a terminal that is gone", (screen: FullScreen) => screen.cli.finish("\x04")],
  ] as const
) {
  Deno.test(`The whole screen gives the terminal back after ${how}`, async () => {
    await using server = await startServer();
    await using ada = await FullScreen.start(size, "-addr", server.address, "-user", "ada");
    await ada.says("> #global");
    await end(ada);
    assert.equal(await ada.cli.exited(), 0, ada.cli.errors);
    await ada.rows();
    assert.ok(!ada.isAlternate);
    assert.ok(ada.cli.output.lastIndexOf("\x1b[?25h") > ada.cli.output.lastIndexOf("\x1b[?25l"), "with its cursor");
  });
}

Deno.test("The whole screen has no colours where NO_COLOR is set, and asks for passwords without showing them", async () => {
  await using server = await startServer();
  const api = new ParleyApi({ url: server.url });
  await api.register({ username: "ada", email: "ada@example.org", password: "analytical" });
  await api.guest("bob");
  await api.rooms.create({ name: "vault", password: "open sesame" });
  await using ada = await FullScreen.start(
    { ...size, env: { NO_COLOR: "1" } },
    ...["-addr", server.address, "-email", "ada@example.org"],
  );
  await ada.says("Password: ");
  await ada.type("analytical");
  await ada.says("Password: **********");
  await ada.type("\r");
  await ada.says("> #global");
  await ada.type("/join vault\r");
  await ada.says("Password of vault: ");
  await ada.type("wrong\r");
  await ada.says("! ");
  await ada.type("/join vault\r");
  await ada.says("Password of vault: ");
  await ada.type("open sesame\r");
  await ada.says("> #vault");
  assert.ok(!ada.cli.output.includes("sesame") && !ada.cli.output.includes("analytical"));
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(ada.cli.output, /\x1b\[[0-9;]*(3[0-7]|4[0-7]|38|48)[0-9;]*m/);
});
