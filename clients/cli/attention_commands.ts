import type { ParleyApi, ScheduledView } from "../sdk/mod.ts";
import { parseTarget } from "./message_target.ts";
import { findRoom } from "./room_finder.ts";
import { safeLine } from "./safe_text.ts";
import { whenOf, whenText } from "./when.ts";

/** The commands that are about who reads what, where and when. */
export const attentionCommands = ["forward", "later", "cancel", "unread", "readers", "status", "digest"] as const;
export type AttentionCommand = (typeof attentionCommands)[number];

export const attentionHelp = `/forward [#N] ROOM       say in another room what message N says
/later TIME TEXT         send it in 30m, 2h or 1d, at 18:30, or on 2026-12-24T18:30
/later, /cancel N        what waits to be sent; take the Nth of it back
/unread [#N]             message N and what follows are unread again
/readers [#N]            who has read message N
/status [EMOJI] [TEXT]   what you are up to; "none" ends it
/digest [on|off]         whether you are told by mail what you missed`;

/** What the commands need of where they are typed. */
export interface AttentionDesk {
  readonly api: ParleyApi;
  /** The room one is in. */
  readonly room: string;
  /** The newest message there, or the newest of one's own. */
  newest(isOwn: boolean): number | undefined;
  /** Shows lines that were asked for. */
  print(lines: readonly string[]): void;
}

/** Does what a command asks for. Answers what is wrong with it, if anything. */
export async function runAttentionCommand(
  name: AttentionCommand,
  argument: string,
  desk: AttentionDesk,
  now = new Date(),
): Promise<string | undefined> {
  switch (name) {
    case "later":
      return argument === "" ? await showLater(desk, now) : await sendLater(desk, argument, now);
    case "cancel":
      return await cancel(desk, argument);
    case "status":
      return await status(desk, argument);
    case "digest":
      return await digest(desk, argument);
  }
  const { seq: given, rest } = parseTarget(argument);
  const seq = given ?? desk.newest(name === "readers");
  if (seq === undefined) return "There is no message yet";
  if (name === "forward") return await forward(desk, seq, rest);
  if (rest !== "") return `/${name} takes a number, such as #12`;
  if (name === "readers") return await showReaders(desk, seq);
  await desk.api.rooms.markUnread(desk.room, seq - 1);
  return void desk.print([`-- unread from #${seq} on`]);
}

async function forward({ api, room, print }: AttentionDesk, seq: number, name: string): Promise<string | undefined> {
  if (name === "") return "/forward needs the name of a room";
  const to = await findRoom(api, name);
  if (to === undefined) return `There is no room ${safeLine(name)}`;
  await api.messages.forward(to.id, { room_id: room, seq });
  return void print([`-- forwarded to ${safeLine(name)}`]);
}

async function sendLater({ api, room, print }: AttentionDesk, argument: string, now: Date) {
  const [, time = "", text = ""] = /^(\S+)\s+([^]+)$/.exec(argument) ?? [];
  const at = whenOf(time, now);
  if (at === undefined) return "/later needs a time, such as 30m or 18:30, and a text";
  const { send_at } = await api.scheduled.create({ room_id: room, content: text, send_at: at.toISOString() });
  return void print([`-- will be sent ${whenText(send_at, now)}`]);
}

async function showLater({ api, print }: AttentionDesk, now: Date): Promise<undefined> {
  const { scheduled } = await api.scheduled.list();
  const line = ({ send_at, content, state, error }: ScheduledView, i: number) => {
    const fate = state === "failed" ? ` (not sent: ${safeLine(error?.message ?? "")})` : "";
    return `${i + 1}  ${whenText(send_at, now)}  ${safeLine(content)}${fate}`;
  };
  print([`-- ${scheduled.length} to be sent`, ...scheduled.map(line)]);
}

async function cancel({ api, print }: AttentionDesk, argument: string): Promise<string | undefined> {
  const { scheduled } = await api.scheduled.list();
  const chosen = /^\d{1,4}$/.test(argument) ? scheduled[Number(argument) - 1] : undefined;
  if (chosen === undefined) return "/cancel takes a number of those that /later shows";
  await api.scheduled.remove(chosen.id);
  return void print([`-- will not be sent: ${safeLine(chosen.content)}`]);
}

async function showReaders({ api, room, print }: AttentionDesk, seq: number): Promise<undefined> {
  const { count, users } = await api.receipts.of(room, seq);
  const { members } = await api.rooms.members(room, { limit: 200 });
  const names = users.map((id) => safeLine(members.find(({ user_id }) => user_id === id)?.username ?? "somebody"));
  const others = count > names.length ? [`and ${count - names.length} more`] : [];
  print([`-- #${seq} was read by ${count}`, ...[...names, ...others].map((line) => `  ${line}`)]);
}

async function status({ api, print }: AttentionDesk, argument: string): Promise<undefined> {
  const [, emoji = "", text = ""] = /^(\p{RGI_Emoji}?)\s*([^]*)$/v.exec(argument) ?? [];
  const set = { status_emoji: emoji, status_text: text, status_until: null };
  const none = { status_emoji: "", status_text: "", status_until: null };
  const { status_emoji = "", status_text } = argument === ""
    ? await api.users.get("me")
    : await api.users.updateMe(argument === "none" ? none : set);
  const said = safeLine(`${status_emoji} ${status_text}`.trim());
  print([said === "" ? "-- no status" : `-- status: ${said}`]);
}

async function digest({ api, print }: AttentionDesk, argument: string): Promise<string | undefined> {
  if (!["", "on", "off"].includes(argument)) return "/digest takes on, off, or nothing";
  const { state, email } = await (argument === "" ? api.notices.digest() : api.notices.setDigest(argument === "on"));
  const said = {
    off: "no mail about what you missed",
    unconfirmed: `confirm the mail that was sent to ${safeLine(email)}; /digest on sends it again`,
    on: `what you missed is sent to ${safeLine(email)}`,
  };
  return void print([`-- ${said[state]}`]);
}
