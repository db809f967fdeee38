import assert from "node:assert/strict";
import fc from "fast-check";
import { mentionNames } from "../../src/chat/mention_names.ts";
import { mentionsMax } from "../../src/limits.ts";

const namesIn = (content: string): readonly string[] => mentionNames(content).names ?? [];

Deno.test("mentionNames() finds names after an @, in lower case and each once", () => {
  const tries: [content: string, names: string[]][] = [
    ["hello", []],
    ["hi @ada", ["ada"]],
    ["@Ada and @ada, @bob_2", ["ada", "bob_2"]],
    ["(@ada) @bob: @eve!", ["ada", "bob", "eve"]],
    ["@ada's", ["ada"]],
    ["no@mail.example and a@b", []],
    ["@@ada", []],
    ["@a", []],
    [`@${"x".repeat(33)}`, []],
    ["@日本 and é@ada", ["日本"]],
  ];
  for (const [content, names] of tries) assert.deepEqual(namesIn(content), names, content);
});

Deno.test("A name that ends with what ends sentences is looked for with and without it", () => {
  assert.deepEqual(namesIn("Thanks, @ada."), ["ada.", "ada"]);
  assert.deepEqual(namesIn("@x.y-"), ["x.y-", "x.y"]);
});

Deno.test("Within code nobody is mentioned", () => {
  assert.deepEqual(namesIn("`@ada` @bob"), ["bob"]);
  assert.deepEqual(namesIn("``a ` @ada`` @bob"), ["bob"]);
  assert.deepEqual(namesIn("see\n```\n@ada\n```\n@bob"), ["bob"]);
  assert.deepEqual(namesIn("```ts\n@ada"), []);
  assert.deepEqual(namesIn("a ` b @ada"), ["ada"]);
});

Deno.test("@room is nobody's name", () => {
  assert.deepEqual(mentionNames("@room: tea"), { mentionsRoom: true });
  assert.deepEqual(mentionNames("`@room`"), {});
  assert.deepEqual(mentionNames("@rooms"), { names: ["rooms"] });
});

Deno.test("mentionNames() never throws, and finds no more than a message may mention", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (content) => void mentionNames(`@a${content}@b`)),
  );
  assert.equal(namesIn(Array.from({ length: 90 }, (_, i) => `@user${i}`).join(" ")).length, mentionsMax);
});

Deno.test("A text made to be slow to look through is not", () => {
  for (const piece of ["`", "`a", "``", "\n```\n", "@", "@.", "~~~\n"]) {
    const start = performance.now();
    mentionNames(`@${piece.repeat(4_000)}`.slice(0, 4_000));
    assert.ok(performance.now() - start < 5_000, JSON.stringify(piece));
  }
});

Deno.test("A long run of signs takes as long as it is, and not the square of it", () => {
  const began = performance.now();
  for (const text of [`${"`".repeat(60_000)}@ada`, `${"~".repeat(60_000)}@ada`]) {
    assert.deepEqual(namesIn(text), ["ada"]);
  }
  assert.deepEqual(namesIn(`@a${".".repeat(60_000)}b`), []);
  assert.ok(performance.now() - began < 10_000);
});
