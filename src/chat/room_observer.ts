import type { Head, LogEntry } from "../ports/event_log.ts";
import type { Id } from "../protocol/id.ts";

/** Who is told what happens in a room. */
export interface RoomObserver {
  /** The users who read it on this node. */
  readers(room: Id): readonly Id[];
  /** The next entries of the log, in seq order, each exactly once. */
  delivered(room: Id, entries: readonly LogEntry[]): void;
  /**
   * The log goes on somewhere else: cursors are void. What happened to its people until then is not told any more, so this says
   * who of the readers may go on, as of that head.
   */
  reset(room: Id, head: Head, mayRead: (user: Id) => boolean): void;
  /** Everything up to this seq was removed from the log; nothing else of it changed. */
  trimmed(room: Id, floor: number): void;
  /** The room is no more. */
  gone(room: Id): void;
}
