import assert from "node:assert/strict";
import { help, parseCommand } from "../../../clients/cli/command.ts";
import { attentionCommands } from "../../../clients/cli/attention_commands.ts";
import { directCommands } from "../../../clients/cli/direct_commands.ts";
import { messageCommands } from "../../../clients/cli/message_commands.ts";
import { peopleCommands } from "../../../clients/cli/people_commands.ts";

const lines: [string, object][] = [
  ["hello", { name: "say", argument: "hello" }],
  ["  indented", { name: "say", argument: "  indented" }],
  ["//path", { name: "say", argument: "/path" }],
  ["", { name: "nothing" }],
  ["   ", { name: "nothing" }],
  ["/help", { name: "help", argument: "" }],
  ["/join tea room ", { name: "join", argument: "tea room" }],
  ["/users   global", { name: "users", argument: "global" }],
  ["/exit", { name: "quit", argument: "" }],
  ["/dance now", { name: "unknown", argument: "/dance" }],
  ["/edit #3 better  ", { name: "edit", argument: "#3 better" }],
  ["/", { name: "unknown", argument: "/" }],
];
for (const [line, command] of lines) {
  Deno.test(`parseCommand() reads ${JSON.stringify(line)}`, () => assert.deepEqual(parseCommand(line), command));
}

Deno.test("The help names every command", () => {
  for (
    const name of [
      ...["help", "users", "rooms", "join", "leave", "history", "quit"],
      ...[...messageCommands, ...attentionCommands, ...peopleCommands, ...directCommands],
    ]
  ) {
    assert.match(help, new RegExp(`(^|, )/${name}\\b`, "m"));
    assert.notEqual(parseCommand(`/${name}`).name, "unknown");
  }
});
