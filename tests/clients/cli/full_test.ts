import assert from "node:assert/strict";
import fc from "fast-check";
import type { TimelineItem, TimelineSnapshot } from "../../../clients/sdk/mod.ts";
import { agoText } from "../../../clients/cli/full/choices.ts";
import { commandOf, deedsOf, messagesOf } from "../../../clients/cli/full/message_choices.ts";
import { itemLines } from "../../../clients/cli/full/message_lines.ts";
import { Painter } from "../../../clients/cli/full/painter.ts";
import { Picker } from "../../../clients/cli/full/picker.ts";
import { cutText, renderLine, wrapText } from "../../../clients/cli/full/span.ts";
import { Viewport } from "../../../clients/cli/full/viewport.ts";
import { type Key, KeyDecoder } from "../../../clients/cli/key_decoder.ts";
import { LineEditor } from "../../../clients/cli/line_editor.ts";
import { createPaint } from "../../../clients/cli/paint.ts";
import { safeText } from "../../../clients/cli/safe_text.ts";
import { textWidth } from "../../../clients/cli/text_width.ts";

const key = (name: Extract<Key, { kind: "key" }>["name"]): Key => ({ kind: "key", name });
const typed = (text: string): Key => ({ kind: "text", text });

function item(seq: number, content = `number ${seq}`): TimelineItem {
  return {
    key: `k${seq}`,
    kind: "message",
    state: "sent",
    seq,
    user: { id: "a".repeat(24), name: "ada" },
    content,
    timestamp: "2026-11-22T12:00:00.000Z",
  };
}

function timeline(items: readonly TimelineItem[], hasOlder = true): TimelineSnapshot {
  return { items, hasOlder, hasNewer: false, isLoading: false, status: "ready" };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => item(from + i));
const textsOf = (viewport: Viewport, shown: TimelineSnapshot, rows: number) =>
  viewport.show(shown, 60, rows).lines.map((line) => line.map(({ text }) => text).join("").slice(6));

Deno.test("wrapText() and cutText() never exceed their columns, and wrapping loses nothing but the spaces it breaks at", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), fc.integer({ min: 2, max: 40 }), (raw, columns) => {
      const text = safeText(raw);
      const rows = wrapText(text, columns);
      for (const row of rows) assert.ok(textWidth(row) <= columns, JSON.stringify(row));
      assert.equal(rows.join("").replaceAll(" ", ""), text.replaceAll("\n", "").replaceAll(" ", ""));
      const cut = cutText(text.replaceAll("\n", " "), columns);
      assert.ok(textWidth(cut.text) <= columns);
      assert.equal(cut.isCut, textWidth(text.replaceAll("\n", " ")) > columns);
    }),
  );
});

Deno.test("wrapText() breaks between words where it can, and inside them where it must", () => {
  assert.deepEqual(wrapText("the quick brown fox", 10), ["the quick", "brown fox"]);
  assert.deepEqual(wrapText("abcdefghijkl", 5), ["abcde", "fghij", "kl"]);
  assert.deepEqual(wrapText("one\n\ntwo", 10), ["one", "", "two"]);
  assert.deepEqual(wrapText("日本語のテキスト", 7), ["日本語", "のテキ", "スト"]);
});

Deno.test("renderLine() fills a row to its width, without colours where none are wanted", () => {
  const line = [{ text: "ada", ink: { nameOf: "x" } }, { text: ": hello", ink: "dim" as const }];
  assert.equal(renderLine(line, 12, createPaint(false), true), "ada: hello  ");
  assert.equal(renderLine(line, 6, createPaint(false)), "ada: …");
  const weighed = renderLine([{ text: "x", ink: "strong" }, { text: "y", ink: "bad" }], 9, createPaint(false, true));
  assert.equal(weighed, "\x1b[1mx\x1b[0my");
});

Deno.test("Viewport follows the newest, and stays with what is read while messages arrive below and above", () => {
  const viewport = new Viewport();
  assert.deepEqual(textsOf(viewport, timeline(range(1, 50)), 3), [
    "ada: number 48",
    "ada: number 49",
    "ada: number 50",
  ]);
  assert.deepEqual(textsOf(viewport, timeline(range(1, 51)), 2), ["ada: number 50", "ada: number 51"]);
  viewport.scroll(timeline(range(20, 51)), 60, 3, 10);
  const place = textsOf(viewport, timeline(range(20, 51)), 3);
  assert.deepEqual(place, ["ada: number 39", "ada: number 40", "ada: number 41"]);
  assert.deepEqual(textsOf(viewport, timeline(range(1, 60)), 3), place);
  viewport.scroll(timeline(range(1, 60)), 60, 3, -1_000);
  assert.ok(viewport.isFollowing);
});

Deno.test("Viewport stops at the first item, with a whole screen of rows, and tells that nothing is above", () => {
  const viewport = new Viewport();
  const shown = timeline(range(1, 10));
  viewport.scroll(shown, 60, 4, 1_000);
  assert.deepEqual(textsOf(viewport, shown, 4)[0], "ada: number 1");
  assert.equal(viewport.show(shown, 60, 4).lines.length, 4);
  assert.equal(viewport.show(shown, 60, 4).isAtTop, true);
  assert.equal(viewport.show(shown, 60, 3).isAtTop, false);
});

Deno.test("Viewport scrolled up and down by the same rows shows the same, whatever the items' heights", () => {
  const contents = fc.array(fc.string({ minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(contents, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 30 }), (texts, rows, by) => {
      const shown = timeline(texts.map((text, at) => item(at + 1, text)));
      const viewport = new Viewport();
      viewport.scroll(shown, 60, rows, by);
      const before = textsOf(viewport, shown, rows);
      viewport.scroll(shown, 60, rows, 5);
      assert.ok(viewport.show(shown, 60, rows).lines.length === before.length, "always a whole screen");
      viewport.scroll(shown, 60, rows, -1_000);
      assert.ok(viewport.isFollowing);
      viewport.scroll(shown, 60, rows, by);
      assert.deepEqual(textsOf(viewport, shown, rows), before);
    }),
  );
});

Deno.test("Viewport marks where reading had stopped, and days, but no day above what is still to be loaded", () => {
  const old = { ...item(1), timestamp: "2026-11-20T12:00:00.000Z" };
  const shown: TimelineSnapshot = { ...timeline([old, item(2)], false), firstUnreadSeq: 2 };
  const lines = new Viewport().show(shown, 60, 9).lines.map((line) => line.map(({ text }) => text).join(""));
  assert.match(lines.join("\n"), /20 November 2026[^]*22 November 2026[^]*─ new ─[^]*number 2/);
  const more = new Viewport().show({ ...shown, hasOlder: true }, 60, 9).lines;
  assert.equal(more.length, lines.length - 1);
});

Deno.test("Painter writes the rows that differ, and everything after the screen was lost", () => {
  const written: string[] = [];
  const painter = new Painter((text) => written.push(text));
  painter.paint(["one", "two", ""], { row: 2, column: 0 });
  painter.paint(["one", "2", ""], { row: 2, column: 1 });
  painter.paint(["one", "2", ""], { row: 2, column: 1 });
  assert.equal(written.length, 2, "nothing is written for nothing");
  assert.ok(written[0]!.includes("one") && written[0]!.includes("\x1b[2J"));
  assert.ok(written[1]!.includes("\x1b[2;1H") && !written[1]!.includes("one"));
  painter.forget();
  painter.paint(["one", "2", ""], { row: 2, column: 1 });
  assert.ok(written[2]!.includes("one"));
});

Deno.test("Picker narrows by what is typed, picks, offers the typed name, and closes", () => {
  const choices = ["global", "tea", "tennis"].map((name) => ({ id: `id of ${name}`, name, line: [{ text: name }] }));
  const picker = new Picker("Go to", choices);
  picker.apply(typed("TE"));
  picker.apply(key("down"));
  assert.deepEqual(picker.apply(key("enter")), { kind: "picked", id: "id of tennis", typed: "TE" });
  picker.apply(typed("x"));
  assert.deepEqual(picker.apply(key("enter")), { kind: "picked", typed: "TEx" });
  assert.deepEqual(picker.apply(key("escape")), { kind: "closed" });
  assert.deepEqual(new Picker("Go to", []).apply(key("enter")), { kind: "closed" });
});

Deno.test("Messages are chosen newest first, and what is done to one becomes a command", () => {
  const mine = { ...item(3, "mine"), isPinned: true as const };
  const gone = { ...item(2), isDeleted: true as const };
  const choices = messagesOf([item(1, "two\nlines"), gone, mine, { ...item(4), kind: "system" }]);
  assert.deepEqual(choices.map(({ id }) => id), ["3", "1"]);
  assert.match(choices[1]!.line.map(({ text }) => text).join(""), /^#1 \d\d:\d\d ada: two lines$/);
  const names = (me: string) => deedsOf(mine, me).map(({ name }) => name);
  assert.ok(names(mine.user.id).includes("Edit") && !names("somebody else").includes("Edit"));
  assert.ok(names("x").includes("Unpin") && !names("x").includes("Pin"));
  assert.deepEqual(commandOf("Edit", mine), { text: "/edit #3 mine", isWhole: false });
  assert.deepEqual(commandOf("Delete", mine), { text: "/delete #3", isWhole: false });
  assert.deepEqual(commandOf("Unpin", mine), { text: "/unpin #3", isWhole: true });
});

Deno.test("itemLines() shows what became of a message, and what is deleted as deleted", () => {
  const lines = (changes: Partial<TimelineItem>) =>
    itemLines({ ...item(1, "hello"), ...changes }, 60).map((line) => line.map(({ text }) => text).join("").slice(6));
  assert.deepEqual(lines({ isDeleted: true, content: "" }), ["ada: (deleted)"]);
  const reactions = [{ emoji: "!", count: 2, users: [], me: false }];
  assert.match(lines({ replyTo: 7, editedAt: "2026", reactions })[1]!, /to #7 {2}\(edited\) {2}! 2/);
  const failure = { act: "edit", clientId: "c", content: "", error: { code: "forbidden", message: "no" } } as const;
  assert.match(lines({ failure }).join("\n"), /! Not done: no/);
});

Deno.test("LineEditor with several lines breaks them where asked, and shows the rows around the cursor", () => {
  const editor = new LineEditor(true);
  editor.apply(typed("one"));
  editor.apply(key("newline"));
  editor.apply({ kind: "paste", text: "two\nthree" });
  assert.equal(editor.text, "one\ntwo\nthree");
  assert.deepEqual(editor.rows("> ", 40, 5), { rows: ["> one", "  two", "  three"], place: { row: 2, column: 7 } });
  assert.deepEqual(editor.rows("> ", 40, 2), { rows: ["  two", "  three"], place: { row: 1, column: 7 } });
  assert.deepEqual(editor.apply(key("enter")), { kind: "line", text: "one\ntwo\nthree" });
  editor.apply(typed("abcdef"));
  assert.deepEqual(editor.rows("> ", 6, 5), { rows: ["> abc", "  def"], place: { row: 1, column: 5 } });
  assert.equal(new LineEditor().apply(key("newline")).kind, "line");
  editor.write("in its place");
  assert.equal(editor.text, "in its place");
});

Deno.test("KeyDecoder knows the keys of the whole screen, and tells escape alone from a sequence that is cut", () => {
  const decoder = new KeyDecoder();
  const names = (keys: readonly Key[]) => keys.map((key) => key.kind === "key" ? key.name : key.text);
  assert.deepEqual(names(decoder.decode("\x1b[5~\x1b[6~\x1b[1;3A\x1bOP\x1b[[A\x07\x1b\r\x1b[I")), [
    ...["pageUp", "pageDown", "previousRoom", "help", "help", "switch", "newline", "focusIn"],
  ]);
  assert.deepEqual(decoder.decode("\x1b"), []);
  assert.equal(decoder.isUndecided, true);
  assert.deepEqual(names(decoder.decode("[A")), ["up"]);
  decoder.decode("\x1b");
  assert.deepEqual(names(decoder.decide()), ["escape"]);
  assert.deepEqual(decoder.decide(), []);
});

Deno.test("agoText() says how long ago in the largest unit that fits", () => {
  const now = Date.UTC(2026, 10, 22);
  const ago = (minutes: number) => agoText(now - minutes * 60_000, now);
  assert.deepEqual([0, 5, 61, 50 * 60, NaN].map(ago), ["just now", "5 min ago", "1 h ago", "2 days ago", "just now"]);
});
