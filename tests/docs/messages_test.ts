import assert from "node:assert/strict";
import * as z from "zod";
import * as limits from "../../src/limits.ts";
import { decodeFrame } from "../../src/protocol/decode_frame.ts";
import { eventTypes } from "../../src/protocol/event.ts";
import { serverFrameSchemas } from "../../src/protocol/server_frame_schema.ts";
import { startServer } from "../support/server_process.ts";
import { jsonValues, readDocument, tableOf } from "./document.ts";
import { compared, runShell } from "./shell.ts";

const document = await readDocument("docs/messages.md");

Deno.test("Every curl line of docs/messages.md runs, and is answered as the page shows", async () => {
  await using server = await startServer();
  const ran = await runShell(document.blocks, server.address);
  const shown = ran.filter(({ shown }) => shown !== undefined);
  assert.ok(shown.length >= 10, `${shown.length} answers`);
  assert.equal(ran.filter(({ output, shown }) => output !== "" && shown === undefined).length, 0, "answers unshown");
  for (const one of shown) {
    const { actual, expected } = compared(one);
    assert.deepEqual(actual, expected, `line ${one.block.line}`);
  }
});

Deno.test("Every frame that docs/messages.md shows is one", () => {
  const part = document.text.slice(0, document.text.indexOf("\n## Over the socket")).split("\n").length;
  const frames = document.blocks.filter(({ language, line }) => language === "json" && line > part)
    .flatMap(({ text }) => jsonValues(text) as { readonly type: string }[]);
  const types = frames.map((frame) => {
    if (frame.type === "ack") return z.strictObject(serverFrameSchemas.ack.shape).parse(frame).type;
    return decodeFrame(JSON.stringify(frame)).type;
  });
  assert.deepEqual([...new Set(types)], ["message", "edit", "react", "pin", "delete", "ack"]);
});

Deno.test("docs/messages.md names all types of events, and the limits of the code", () => {
  assert.deepEqual(
    tableOf(document, "`type`").map(([type]) => type).sort(),
    eventTypes.map((type) => `\`${type}\``).sort(),
  );
  const text = document.text.replaceAll(/\s+/g, " ");
  for (
    const sentence of [
      `\`limit_reached\` after ${limits.editsPerMessageMax} edits`,
      `At most ${limits.emojisPerMessageMax} different emojis on a message, ${limits.reactionsPerUserMax} of one user`,
      `the first ${limits.reactionUsersShown}`,
      `at most ${limits.mentionsMax}`,
    ]
  ) assert.ok(text.includes(sentence), sentence);
});
