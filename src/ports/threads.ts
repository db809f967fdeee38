import type { Id } from "../protocol/id.ts";
import type { LogEntry, SeqRange } from "./event_log.ts";

/** How a user stands to a thread. */
export interface ThreadStanding {
  readonly room: Id;
  /** The seq of the message that began it. */
  readonly root: number;
  readonly following: boolean;
  /** The highest of what was marked and of the user's own newest reply; 0: nothing. */
  readonly lastRead: number;
  /** Replies after it that are not deleted. */
  readonly unread: number;
  /** Replies that are not deleted. */
  readonly replies: number;
  /** The newest reply, deleted or not; 0: there is none. */
  readonly lastSeq: number;
}

/**
 * Threads: projections of the logs, and who follows them. A thread is a `text` and the `reply` entries whose effect
 * `said` names its seq as `thread`.
 *
 * Laws, which the contract suite tries:
 * - Who replies follows the thread from then on; who wrote its root follows it from the first reply on, unless it was
 *   unfollowed. Nobody else does without asking.
 * - A position never goes back. Unread replies are worked out from the log, never incremented.
 * - `followed` names threads of rooms the user is a member of now, and that have a reply.
 */
export interface Threads {
  /** The entries of a thread's replies in the range: the newest `limit`, or the oldest; ascending. And how many the thread has. */
  replies(
    room: Id,
    root: number,
    range: SeqRange,
    limit: number,
    end: "newest" | "oldest",
  ): Promise<{ readonly entries: readonly LogEntry[]; readonly total: number }>;
  standing(user: Id, room: Id, root: number): Promise<ThreadStanding>;
  /** Durable when it resolves. */
  follow(user: Id, room: Id, root: number, following: boolean): Promise<void>;
  /** Moves the position forward. Durable when it resolves. */
  markThread(user: Id, room: Id, root: number, seq: number): Promise<void>;
  /** Those with the newest reply first. */
  followed(
    user: Id,
    limit: number,
    offset: number,
  ): Promise<{ readonly threads: readonly ThreadStanding[]; readonly total: number }>;
}
