/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import assert from "node:assert/strict";
import { Lexer } from "marked";
import { findEmoji } from "../../../clients/web/composer/emoji.ts";
import { de } from "../../../clients/web/i18n/de.ts";
import { en } from "../../../clients/web/i18n/en.ts";
import { groupingOf } from "../../../clients/web/messages/grouping.ts";
import { firstStage, nextStage, type Stage } from "../../../clients/web/messages/staged_items.ts";
import { newsOf } from "../../../clients/web/notices/notifier.ts";
import { pageTitle } from "../../../clients/web/notices/page_title.ts";
import { ranked } from "../../../clients/web/palette/ranked.ts";
import type { RoomSummary, TimelineItem } from "../../../clients/sdk/mod.ts";
import { isolate } from "../../../clients/web/text/isolate.ts";

const keyed = (text: string) => [...text].map((key) => ({ key }));
const keys = ({ items }: Stage<{ key: string }>) => items.map(({ key }) => key).join("");

Deno.test("nextStage() changes one end of a list at a time, the end first, and says which", () => {
  const steps = (from: string, to: string): string[] => {
    const wanted = keyed(to);
    let stage: Stage<{ key: string }> = { ...firstStage(keyed(from)) };
    const said: string[] = [];
    do {
      stage = nextStage(stage, wanted);
      said.push(`${stage.shift ? "shift" : "end"} ${keys(stage)} ${stage.life}`);
    } while (stage.isPartial);
    return said;
  };
  assert.deepEqual(steps("cde", "cdef"), ["end cdef 0"]);
  assert.deepEqual(steps("cde", "abcde"), ["shift abcde 0"]);
  assert.deepEqual(steps("abcde", "cde"), ["shift cde 0"]);
  assert.deepEqual(steps("cde", "abcdef"), ["end cdef 0", "shift abcdef 0"]);
  assert.deepEqual(steps("cdef", "abcd"), ["end cd 0", "shift abcd 0"]);
  assert.deepEqual(steps("abcd", "cdef"), ["end abcdef 0", "shift cdef 0"]);
  assert.deepEqual(steps("abc", "xyz"), ["end xyz 1"]);
  assert.deepEqual(steps("", "abc"), ["end abc 1"]);
});

const item = (name: string, minute: number, seq = minute + 1): TimelineItem => ({
  ...{ key: String(seq), kind: "message", state: "sent", seq, content: "x", user: { id: name, name } },
  timestamp: new Date(2026, 0, 1, 23, minute).toISOString(),
});

Deno.test("groupingOf() begins a group by another sender, a pause, a day and the first unread", () => {
  const first = item("ann", 50);
  assert.deepEqual(groupingOf(first, undefined, undefined), { day: true, fresh: false, first: true });
  assert.deepEqual(groupingOf(item("ann", 52), first, undefined), { day: false, fresh: false, first: false });
  assert.equal(groupingOf(item("bob", 52), first, undefined).first, true);
  assert.equal(groupingOf(item("ann", 58), first, undefined).first, true);
  assert.deepEqual(groupingOf(item("ann", 62), first, undefined), { day: true, fresh: false, first: true });
  assert.deepEqual(groupingOf(item("ann", 52), first, 53), { day: false, fresh: true, first: true });
});

const room = (id: string, seq: number, more: Partial<RoomSummary> = {}): RoomSummary => ({
  ...{ id, name: id, description: "", isPrivate: false, hasPassword: false, creatorId: "c", createdAt: "", members: 1 },
  ...{ ownerId: "c", isMember: true, epoch: "e", head: seq, lastRead: 0, unread: 1, mentions: 0 },
  lastMessage: { seq, user: { id: "bob", name: "bob" }, content: "x", timestamp: new Date(1_000_000).toISOString() },
  ...more,
});

Deno.test("newsOf() speaks of a new message of somebody else, to who looks elsewhere, from one window", () => {
  const situation = { isLooking: false, me: "ann", open: undefined, speaks: true, now: 1_000_000 };
  const news = (after: RoomSummary[], change = {}) => {
    return newsOf([room("a", 5)], after, { ...situation, ...change }).map(({ id }) => id);
  };
  assert.deepEqual(news([room("a", 6)]), ["a"]);
  assert.deepEqual(news([room("a", 5)]), []);
  assert.deepEqual(news([room("a", 6)], { isLooking: true }), []);
  assert.deepEqual(news([room("a", 6)], { speaks: false }), []);
  assert.deepEqual(news([room("a", 6)], { me: "bob" }), []);
  assert.deepEqual(news([room("a", 6)], { now: 1_100_000 }), [], "said long ago");
  assert.deepEqual(news([room("b", 6)]), [], "a room that was not known is no news");
});

Deno.test("A title counts what is unread, and a name in it cannot turn it round", () => {
  assert.equal(pageTitle("Parley", undefined, 0), "Parley");
  assert.equal(pageTitle("Parley", "\u202eroom", 3), "(3) room - Parley");
  assert.equal(pageTitle("Parley", "room", 100), "(99+) room - Parley");
  assert.equal(isolate("a\u2069\u202eb"), "\u2068ab\u2069");
});

Deno.test("ranked() puts what begins with the search first, and finds letters in order", () => {
  const names = ["a hall", "hall", "shallow", "Hän all", "other"].map((name) => ({ name }));
  assert.deepEqual(ranked(names, "hall").map(({ name }) => name), ["hall", "a hall", "shallow", "Hän all"]);
  assert.deepEqual(ranked(names, "HAN").map(({ name }) => name), ["Hän all"]);
  assert.equal(ranked(names, "").length, 5);
});

Deno.test("findEmoji() finds by the beginnings of words", () => {
  assert.deepEqual(findEmoji("thumbs do").map(({ text }) => text), ["\u{1f44e}"]);
  assert.deepEqual(findEmoji("nothing like this"), []);
  assert.ok(findEmoji("").length > 80);
});

Deno.test("The parser of messages takes the worst of 4,000 characters without standing still", () => {
  const worst = ["*a", "_a_", "**a", "[", "![", "[a](", "<", "`a``", "!", "~~a~", "&", "\\", "|a", "http://a", "a@b."];
  for (const part of worst) {
    const text = part.repeat(4_000).slice(0, 4_000);
    const start = performance.now();
    new Lexer({ gfm: true, breaks: true }).lex(text);
    // A hang would be minutes; on a quiet machine the slowest takes 60 ms.
    assert.ok(performance.now() - start < 5_000, part);
  }
});

Deno.test("Every word of the application is used, and every language has the same, with what is filled into them", async () => {
  const root = new URL("../../../clients/web/", import.meta.url);
  const sources: string[] = [];
  const read = async (folder: URL): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory && !/^(dist|i18n)$/.test(name)) await read(new URL(`${name}/`, folder));
      else if (/\.tsx?$/.test(name)) sources.push(await Deno.readTextFile(new URL(name, folder)));
    }
  };
  await read(root);
  const text = sources.join("\n");
  const english = flat(en);
  const german = flat(de);
  assert.deepEqual([...german.keys()], [...english.keys()]);
  const holes = (said: string) => [...said.matchAll(/{{\w+}}/g)].map(String).toSorted();
  for (const [key, said] of english) {
    assert.deepEqual(holes(german.get(key)!), holes(said), key);
    const name = key.replace(/_(one|other)$/, "");
    // Some are named by a part that is only known when they are shown.
    const isBuilt = text.includes(`\`${name.slice(0, name.lastIndexOf("."))}.\${`);
    assert.ok(isBuilt || text.includes(`"${name}"`), `${key} is not used`);
  }
});

function flat(words: object, under = ""): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === "string") all.set(under + key, value);
    else for (const [inner, said] of flat(value, `${under}${key}.`)) all.set(inner, said);
  }
  return all;
}
