import type { ParleyApi } from "../sdk/mod.ts";
import { safeLine } from "./safe_text.ts";

/** The commands that are about people wherever they are. */
export const directCommands = ["dm", "block", "unblock", "blocks"] as const;
export type DirectCommand = (typeof directCommands)[number];

export const directHelp = `/dm NAME [NAME]          the conversation with them
/block NAME              nothing more from somebody in your conversation
/unblock NAME, /blocks   from them again; whom you have blocked`;

/** What the commands need of where they are typed. */
export interface DirectDesk {
  readonly api: Pick<ParleyApi, "direct" | "search">;
  /** Goes into the conversation with these people. */
  open(users: readonly string[]): Promise<void>;
  /** Shows lines that were asked for. */
  print(lines: readonly string[]): void;
}

/** Does what a command asks for. Answers what is wrong with it, if anything. */
export async function runDirectCommand(
  name: DirectCommand,
  argument: string,
  desk: DirectDesk,
): Promise<string | undefined> {
  const { api: { direct } } = desk;
  const names = argument.split(/[\s,]+/).map((one) => one.replace(/^@/, "")).filter((one) => one !== "");
  if (name === "blocks") {
    const { blocks } = await direct.blocks();
    return void desk.print([
      `-- ${blocks.length} blocked`,
      ...blocks.map(({ user }) => `  ${safeLine(user.username)}`),
    ]);
  }
  if (names.length === 0) return `/${name} needs a name`;
  if (name === "dm") {
    const users = await Promise.all(names.map((one) => userOf(desk, one)));
    const missing = names.filter((_, at) => users[at] === undefined);
    if (missing.length > 0) return `There is no user ${missing.map(safeLine).join(", ")}`;
    return void await desk.open(users.filter((user) => user !== undefined));
  }
  const [who = ""] = names;
  if (names.length > 1) return `/${name} takes one name`;
  const user = name === "block"
    ? await userOf(desk, who)
    : (await direct.blocks()).blocks.find(({ user }) => user.username === who)?.user.id;
  if (user === undefined) {
    return name === "block" ? `There is no user ${safeLine(who)}` : `${safeLine(who)} is not blocked`;
  }
  await direct[name](user);
  return void desk.print([`${safeLine(who)} is ${name === "block" ? "blocked" : "not blocked any more"}`]);
}

/** Somebody with an account, by the whole username. */
async function userOf({ api }: DirectDesk, username: string): Promise<string | undefined> {
  const { users } = await api.search.people(username);
  return users.find((user) => user.username === username)?.id;
}
