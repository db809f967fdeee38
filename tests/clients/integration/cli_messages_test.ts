import assert from "node:assert/strict";
import { startServer } from "../../support/server_process.ts";
import { CliProcess } from "./cli_process.ts";
import { FullScreen } from "./full_screen.ts";

const thumb = "\u{1f44d}";

Deno.test("The terminal client changes messages from a pipe, and tells by number what happened to them", async () => {
  await using server = await startServer();
  await using bob = CliProcess.piped("-addr", server.address, "-user", "bob");
  await bob.says(/In global/);
  await using ada = CliProcess.piped("-addr", server.address, "-user", "ada");
  await ada.finish(
    [
      "helo",
      "/edit hello",
      "/react +1",
      "/reply yes, hello",
      "/thread below",
      "/thread",
      "gone",
      "/delete",
      "@bob, come",
      "/history",
      "",
    ]
      .join("\n"),
  );
  assert.equal(await ada.exited(), 0, ada.errors);
  await bob.says(/ada deleted #/);
  const of = Number(/ada edited #(\d+): hello/.exec(bob.output)?.[1]);
  assert.ok(of > 0, bob.output);
  for (
    const told of [`* ada put ${thumb} on #${of}`, `ada (to #${of}): yes, hello`, "ada (in the thread of #"]
  ) assert.ok(bob.output.includes(told), `${told} is missing in:\n${bob.output}`);
  assert.match(
    ada.output,
    /-- thread of #\d+: 1 reply, followed\n#\d+ \d\d:\d\d ada: yes, hello\n {2}#\d+ \d\d:\d\d ada: below/,
  );
  assert.ok(
    ada.output.includes(`#${of} `) && ada.output.includes("hello (edited)") && ada.output.includes("(deleted)"),
  );
  assert.ok(
    !ada.output.slice(ada.output.search(/-- \d+ of/)).includes("gone"),
    "what was deleted is not in the history",
  );
  await bob.says(/@bob, come/);
  await bob.finish("/mentions\n");
  assert.equal(await bob.exited(), 0, bob.errors);
  assert.match(bob.output, /-- 1 mentions you\n[• ] global #\d+ \d\d:\d\d ada: @bob, come/);
});

Deno.test("On the whole screen a message is chosen by keys, edited, and both see it", async () => {
  await using server = await startServer();
  const size = { columns: 80, rows: 24 };
  await using ada = await FullScreen.start(size, "-addr", server.address, "-user", "ada");
  await using bob = await FullScreen.start(size, "-addr", server.address, "-user", "bob");
  await Promise.all([ada.says("> #global"), bob.says("> #global")]);
  await ada.type("helo\r");
  await bob.says("ada: helo");
  await ada.shows((rows) => !rows.some((row) => row.includes("on its way")), "the message as sent");
  await ada.type("\x0f");
  await ada.says("Message:");
  await ada.type("helo\r");
  await ada.says("Answer in its thread");
  await ada.type("edit\r");
  await ada.says("/edit #");
  await ada.type("\x7f\x7fllo!\r");
  await bob.says("ada: hello!");
  await bob.says("(edited)");
  await bob.type("/react +1\r");
  await ada.says(`${thumb} 1`);
  await bob.type("/edit not mine\r");
  await bob.says("There is no message yet");
  await ada.type("/delete\r");
  await bob.says("(deleted)");
});
