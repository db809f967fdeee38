import type { Id } from "../protocol/id.ts";

/** A user has read a room up to here. */
export interface ReadMark {
  readonly room: Id;
  readonly user: Id;
  readonly seq: number;
  /** How many times the position had been set back, as far as whoever says this knows. Absent: that is not known. */
  readonly rewinds?: number;
}

/** Where a position stands. It goes forward only, but for each time that it is set back, which is counted. */
export interface ReadPosition {
  readonly seq: number;
  readonly rewinds: number;
}

/** How a member stands to the log of a room, as of `head`. */
export interface RoomStanding {
  readonly room: Id;
  readonly head: number;
  /**
   * What counts as read: the highest of what was marked, the newest entry of type `text` or `system` that the user sent, and the
   * entry that made a member.
   */
  readonly lastRead: number;
  /** Entries of type `text` after it that were not deleted. */
  readonly unread: number;
  /** Messages after it, also of threads, that mention the user: see `Messages.mentions`. Absent: none. */
  readonly mentions?: number;
  /** How many times the position was set back. Absent: never. */
  readonly rewinds?: number;
}

/** Who has said to have read an entry. */
export interface Receipts {
  readonly count: number;
  /** The first of them, by id. */
  readonly users: readonly Id[];
}

export interface Standings {
  /** By room id. */
  readonly rooms: readonly RoomStanding[];
  /** How many rooms there are without the limit. */
  readonly total: number;
}

/**
 * How far members have read, and what they have not: read positions are kept, unread messages are worked out.
 *
 * Laws, which the contract suite tries:
 * - A position never goes back by `mark` and never passes the head, whatever is marked by however many at once. Only a member
 *   has one; who leaves loses it. By `rewind` it goes anywhere, and `rewinds` grows by one: so (rewinds, seq) never goes back. A
 *   mark that names fewer rewinds than there are comes too late, and changes nothing.
 * - After a `rewind` what the user had sent until then, and the entry that made a member, count as read no longer by themselves.
 * - `unread` is exactly the number of `text` entries of the log in (lastRead, head] that no entry up to the head deletes, in
 *   time that depends on neither the length of the log nor the length of what is unread, but for what of it was deleted.
 * - `mentions` is exactly the number of messages in (lastRead, head] that mention the user, as they stand at the head.
 */
export interface Reads {
  /**
   * Moves positions forward, durably. Answers where each stands after it, in the order of the marks; `undefined`: of no
   * member, or of no room.
   */
  mark(marks: readonly ReadMark[]): Promise<readonly (ReadPosition | undefined)[]>;
  /**
   * Sets a position, back or forward, durably. With `rewinds`, only if it was set back so many times: else it changes nothing,
   * so that saying it again is harmless. Answers where it stands after it.
   */
  rewind(mark: ReadMark): Promise<ReadPosition | undefined>;
  /** The members whose positions are at `seq` or after it, the first `limit` of them by name. */
  receipts(room: Id, seq: number, limit: number): Promise<Receipts>;
  /** Of the rooms the user is a member of, or of those among them that are named. */
  standings(user: Id, limit: number, rooms?: readonly Id[]): Promise<Standings>;
}
