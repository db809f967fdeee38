import type { AuditAction, AuditRecord } from "../protocol/audit.ts";
import type { Id } from "../protocol/id.ts";

export interface AuditQuery {
  /** Absent: of all rooms, and of what is in none. */
  readonly room?: Id | undefined;
  readonly action?: AuditAction | undefined;
  /** Who acted. */
  readonly actor?: Id | undefined;
  /** Only what stands before the record of this id. */
  readonly before?: Id | undefined;
  readonly limit: number;
}

/**
 * The record of every administrative act. There is no call that writes it: a record is written with its act, both or neither,
 * and nothing changes it. What removes it is its age alone, where the operator wants that.
 *
 * Laws, which the contract suite tries:
 * - The record of an entry of a room's log is the one that `auditOf` makes of it; it can be read no later than the entry, and
 *   is there once, however often the entry's effects are applied.
 * - Calls of other ports that take a record write it exactly when they change something.
 * - Records outlive their room.
 */
export interface AuditLog {
  /** Newest first, by `auditPlace`. Before a record that there is not, there is nothing. */
  find(query: AuditQuery): Promise<readonly AuditRecord[]>;
  /** Removes up to `limit` records from before a moment (ISO 8601), the oldest first; answers how many. */
  trim(before: string, limit: number): Promise<number>;
}
