import type { Role, Sanction, UserRef } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";

export interface Member {
  readonly userId: Id;
  readonly username: string;
  readonly role: Role;
  /** ISO 8601, UTC. */
  readonly joinedAt: string;
  /** Came without an account. Absent: with one. */
  readonly guest?: true;
}

/** What holds of a user in a room besides a membership, of members and of others. */
export interface Conduct {
  /** The latest that was said about it and not taken back: whether it is over is for who judges at a moment. */
  readonly ban?: Sanction;
  readonly mute?: Sanction;
  /** The other one of a conversation of two does not want to hear from this user. */
  readonly blocked?: true;
  /** When the user spoke last, if it was in slow mode. ISO 8601, UTC. */
  readonly spokeAt?: string;
}

/** People of one room as of one seq: what the fold of its log up to there gives. */
export interface MembersAt {
  readonly seq: number;
  /** Those of the users asked for who are members. */
  readonly members: ReadonlyMap<Id, Member>;
  /** Those of them of whom something is to be said. Absent: of nobody. */
  readonly conduct?: ReadonlyMap<Id, Conduct>;
}

/** A sanction and the event that imposed it. */
export interface PlacedSanction {
  readonly seq: number;
  readonly sanction: Sanction;
}

/**
 * Who is in which room, and who may not be: a projection of the logs, never written by itself.
 *
 * Laws: an answer of `lookup` is exact as of the seq it names, and that seq is at least the head that was committed when the
 * call began. A node folds later events over it (and ignores those at or before the seq). It costs the same however many
 * members and sanctions the room has.
 */
export interface Members {
  lookup(room: Id, users: readonly Id[]): Promise<MembersAt>;
  /** Oldest member first; ties by user id. */
  list(
    room: Id,
    limit: number,
    offset: number,
  ): Promise<{ readonly members: readonly Member[]; readonly total: number }>;
  /** Members without an account who have one of these names, without regard to case. */
  guests(room: Id, usernames: readonly string[]): Promise<readonly UserRef[]>;
  /** The rooms, not deleted, that the user is a member of. */
  roomsOf(user: Id): Promise<readonly Id[]>;
  /** Those not taken back and not over at `now` (ISO 8601), newest first, imposed before the seq `before` if given. */
  sanctions(
    room: Id,
    kind: "ban" | "mute",
    page: { readonly now: string; readonly limit: number; readonly before?: number },
  ): Promise<readonly PlacedSanction[]>;
}
