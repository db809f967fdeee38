import type { Act, ParleyApi, TimelineItem } from "../sdk/mod.ts";
import { clockText } from "./format.ts";
import { emojiOf, parseTarget } from "./message_target.ts";
import { safeLine } from "./safe_text.ts";

/** The commands that are about messages of the room one is in. */
export const messageCommands = [
  "edit",
  "delete",
  "react",
  "unreact",
  "reply",
  "thread",
  "pin",
  "unpin",
  "pins",
  "search",
  "mentions",
] as const;
export type MessageCommand = (typeof messageCommands)[number];

export const messageHelp = `/reply [#N] TEXT         answer message N, or the newest
/edit [#N] TEXT          say something else in your message N, or your newest
/delete [#N]             take a message away for everybody
/react [#N] EMOJI        put an emoji on a message: a sign, or a name such as +1
/unreact [#N] EMOJI      take it back
/thread [#N] [TEXT]      the thread of a message; with a text, answer there
/pin [#N], /unpin #N     pin a message, or not any more
/pins                    what is pinned here
/mentions                what mentions you, in all rooms
/search WORDS            find messages of this room; in:ROOM from:NAME and more: docs/search.md
Without a number it is the newest message; /history shows the numbers.`;

/** What the commands need of where they are typed. */
export interface MessageDesk {
  readonly api: ParleyApi;
  /** The room one is in. */
  readonly room: string;
  /** The newest message there, or the newest of one's own. */
  newest(isOwn: boolean): number | undefined;
  act(act: Act, seq: number, content?: string): void;
  say(text: string, to: { readonly replyTo?: number; readonly thread?: number }): void;
  /** Shows lines that were asked for. */
  print(lines: readonly string[]): void;
}

/** Does what a command asks for. Answers what is wrong with it, if anything. */
export async function runMessageCommand(
  name: MessageCommand,
  argument: string,
  desk: MessageDesk,
): Promise<string | undefined> {
  if (name === "pins") return await showPins(desk);
  if (name === "search") return await search(desk, argument);
  if (name === "mentions") return await showMentions(desk);
  const { seq: given, rest } = parseTarget(argument);
  const seq = given ?? desk.newest(name === "edit" || name === "delete");
  if (seq === undefined) return "There is no message yet";
  if (["edit", "react", "unreact", "reply"].includes(name) && rest === "") return `/${name} needs something to say`;
  if (["delete", "pin", "unpin"].includes(name) && rest !== "") return `/${name} takes a number, such as #12`;
  switch (name) {
    case "edit":
      return void desk.act(name, seq, rest);
    case "react":
    case "unreact":
      return void desk.act(name, seq, emojiOf(rest));
    case "delete":
    case "pin":
    case "unpin":
      return void desk.act(name, seq);
    case "reply":
      return void desk.say(rest, { replyTo: seq });
    case "thread":
      return rest === "" ? await showThread(desk, seq) : void desk.say(rest, { thread: seq });
  }
}

async function showThread(desk: MessageDesk, root: number): Promise<undefined> {
  const { root: begin, messages, total, following } = await desk.api.threads.page(desk.room, root, { limit: 100 });
  const count = `${total} ${total === 1 ? "reply" : "replies"}${following ? ", followed" : ""}`;
  desk.print([
    `-- thread of #${root}: ${count}`,
    messageLine(begin),
    ...messages.map((one) => `  ${messageLine(one)}`),
  ]);
}

async function showPins(desk: MessageDesk): Promise<undefined> {
  const { messages, total } = await desk.api.messages.pins(desk.room, { limit: 100 });
  desk.print([`-- ${total} pinned`, ...messages.map(messageLine)]);
}

async function showMentions(desk: MessageDesk): Promise<undefined> {
  const { mentions, total } = await desk.api.mentions({ limit: 20 });
  const { rooms } = await desk.api.rooms.list({ mine: true, limit: 200 });
  const names = new Map(rooms.map(({ id, name }) => [id, name]));
  const lines = mentions.map(({ room_id, message, unread }) => {
    return `${unread ? "•" : " "} ${safeLine(names.get(room_id) ?? "")} ${messageLine(message)}`;
  });
  desk.print([`-- ${total} ${total === 1 ? "mentions" : "mention"} you`, ...lines]);
  return undefined;
}

async function search(desk: MessageDesk, q: string): Promise<string | undefined> {
  if (q === "") return "/search needs something to look for";
  // Other rooms can be asked for by name.
  const where = /(^|\s)in:/.test(q) ? {} : { room_id: desk.room };
  const { results, at_least: count, cursor } = await desk.api.search.messages({ q, ...where, limit: 20 });
  const lines = results.map(({ snippet, ...message }) => messageLine({ ...message, content: snippet.text }));
  desk.print([`-- ${cursor === undefined ? count : `at least ${count}`} found`, ...lines]);
  return undefined;
}

type Lined = {
  readonly seq: number;
  readonly timestamp: string;
  readonly username: string;
  readonly content: string;
  readonly deleted?: object;
};

/** A message in one line, with its number. */
export function messageLine({ seq, timestamp, username, content, deleted }: Lined): string {
  const text = deleted === undefined ? safeLine(content) : "(deleted)";
  return `#${seq} ${clockText(timestamp)} ${safeLine(username)}: ${text}`;
}

/** What stands behind the text of a message: that it was edited, reactions, pins, its thread. */
export function marksOf({ editedAt, reactions, isPinned, thread }: Partial<TimelineItem>): string {
  return [
    editedAt === undefined ? "" : "(edited)",
    isPinned ? "(pinned)" : "",
    ...(reactions ?? []).map(({ emoji, count }) => `${safeLine(emoji)} ${count}`),
    thread === undefined ? "" : `[${thread.replies} in thread]`,
  ].filter((mark) => mark !== "").join("  ");
}
