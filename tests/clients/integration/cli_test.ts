import assert from "node:assert/strict";
import { ParleyApi } from "../../../clients/sdk/mod.ts";
import { startServer } from "../../support/server_process.ts";
import { CliProcess } from "./cli_process.ts";

/** Messages in the output, without their times. */
function messages(output: string): string[] {
  return output.split("\n").flatMap((line) => /^\d\d:\d\d (\S+: .*)$/.exec(line)?.[1] ?? []);
}

Deno.test("The terminal client sends what is piped in, in order, and ends when all is acknowledged", async () => {
  await using server = await startServer();
  await using cli = CliProcess.piped("--", "-addr", server.address, "-user", "ada");
  const lines = Array.from({ length: 10 }, (_, i) => `line ${i}`);
  await cli.finish(`${lines.join("\n")}\n`);
  assert.equal(await cli.exited(), 0, cli.errors);
  assert.deepEqual(messages(cli.output), lines.map((line) => `ada: ${line}`));
  assert.match(cli.errors, /Connected to 127\.0\.0\.1:\d+ as ada/);
  assert.ok(!`${cli.output}${cli.errors}`.includes("\x1b"), "no colours without a terminal");
});

Deno.test("The terminal client runs its commands from a pipe", async () => {
  await using server = await startServer();
  await using cli = CliProcess.piped("--addr", server.address, "--user=ada");
  await cli.finish("/help\n/users\n/join tea room\nhello\n/history\n/rooms\n/users global\n/leave\n//slash\n");
  assert.equal(await cli.exited(), 0, cli.errors);
  const at = (text: string) => {
    const found = cli.output.indexOf(text);
    assert.ok(found >= 0, `${JSON.stringify(text)} is missing in:\n${cli.output}`);
    return found;
  };
  assert.ok(at("/join ROOM") < at("global: 1\n* ada"));
  assert.ok(at("-- 2 of 2") < at("  global  1 member"));
  assert.ok(at("* tea room  1 member") < at("ada: /slash"));
  assert.match(cli.errors, /In tea room[\s\S]*In global/);
});

Deno.test("Two terminal clients begin a conversation by a name, and one is blocked and unblocked", async () => {
  await using server = await startServer();
  const api = new ParleyApi({ url: server.url });
  for (const username of ["ada", "bob"]) {
    await api.register({ username, email: `${username}@example.com`, password: "correct horse" });
  }
  const account = (name: string) => ["-addr", server.address, "-user", name, "-password", "correct horse"];
  await using ada = CliProcess.piped(...account("ada"));
  await using bob = CliProcess.piped(...account("bob"));
  await Promise.all([ada.says(/In global/), bob.says(/In global/)]);
  await ada.type("/dm nobody\n");
  await ada.says(/There is no user nobody/);
  await ada.type("/dm bob\n");
  await ada.says(/In bob/);
  await bob.type("/dm @ada\n");
  await bob.says(/In ada/);
  await ada.type("just us\n");
  await bob.says(/ada: just us/);
  await bob.type("/block ada\n");
  await bob.says(/ada is blocked/);
  await ada.type("and now\n");
  await ada.says(/Not sent: "and now": You cannot send messages to this user/);
  await bob.type("/unblock ada\n");
  await bob.says(/not blocked any more/);
  await ada.type("hello again\n");
  await bob.says(/ada: hello again/);
  await bob.finish();
  assert.equal(await bob.exited(), 0, bob.errors);
  await ada.finish();
  await ada.exited();
});

Deno.test("Two terminal clients chat, over kill -9 and a restart of the server", async () => {
  await using first = await startServer();
  await using ada = CliProcess.piped("-addr", first.address, "-user", "ada");
  await using bob = CliProcess.piped("-addr", first.address, "-user", "bob");
  await Promise.all([ada.says(/In global/), bob.says(/In global/)]);
  await ada.type("one\n");
  await bob.says(/ada: one/);
  first.kill("SIGKILL");
  await first.exited();
  await ada.says(/Connection lost/);
  await ada.type("two\nthree\n");
  await ada.says(/Will be sent when connected \(2 waiting\)/);
  await using _second = await startServer({ port: first.port, dataDir: first.dataDir });
  await bob.says(/ada: three/);
  await bob.type("four\n");
  await ada.says(/bob: four/);
  for (const cli of [ada, bob]) {
    await cli.finish();
    assert.equal(await cli.exited(), 0, cli.errors);
    assert.deepEqual(messages(cli.output), ["ada: one", "ada: two", "ada: three", "bob: four"]);
    assert.match(cli.errors, /Connected again/);
  }
});

Deno.test("The terminal client registers, logs in again by email, and asks for the password it was not given", async () => {
  await using server = await startServer();
  const addr = ["-addr", server.address, "-email", "ada@example.org"];
  await using first = CliProcess.piped(...addr, "-user", "ada", "-password", "analytical", "-register");
  await first.finish("hello\n");
  assert.equal(await first.exited(), 0, first.errors);
  await using second = CliProcess.piped(...addr);
  await second.says(/Password:/);
  await second.finish("analytical\nagain\n");
  assert.equal(await second.exited(), 0, second.errors);
  assert.deepEqual(messages(second.output), ["ada: again"]);
  await using third = CliProcess.piped(...addr);
  await third.finish("wrong\n");
  assert.equal(await third.exited(), 1);
  assert.match(third.errors, /wrong/);
});

Deno.test("The terminal client asks for the password of a room", async () => {
  await using server = await startServer();
  const api = new ParleyApi({ url: server.url });
  await api.guest("owner");
  await api.rooms.create({ name: "vault", password: "open sesame" });
  await using cli = CliProcess.piped("-addr", server.address, "-user", "ada");
  await cli.finish("/join vault\nopen sesame\ninside\n");
  assert.equal(await cli.exited(), 0, cli.errors);
  assert.match(cli.errors, /Password of vault/);
  assert.deepEqual(messages(cli.output), ["ada: inside"]);
  await using other = CliProcess.piped("-addr", server.address, "-user", "bob");
  await other.finish("/join vault\nopen barley\noutside\n");
  assert.equal(await other.exited(), 1);
  assert.deepEqual(messages(other.output), ["bob: outside"], "still in global");
});

Deno.test("The terminal client obeys nothing that others write", async () => {
  await using server = await startServer();
  await using cli = CliProcess.inTerminal("-addr", server.address, "-user", "ada");
  await cli.says(/In global/);
  const api = new ParleyApi({ url: server.url });
  await api.guest("mallory");
  const { rooms } = await api.rooms.list({ q: "global" });
  await api.rooms.join(rooms[0]!.id);
  await api.messages.send(rooms[0]!.id, "\x1b]0;owned\x07\x1b[2J\u202egpj.exe\r\nend");
  await cli.says(/end/);
  assert.ok(!cli.output.includes("\x1b]0;") && !cli.output.includes("\x1b[2J") && !cli.output.includes("\u202e"));
  assert.ok(cli.output.includes("\u241b]0;owned\u2407\u241b[2J<U+202E>gpj.exe"));
  await cli.type("\x04");
  assert.equal(await cli.exited(), 0);
});

Deno.test("In a terminal the typed line stays intact while messages arrive, and can be edited after", async () => {
  await using server = await startServer();
  await using cli = CliProcess.inTerminal("-addr", server.address, "-user", "ada");
  await using other = CliProcess.piped("-addr", server.address, "-user", "bob");
  await Promise.all([cli.says(/In global/), other.says(/In global/)]);
  await cli.type("helo wor");
  await cli.says(/global> helo wor/);
  await other.type("meanwhile\n");
  // The message takes the place of the row, and the row comes again below it (the terminal adds returns of its own).
  await cli.says(/\d\d:\d\d bob: meanwhile\r+\n/);
  await cli.says("\n\r\x1b[Kglobal> helo wor\r\x1b[16C");
  await cli.type("ld\x01\x1b[C\x1b[C\x1b[Cl\r");
  await other.says(/ada: hello world/);
  await cli.type("/quit\r");
  assert.equal(await cli.exited(), 0);
  assert.ok(cli.output.includes("\x1b[?2004l"), "bracketed paste is switched off again");
  await other.finish();
  assert.equal(await other.exited(), 0);
});

Deno.test("The exit code is 1 for what failed and 2 for a fault of the command line, each with a sentence", async () => {
  await using server = await startServer();
  await using unknown = CliProcess.piped("-addr", server.address);
  await unknown.finish("/dance\n");
  assert.equal(await unknown.exited(), 1);
  assert.match(unknown.errors, /\/dance is no command: \/help lists them/);
  await using usage = CliProcess.piped("-adr", server.address);
  assert.equal(await usage.exited(), 2);
  assert.match(usage.errors, /"-adr" is not an option/);
  await using nobody = CliProcess.piped("-addr", "127.0.0.1:9");
  assert.equal(await nobody.exited(), 1);
  assert.match(nobody.errors, /was not answered/);
});

Deno.test("The terminal client gives up at the end what is not acknowledged in time, and says so", async () => {
  await using server = await startServer();
  await using cli = CliProcess.piped("-addr", server.address, "-user", "ada", "-timeout", "1");
  await cli.says(/In global/);
  server.kill("SIGKILL");
  await cli.says(/Connection lost/);
  await cli.finish("too late\n");
  assert.equal(await cli.exited(), 1);
  assert.match(cli.errors, /Not sent: "too late": not acknowledged in time/);
});
