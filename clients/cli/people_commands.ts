import type { ParleyApi, SanctionView } from "../sdk/mod.ts";
import { safeLine } from "./safe_text.ts";

/** The commands that are about the people of the room one is in. */
export const peopleCommands = ["kick", "ban", "unban", "bans", "mute", "unmute", "mutes", "role"] as const;
export type PeopleCommand = (typeof peopleCommands)[number];

export const peopleHelp = `/kick NAME [REASON]      remove somebody, who may come back
/ban NAME [TIME] [REASON]   keep somebody out, for 30m, 12h or 7d, or for ever
/mute NAME [TIME] [REASON]  let somebody read, and say nothing
/unban NAME, /unmute NAME   lift it
/bans, /mutes            those that hold
/role NAME ROLE          admin, moderator or member`;

/** What the commands need of where they are typed. */
export interface PeopleDesk {
  readonly api: ParleyApi;
  /** The room one is in. */
  readonly room: string;
  /** Shows lines that were asked for. */
  print(lines: readonly string[]): void;
}

/** Members that are looked through for a name at once, and those of a list. */
const pageMax = 200;
const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Does what a command asks for. Answers what is wrong with it, if anything. */
export async function runPeopleCommand(
  name: PeopleCommand,
  argument: string,
  desk: PeopleDesk,
): Promise<string | undefined> {
  const { api: { moderation }, room } = desk;
  if (name === "bans") return void desk.print(sanctionLines("banned", (await moderation.bans(room)).bans));
  if (name === "mutes") return void desk.print(sanctionLines("muted", (await moderation.mutes(room)).mutes));
  const [, who = "", rest = ""] = /^@?(\S+)\s*([^]*)$/.exec(argument) ?? [];
  if (who === "") return `/${name} needs a name`;
  if (name === "unban" || name === "unmute") {
    const held = name === "unban" ? (await moderation.bans(room)).bans : (await moderation.mutes(room)).mutes;
    const user = held.find(({ user }) => user.username === who)?.user;
    if (user === undefined) return `${safeLine(who)} is not ${name === "unban" ? "banned" : "muted"} here`;
    return void await moderation[name](room, user.id);
  }
  const user = await memberOf(desk, who);
  if (user === undefined) return `There is no member ${safeLine(who)} here`;
  switch (name) {
    case "kick":
      return void await moderation.remove(room, user, rest === "" ? undefined : rest);
    case "ban":
    case "mute":
      return void await moderation[name](room, user, termsOf(rest));
    case "role":
      if (rest !== "admin" && rest !== "moderator" && rest !== "member") return "A role is admin, moderator or member";
      return void await moderation.setRole(room, user, rest);
  }
}

/** `30m spam`: for how long, and why; both may be absent. */
export function termsOf(text: string): { readonly seconds?: number; readonly reason?: string } {
  const [, count, unit = "", rest = ""] = /^(\d{1,6})([smhd])(?:\s+([^]*))?$/.exec(text) ?? [];
  const reason = (count === undefined ? text : rest).trim();
  return {
    ...(count === undefined ? {} : { seconds: Number(count) * secondsOf[unit]! }),
    ...(reason === "" ? {} : { reason }),
  };
}

async function memberOf({ api, room }: PeopleDesk, name: string): Promise<string | undefined> {
  for (let offset = 0;;) {
    const { members, total } = await api.rooms.members(room, { limit: pageMax, offset });
    const found = members.find(({ username }) => username === name);
    offset += members.length;
    if (found !== undefined || members.length === 0 || offset >= total) return found?.user_id;
  }
}

function sanctionLines(word: string, held: readonly SanctionView[]): string[] {
  const lines = held.map(({ user, by, until, reason }) => {
    const end = until === undefined ? "for ever" : `until ${safeLine(until)}`;
    return `  ${safeLine(user.username)}, ${end}, by ${safeLine(by.username)}${
      reason === undefined ? "" : `: ${safeLine(reason)}`
    }`;
  });
  return [`-- ${held.length} ${word}`, ...lines];
}
