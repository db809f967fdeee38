import type { EventType } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import type { LogEntry } from "./event_log.ts";

/** A message, by its seq, of which something must be known; with `user`, also what that user has put on it. */
export interface FactAsked {
  readonly seq: number;
  readonly user?: Id;
}

/** What judging asks about one entry of a room's log. */
export interface MessageFact {
  readonly seq: number;
  readonly type: EventType;
  readonly sender: Id;
  /** Of a `reply`: the seq of the message that began its thread. */
  readonly thread?: number;
  readonly deleted: boolean;
  readonly pinned: boolean;
  /** How many `edited` events there are of it. */
  readonly edits: number;
  /** How many users have put each emoji on it; none that nobody has. */
  readonly emojis: ReadonlyMap<string, number>;
  /** Of the users asked about: the emojis each has put on it. A user who was asked about has an entry. */
  readonly own: ReadonlyMap<Id, ReadonlySet<string>>;
}

/** Facts as of one seq: what the fold of the log up to there gives. */
export interface FactsAt {
  readonly seq: number;
  /** By seq, of those asked about that are at most `seq`. */
  readonly facts: ReadonlyMap<number, MessageFact>;
}

export interface ReactionCount {
  readonly emoji: string;
  readonly count: number;
  /** The first of those who have put it there and have not taken it back, at most `reactionUsersShown`, in the order of the log. */
  readonly users: readonly Id[];
  /** Whether the viewer is one of them. */
  readonly me: boolean;
}

/** How a message differs from what its entry in the log says. Of a deleted one nothing but that and its thread is left. */
export interface MessageState {
  readonly deleted?: { readonly seq: number; readonly user_id: Id };
  /** The newest `edited` event of it, as JSON. */
  readonly edited?: { readonly seq: number; readonly text: string };
  /** In the order in which each emoji came first, or again after nobody had it. */
  readonly reactions: readonly ReactionCount[];
  /** Who pinned it, and the seq of the event that says so. */
  readonly pinned?: { readonly seq: number; readonly user_id: Id };
  /** Replies in its thread that are not deleted; the newest of all, deleted or not. */
  readonly thread?: { readonly replies: number; readonly lastSeq: number; readonly lastTimestamp: string };
}

export interface StatesAt {
  readonly seq: number;
  /** By seq; those messages that differ in nothing are left out. */
  readonly states: ReadonlyMap<number, MessageState>;
}

/** One emoji of one user on a message, and the seq of the event that put it there. */
export interface Reaction {
  readonly userId: Id;
  readonly emoji: string;
  readonly seq: number;
}

/** A message that mentions somebody. */
export interface Mention {
  readonly room: Id;
  readonly seq: number;
}

/**
 * What was done to messages: projections of the logs, never written by themselves. Rows are kept only for messages that were
 * edited, deleted, reacted to, pinned or answered in a thread: a plain message costs nothing here.
 *
 * Laws, which the contract suite tries:
 * - An answer is exact as of the seq it names, and that seq is at least the head that was committed when the call began.
 * - The append of a `message_deleted` effect takes the content out of the log, physically: the text of the entry at `of` and of
 *   every `edited` entry of it becomes `tombstone(text, …)` (protocol/tombstone.ts), before the deletion can be read.
 *   Reactions, the pin and the mentions of the message are gone with it; its replies stay.
 * - Effects of entries that are in the log are applied exactly once: what two nodes repeat changes nothing. Since each was judged
 *   at the head it extends, an effect always changes something.
 * - A deleted room has none of this; `Rooms.purge` removes all of it.
 */
export interface Messages {
  facts(room: Id, asked: readonly FactAsked[]): Promise<FactsAt>;
  /** @param viewer Whose reactions are marked `me`. */
  states(room: Id, seqs: readonly number[], viewer: Id): Promise<StatesAt>;
  /** The `edited` entries of a message, ascending; at most `editsPerMessageMax` there are. */
  edits(room: Id, of: number): Promise<readonly LogEntry[]>;
  /** The reactions to a message, of one emoji or of all, in the order of the log. */
  reactions(
    room: Id,
    of: number,
    emoji: string | undefined,
    limit: number,
    offset: number,
  ): Promise<{ readonly reactions: readonly Reaction[]; readonly total: number }>;
  /**
   * The messages that mention the user as they stand, of all rooms that the user is a member of, newest first by their
   * timestamps (of the same time by room, and the later one of a room first); of the newest `mentionsListedMax`. A message
   * mentions whom its effect, or that of its newest edit, names; and where it says so, everybody who was a member by
   * then and is one since, but its sender. It counts once.
   */
  mentions(
    user: Id,
    limit: number,
    offset: number,
  ): Promise<{ readonly mentions: readonly Mention[]; readonly total: number }>;
  /** The seqs of the pinned messages, the one pinned last first. */
  pins(room: Id, limit: number, offset: number): Promise<{ readonly seqs: readonly number[]; readonly total: number }>;
}
