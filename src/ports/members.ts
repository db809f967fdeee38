import type { Role } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";

export interface Member {
  readonly userId: Id;
  readonly username: string;
  readonly role: Role;
  /** ISO 8601, UTC. */
  readonly joinedAt: string;
}

/** Members of one room as of one seq: what the fold of its log up to there gives. */
export interface MembersAt {
  readonly seq: number;
  /** Those of the users asked for who are members. */
  readonly members: ReadonlyMap<Id, Member>;
}

/**
 * Who is in which room: a projection of the logs, never written by itself.
 *
 * Law: an answer is exact as of the seq it names, and that seq is at least the head that was committed when the call
 * began. A node folds later events over it (and ignores those at or before the seq).
 */
export interface Members {
  lookup(room: Id, users: readonly Id[]): Promise<MembersAt>;
  /** Oldest member first; ties by user id. */
  list(
    room: Id,
    limit: number,
    offset: number,
  ): Promise<{ readonly members: readonly Member[]; readonly total: number }>;
  /** The rooms, not deleted, that the user is a member of. */
  roomsOf(user: Id): Promise<readonly Id[]>;
}
