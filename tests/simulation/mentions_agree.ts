import type { LogEntry } from "../../src/ports/event_log.ts";
import type { Mention } from "../../src/ports/messages.ts";
import type { RoomStanding } from "../../src/ports/reads.ts";
import type { RoomEvent } from "../../src/protocol/event.ts";

/** What is asked of whom about the mentions of a room. */
export interface MentionsAsked {
  readonly room: string;
  readonly log: readonly LogEntry[];
  /** What was trimmed of it mentions nobody any more. */
  readonly floor: number;
  /** Ids by username: all who may be named. */
  readonly people: ReadonlyMap<string, string>;
  /** What every node says of a user. */
  readonly answers: (user: string) => Promise<readonly MentionsAnswer[]>;
}

/** What a node says of somebody: how many mentions of the room are unread, and the list of all there are. */
export interface MentionsAnswer {
  readonly standing: RoomStanding | undefined;
  readonly list: readonly Mention[];
}

/** Where the mentions of somebody, on whichever node, are not what the texts of the log say; and how many there are. */
export async function mentionsThatDiffer({ room, log, floor, people, answers }: MentionsAsked) {
  const { members, named, toAll } = mentionsOf(log, people);
  const found: string[] = [];
  let mentioned = 0;
  for (const user of people.values()) {
    const joined = members.get(user);
    if (joined === undefined) continue;
    const concerns = (seq: number) =>
      named.get(seq)?.has(user) || (seq > joined && toAll.has(seq) && toAll.get(seq) !== user);
    const all = [...named.keys()].filter((seq) => seq > floor && concerns(seq));
    for (const [node, { standing, list }] of (await answers(user)).entries()) {
      const { lastRead = 0, mentions = 0, head = 0 } = standing ?? {};
      const unread = all.filter((seq) => seq > lastRead);
      mentioned += unread.length;
      const listed = list.filter((one) => one.room === room).map(({ seq }) => seq).sort((one, other) => one - other);
      const wrong = (what: string) => found.push(`node ${node} ${what} in ${room} that mention ${user}`);
      if (listed.join() !== all.join()) wrong(`lists ${listed} of ${all}`);
      if (standing === undefined || head !== log.length || mentions !== unread.length) {
        wrong(`counts ${mentions} after ${lastRead} of ${head}: they are ${unread}`);
      }
    }
  }
  return { found, mentioned };
}

/** Who is a member at the end, and whom each message names, by its words alone: no effect of a message is looked at. */
function mentionsOf(log: readonly LogEntry[], people: ReadonlyMap<string, string>) {
  /** With the seq of their coming. */
  const members = new Map<string, number>();
  /** Who said something to everybody: in this world only who may. */
  const toAll = new Map<number, string>();
  const named = new Map<number, ReadonlySet<string>>();
  for (const { seq, sender, text, effect } of log) {
    const { type, content, deleted } = JSON.parse(text) as RoomEvent;
    const users = Array.from(content.matchAll(/@(\w+)/g), ([, name]) => people.get(name!) ?? "");
    // Only who is in the room then, and nobody by naming oneself.
    const meant = new Set(users.filter((user) => user !== sender && members.has(user)));
    if (deleted === undefined && /@room\b/.test(content)) toAll.set(seq, sender);
    const isMessage = type === "text" || type === "reply";
    if (deleted === undefined && isMessage) named.set(seq, meant);
    else if (deleted === undefined && effect?.kind === "message_edited") named.set(effect.of, meant);
    else if (effect?.kind === "member_joined") members.set(effect.user.id, seq);
    else if (effect?.kind === "member_left") members.delete(effect.user_id);
    else if (effect?.kind === "banned") members.delete(effect.sanction.user.id);
  }
  return { members, named, toAll };
}
