import { digestMessagesPerRoom } from "../limits.ts";
import type { EventLog, LogEntry } from "../ports/event_log.ts";
import type { Mention } from "../ports/messages.ts";
import type { RoomStanding } from "../ports/reads.ts";
import type { RoomEvent } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import { readEntry } from "./forward.ts";
import { withoutRefused } from "./thread_actions.ts";

/** Messages looked at for those that are told: some of them may be deleted, or of somebody who was blocked. */
export const lookedAt = 2 * digestMessagesPerRoom;

/** Who reads, and what of one room. */
interface Reader {
  readonly user: Id;
  /** Whether each message of the room counts, or only what mentions the reader. */
  readonly all: boolean;
  readonly preview: boolean;
  readonly blocked: ReadonlySet<Id>;
  /** What mentions the reader, newest first. */
  readonly mentions: readonly Mention[];
}

/** A room with something that its reader may want to be told of. */
export interface Unread {
  readonly standing: RoomStanding;
  readonly reader: Reader;
}

type Log = Pick<EventLog, "read" | "find">;

/** Messages of the room that count for a digest: the newest of them, oldest first. */
export async function entriesOf(log: Log, { standing, reader }: Unread, head: number): Promise<readonly LogEntry[]> {
  const { room, lastRead } = standing;
  const range = { after: lastRead, upTo: head };
  const texts = reader.all ? await log.find(room, range, { types: ["text"] }, lookedAt, 0) : [];
  const found = new Set(texts.map(({ seq }) => seq));
  const others = reader.mentions.filter(({ room: of, seq }) =>
    of === room && seq > lastRead && seq <= head && !found.has(seq)
  ).slice(0, lookedAt);
  const named = await Promise.all(others.map(({ seq }) => readEntry(log, room, seq, head)));
  return [...texts, ...named].sort((one, other) => one.seq - other.seq).slice(-lookedAt);
}

/**
 * The rooms that a digest tells of first: those with something newer than `since`, of these and of the others those with a
 * mention, then the newest. In the order of their ids, what is new would be hidden by what was told before.
 */
export async function urgentFirst(log: Log, rooms: readonly Unread[], since: number): Promise<readonly Unread[]> {
  const ranked: { readonly room: Unread; readonly said: number; readonly rank: number }[] = [];
  for (const room of rooms) {
    const said = await lastSaidIn(log, room).catch(gone) ?? 0;
    ranked.push({ room, said, rank: (said > since ? 2 : 0) + (room.standing.mentions === undefined ? 0 : 1) });
  }
  return ranked.sort((one, other) => other.rank - one.rank || other.said - one.said).map(({ room }) => room);
}

/** When the newest was said that may be told of the room, milliseconds since 1970. */
async function lastSaidIn(log: Log, unread: Unread): Promise<number | undefined> {
  const { standing: { head }, reader: { user, blocked } } = unread;
  const events = (await entriesOf(log, unread, head)).map(({ text }) => JSON.parse(text) as RoomEvent);
  const last = events.findLast(({ user_id, deleted }) =>
    user_id !== user && deleted === undefined && !blocked.has(user_id)
  );
  return last === undefined ? undefined : Date.parse(last.timestamp);
}

/** For a room that was closed to the reader since. */
export function gone(error: unknown): undefined {
  withoutRefused(error);
  return undefined;
}
