import assert from "node:assert/strict";
import { KeyDecoder } from "../../../clients/cli/key_decoder.ts";
import { LineEditor, type Outcome } from "../../../clients/cli/line_editor.ts";

/** Types into an editor; answers the outcomes that are more than an edit. */
function type(editor: LineEditor, input: string, isSecret = false): Outcome[] {
  return new KeyDecoder().decode(input).map((key) => editor.apply(key, isSecret)).filter(({ kind }) =>
    kind !== "edited"
  );
}

function typed(input: string): string {
  const editor = new LineEditor();
  type(editor, input);
  return editor.text;
}

const left = "\x1b[D",
  right = "\x1b[C",
  up = "\x1b[A",
  down = "\x1b[B",
  wordLeft = "\x1b[1;5D",
  wordRight = "\x1b[1;5C";

const edits: [string, string, string][] = [
  ["inserts at the cursor", `ac${left}b`, "abc"],
  ["erases backwards", `abc${left}\x7f`, "ac"],
  ["erases forwards", `abc\x01\x1b[3~`, "bc"],
  ["erases nothing at either end", `\x7fab\x01\x7f\x05\x1b[3~`, "ab"],
  ["stops at either end", `a${left}${left}b${right}${right}${right}c`, "bac"],
  ["moves by words", `one two three${wordLeft}${wordLeft}X${wordRight}Y`, "one XtwoY three"],
  ["erases a word", `one two  \x17`, "one "],
  ["erases to the beginning", `one two${left}${left}${left}\x15`, "two"],
  ["erases to the end", `one two${left}${left}${left}\x0b`, "one "],
  ["erases a whole character of several code points", "x\u{1f469}\u200d\u{1f680}\x7f", "x"],
  ["joins a mark to the letter before it", `e${left}${right}\u0301\x7f`, ""],
  ["clears the line at an interrupt", "abc\x03", ""],
  ["erases forwards at end of input, when there is something", `ab\x01\x04`, "b"],
  ["takes a paste with its line breaks", "\x1b[200~a\nb\x1b[201~", "a\nb"],
];
for (const [name, input, text] of edits) {
  Deno.test(`LineEditor ${name}`, () => assert.equal(typed(input), text));
}

Deno.test("LineEditor gives the line at enter and begins a new one", () => {
  const editor = new LineEditor();
  assert.deepEqual(type(editor, "hello\r"), [{ kind: "line", text: "hello" }]);
  assert.equal(editor.text, "");
});

Deno.test("LineEditor ends at an interrupt or end of input on an empty line", () => {
  assert.deepEqual(type(new LineEditor(), "\x03"), [{ kind: "end" }]);
  assert.deepEqual(type(new LineEditor(), "\x04"), [{ kind: "end" }]);
});

Deno.test("LineEditor calls lines back, and gives the draft back after them", () => {
  const editor = new LineEditor();
  type(editor, "one\rtwo\rtwo\rdraft");
  const seen = [up, up, up, down, down, down].map((key) => {
    type(editor, key);
    return editor.text;
  });
  assert.deepEqual(seen, ["two", "one", "one", "two", "draft", "draft"]);
});

Deno.test("LineEditor never calls a password back, and never shows it", () => {
  const editor = new LineEditor();
  type(editor, "secret", true);
  assert.deepEqual(editor.row("Password: ", 40, true), { text: "Password: ******", column: 16 });
  type(editor, "\r", true);
  type(editor, up);
  assert.equal(editor.text, "");
});

Deno.test("LineEditor.row() scrolls so that the cursor is in it, and never fills the last column", () => {
  const editor = new LineEditor();
  type(editor, "0123456789");
  assert.deepEqual(editor.row("> ", 8), { text: "> 56789", column: 7 });
  type(editor, "\x01");
  assert.deepEqual(editor.row("> ", 8), { text: "> 01234", column: 2 });
  type(editor, right.repeat(3));
  assert.deepEqual(editor.row("> ", 8), { text: "> 01234", column: 5 });
});

Deno.test("LineEditor.row() counts wide characters as two columns", () => {
  const editor = new LineEditor();
  type(editor, "\u65e5\u672c\u8a9e");
  assert.deepEqual(editor.row("> ", 80), { text: "> \u65e5\u672c\u8a9e", column: 8 });
  assert.deepEqual(editor.row("> ", 8), { text: "> \u672c\u8a9e", column: 6 });
});

Deno.test("LineEditor.row() shows line breaks and invisible characters as signs", () => {
  const editor = new LineEditor();
  type(editor, "\x1b[200~a\nb\u200b\u202ec\x1b[201~");
  assert.ok(!/[\n\u202e]/.test(editor.row("", 80).text));
});

Deno.test("LineEditor.row() works in a terminal narrower than its prompt", () => {
  const editor = new LineEditor();
  type(editor, "abc");
  assert.ok(editor.row("a long prompt> ", 5).text.startsWith("a long prompt> "));
});
