import assert from "node:assert/strict";
import { marksOf, type MessageDesk, messageLine, runMessageCommand } from "../../../clients/cli/message_commands.ts";
import { emojiOf } from "../../../clients/cli/message_target.ts";
import { ParleyApi } from "../../../clients/sdk/mod.ts";

/** A desk where message 9 is the newest, and 7 the newest of one's own. */
function desk(hasMessages = true): MessageDesk & { readonly done: unknown[] } {
  const done: unknown[] = [];
  return {
    ...{ done, room: "r", api: new ParleyApi({ url: "http://parley.test" }) },
    newest: (isOwn) => hasMessages ? isOwn ? 7 : 9 : undefined,
    act: (...act) => done.push(act),
    say: (...said) => done.push(said),
    print: (lines) => done.push(lines),
  };
}

const commands: [Parameters<typeof runMessageCommand>[0], string, unknown][] = [
  ["edit", "#3 better", ["edit", 3, "better"]],
  ["edit", "better", ["edit", 7, "better"]],
  ["delete", "", ["delete", 7]],
  ["delete", "#3", ["delete", 3]],
  ["react", "+1", ["react", 9, emojiOf("+1")]],
  ["unreact", "#3 heart", ["unreact", 3, emojiOf("heart")]],
  ["reply", "#3 yes", ["yes", { replyTo: 3 }]],
  ["thread", "#3 yes", ["yes", { thread: 3 }]],
  ["pin", "", ["pin", 9]],
  ["unpin", "#3", ["unpin", 3]],
];
for (const [name, argument, expected] of commands) {
  Deno.test(`/${name} ${argument} does what it says`, async () => {
    const at = desk();
    assert.equal(await runMessageCommand(name, argument, at), undefined);
    assert.deepEqual(at.done, [expected]);
  });
}

const mistakes: [Parameters<typeof runMessageCommand>[0], string, RegExp][] = [
  ["edit", "#3", /needs something to say/],
  ["reply", "", /needs something to say/],
  ["delete", "the last one", /takes a number/],
  ["pin", "#3 please", /takes a number/],
  ["search", "", /needs something/],
];
for (const [name, argument, expected] of mistakes) {
  Deno.test(`/${name} ${argument} is refused, and nothing is done`, async () => {
    const at = desk();
    assert.match(await runMessageCommand(name, argument, at) ?? "", expected);
    assert.deepEqual(at.done, []);
  });
}

Deno.test("A command about the newest message says when there is none", async () => {
  assert.match(await runMessageCommand("react", "+1", desk(false)) ?? "", /no message yet/);
});

Deno.test("messageLine() obeys nothing that others wrote, and says what is deleted", () => {
  const message = { seq: 3, timestamp: "no time", username: "a\nb", content: "\x1b[2J" };
  assert.equal(messageLine(message), "#3 --:-- a b: \u241b[2J");
  assert.equal(messageLine({ ...message, deleted: {} }), "#3 --:-- a b: (deleted)");
});

Deno.test("marksOf() tells in short what became of a message", () => {
  assert.equal(marksOf({}), "");
  const reactions = [{ emoji: "\x1b", count: 2, users: [], me: false }];
  const thread = { replies: 3, lastSeq: 9, lastTimestamp: "" };
  const marks = marksOf({ editedAt: "2026", isPinned: true, reactions, thread });
  assert.equal(marks, "(edited)  (pinned)  \u241b 2  [3 in thread]");
});
