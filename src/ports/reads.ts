import type { Id } from "../protocol/id.ts";

/** A user has read a room up to here. */
export interface ReadMark {
  readonly room: Id;
  readonly user: Id;
  readonly seq: number;
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
 * - A position never goes back and never passes the head, whatever is marked by however many at once. Only a member has one;
 *   who leaves loses it.
 * - `unread` is exactly the number of `text` entries of the log in (lastRead, head] that no entry up to the head deletes, in
 *   time that depends on neither the length of the log nor the length of what is unread, but for what of it was deleted.
 */
export interface Reads {
  /**
   * Moves positions forward, durably. Answers where each stands after it, in the order of the marks; `undefined`: of no
   * member, or of no room.
   */
  mark(marks: readonly ReadMark[]): Promise<readonly (number | undefined)[]>;
  /** Of the rooms the user is a member of, or of those among them that are named. */
  standings(user: Id, limit: number, rooms?: readonly Id[]): Promise<Standings>;
}
