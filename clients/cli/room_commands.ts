import { type MessageCommand, type MessageDesk, runMessageCommand } from "./message_commands.ts";
import { type PeopleCommand, peopleCommands, runPeopleCommand } from "./people_commands.ts";

/** Does what a command about the room one is in asks for. Answers what is wrong with it, if anything. */
export function runRoomCommand(
  name: MessageCommand | PeopleCommand,
  argument: string,
  desk: MessageDesk,
): Promise<string | undefined> {
  return isPeopleCommand(name) ? runPeopleCommand(name, argument, desk) : runMessageCommand(name, argument, desk);
}

function isPeopleCommand(name: string): name is PeopleCommand {
  return (peopleCommands as readonly string[]).includes(name);
}
