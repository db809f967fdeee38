import type { LogEntry } from "../../../src/ports/event_log.ts";
import type { Effect, EventType, RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { SeededRandom } from "../../support/seeded_random.ts";
import { ann, bob, eve, idOf } from "./store_cases.ts";

/** What somebody did, without its place in the log. */
export interface Deed {
  readonly type: EventType;
  readonly sender: Id;
  readonly content: string;
  readonly effect?: Effect;
  readonly about?: Partial<RoomEvent>;
  readonly clientId?: string;
}

/** The entry of a deed as the server writes it, with a text that is the event. */
export function deedEntry(room: Id, seq: number, { type, sender, content, effect, about, clientId }: Deed): LogEntry {
  const id = idOf(0x9000 + seq);
  const event: RoomEvent = {
    id,
    room_id: room,
    user_id: sender,
    username: `user ${sender.slice(-2)}`,
    content,
    type,
    timestamp: timeOf(seq),
    seq,
    ...(clientId === undefined ? {} : { client_id: clientId }),
    ...about,
  };
  const rest = { ...(clientId === undefined ? {} : { clientId }), ...(effect === undefined ? {} : { effect }) };
  return { seq, id, type, sender, text: JSON.stringify(event), ...rest };
}

export function timeOf(seq: number): string {
  return new Date(Date.UTC(2026, 0, 1) + seq * 1_000).toISOString();
}

export const said = (sender: Id, content = "hello"): Deed => ({ type: "text", sender, content });

export const replied = (sender: Id, thread: number, content = "an answer"): Deed => {
  return { type: "reply", sender, content, effect: { kind: "said", thread }, about: { thread } };
};

const inThread = (thread: number | undefined) => thread === undefined ? {} : { thread };

export const edited = (sender: Id, of: number, content: string, thread?: number): Deed => {
  const effect: Effect = { kind: "message_edited", of, ...inThread(thread) };
  return { type: "edited", sender, content, effect, about: { of, ...inThread(thread) } };
};

export const removed = (sender: Id, of: number, thread?: number): Deed => {
  const effect: Effect = { kind: "message_deleted", of, user_id: sender, ...inThread(thread) };
  return { type: "deleted", sender, content: "", effect, about: { of, ...inThread(thread) } };
};

export const reacted = (user: Id, of: number, emoji: string, added = true): Deed => {
  const effect: Effect = { kind: "reaction", of, user_id: user, emoji, added };
  return { type: "reaction", sender: user, content: emoji, effect, about: { of, ...(added ? {} : { removed: true }) } };
};

export const pinned = (user: Id, of: number, on = true): Deed => {
  const effect: Effect = { kind: "pinned", of, pinned: on, user_id: user };
  return { type: "system", sender: user, content: "pinned", effect, about: { of, action: on ? "pin" : "unpin" } };
};

export const people: readonly Id[] = [ann, bob, eve, ...Array.from({ length: 30 }, (_, i) => idOf(0x300 + i))];
const emojis = ["+1", "heart", "eyes"];

/** What an honest server may write next, judged by nothing but the log before it. */
export function randomDeed(log: readonly LogEntry[], random: SeededRandom): Deed {
  const user = random.pick(people);
  const messages = log.filter(({ type }) => type === "text" || type === "reply");
  const dice = random.int(12);
  if (messages.length === 0 || dice < 2) return said(user, `text ${log.length}`);
  const gone = new Set(log.flatMap(({ effect }) => effect?.kind === "message_deleted" ? [effect.of] : []));
  const left = messages.filter(({ seq }) => !gone.has(seq));
  const one = left.length === 0 ? undefined : random.pick(left);
  if (one === undefined) return said(user);
  const thread = one.effect?.kind === "said" ? one.effect.thread : undefined;
  switch (dice) {
    case 2:
    case 3:
      return replied(user, thread ?? one.seq, `reply ${log.length}`);
    case 4:
      return removed(user, one.seq, thread);
    case 5:
      return edited(one.sender, one.seq, `edit ${log.length}`, thread);
    case 6:
      return pinned(user, one.seq, !isPinned(log, one.seq));
    default:
      return randomReaction(log, one.seq, random);
  }
}

function randomReaction(log: readonly LogEntry[], of: number, random: SeededRandom): Deed {
  const there = log.flatMap(({ effect }) =>
    effect?.kind === "reaction" && effect.of === of && effect.added ? [effect] : []
  );
  const before = there.length > 0 && random.chance(0.4) ? random.pick(there) : undefined;
  const [user, emoji] = [before?.user_id ?? random.pick(people), before?.emoji ?? random.pick(emojis)];
  const last = log.findLast(({ effect }) =>
    effect?.kind === "reaction" && effect.of === of && effect.user_id === user && effect.emoji === emoji
  );
  return reacted(user, of, emoji, !(last?.effect?.kind === "reaction" && last.effect.added));
}

function isPinned(log: readonly LogEntry[], seq: number): boolean {
  const last = log.findLast(({ effect }) => effect?.kind === "pinned" && effect.of === seq);
  return last?.effect?.kind === "pinned" && last.effect.pinned;
}
