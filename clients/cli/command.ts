import { type AttentionCommand, attentionCommands, attentionHelp } from "./attention_commands.ts";
import { type DirectCommand, directCommands, directHelp } from "./direct_commands.ts";
import { type MessageCommand, messageCommands, messageHelp } from "./message_commands.ts";
import { type PeopleCommand, peopleCommands, peopleHelp } from "./people_commands.ts";

/** What a typed line asks for. */
export type Command =
  | {
    readonly name: AttentionCommand | DirectCommand | MessageCommand | PeopleCommand;
    readonly argument: string;
  }
  | { readonly name: "help" | "rooms" | "leave" | "quit" | "users" | "join" | "history"; readonly argument: string }
  | { readonly name: "say"; readonly argument: string }
  | { readonly name: "unknown"; readonly argument: string }
  | { readonly name: "nothing" };

const names = new Set<string>([
  "help",
  "rooms",
  "leave",
  "quit",
  "users",
  "join",
  "history",
  ...messageCommands,
  ...attentionCommands,
  ...peopleCommands,
  ...directCommands,
]);

export const help = `/help                    this list
/users                   members of this room, online first
/users ROOM              members of another room
/rooms                   rooms one can join
/join ROOM               go to a room; makes it where there is none
/leave                   leave this room, back to the first
/history [N]             the newest N messages of this room (20)
/quit                    end
${messageHelp}
${attentionHelp}
${peopleHelp}
${directHelp}
A line that begins with // is sent with one slash.`;

/** Reads a typed line. A blank one is nothing. */
export function parseCommand(line: string): Command {
  if (line.trim() === "") return { name: "nothing" };
  if (!line.startsWith("/")) return { name: "say", argument: line };
  if (line.startsWith("//")) return { name: "say", argument: line.slice(1) };
  const [, name = "", argument = ""] = /^\/(\S*)\s*([\s\S]*?)\s*$/.exec(line) ?? [];
  const known = name === "exit" ? "quit" : name;
  if (!names.has(known)) return { name: "unknown", argument: `/${name}` };
  return { name: known as "help", argument };
}
