import assert from "node:assert/strict";
import { type Key, KeyDecoder } from "../../../clients/cli/key_decoder.ts";

function decode(...chunks: string[]): string[] {
  const decoder = new KeyDecoder();
  return chunks.flatMap((chunk) => decoder.decode(chunk)).map(show);
}

function show(key: Key): string {
  return key.kind === "key" ? `<${key.name}>` : key.kind === "paste" ? `paste:${key.text}` : key.text;
}

Deno.test("KeyDecoder tells text from control keys", () => {
  assert.deepEqual(decode("hi\r\x7f\x03\x04\x01\x05\x0b\x15\x17\x0c"), [
    ...["hi", "<enter>", "<backspace>", "<interrupt>", "<endOfInput>"],
    ...["<home>", "<end>", "<eraseAfter>", "<eraseBefore>", "<eraseWord>", "<redraw>"],
  ]);
});

Deno.test("KeyDecoder reads arrows and their kin as several terminals send them", () => {
  assert.deepEqual(decode("\x1b[A\x1bOA\x1b[D\x1b[1;5D\x1bb\x1b[3~\x1b[H\x1b[1~\x1bOF"), [
    ...["<up>", "<up>", "<left>", "<wordLeft>", "<wordLeft>"],
    ...["<delete>", "<home>", "<home>", "<end>"],
  ]);
});

Deno.test("KeyDecoder gives the same keys wherever a sequence is cut", () => {
  const input = "a\x1b[3~b\x1bOCc\x1b[200~two\rlines\x1b[201~d\r";
  const whole = decode(input).join("");
  assert.equal(whole, "a<delete>b<right>cpaste:two\nlinesd<enter>");
  for (let cut = 1; cut < input.length; cut++) {
    assert.equal(decode(input.slice(0, cut), input.slice(cut)).join(""), whole, `cut at ${cut}`);
  }
});

Deno.test("KeyDecoder swallows sequences and control characters that it does not know", () => {
  assert.deepEqual(decode("\x1b[38;5;1mx\x1b[<0;1;1My\x00\x1fz"), ["x", "y", "z"]);
});

Deno.test("KeyDecoder does not wait for ever for the end of a paste", () => {
  const keys = decode(`\x1b[200~${"x".repeat(100_000)}`);
  assert.equal(keys.length, 1);
  assert.equal(keys[0]?.length, "paste:".length + 100_000);
});
