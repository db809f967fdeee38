import { type AttentionCommand, attentionCommands, runAttentionCommand } from "./attention_commands.ts";
import { type MessageCommand, type MessageDesk, runMessageCommand } from "./message_commands.ts";
import { type PeopleCommand, peopleCommands, runPeopleCommand } from "./people_commands.ts";

/** Does what a command about the room one is in asks for. Answers what is wrong with it, if anything. */
export function runRoomCommand(
  name: MessageCommand | AttentionCommand | PeopleCommand,
  argument: string,
  desk: MessageDesk,
): Promise<string | undefined> {
  if (isOne(peopleCommands, name)) return runPeopleCommand(name, argument, desk);
  if (isOne(attentionCommands, name)) return runAttentionCommand(name, argument, desk);
  return runMessageCommand(name, argument, desk);
}

function isOne<Name extends string>(names: readonly Name[], name: string): name is Name {
  return (names as readonly string[]).includes(name);
}
