import type { Id } from "../protocol/id.ts";
import type { RoomPolicy } from "../protocol/room_policy.ts";
import type { LogEntry } from "./event_log.ts";

/** A room as its log has made it: settings are those after the event at `head`. */
export interface RoomRecord {
  readonly id: Id;
  readonly name: string;
  readonly description: string;
  readonly creatorId: Id;
  readonly isPrivate: boolean;
  /** bcrypt format; absent: no password. */
  readonly passwordHash?: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly epoch: string;
  readonly head: number;
  /** Entries up to this seq were trimmed: the log begins after it. Absent: it has all. */
  readonly floor?: number;
  readonly memberCount: number;
  /** Absent: as usual in everything. */
  readonly policy?: RoomPolicy;
}

/** `policy.participants` is given once and for all; the rest changes by events. */
export type NewRoom = Omit<RoomRecord, "head" | "floor" | "memberCount">;

export interface RoomQuery {
  /** Public rooms, and those this user is a member or the creator of. */
  readonly viewer: Id;
  /** Only rooms whose name contains this, without regard to case. Literal: no character is special. */
  readonly nameContains?: string;
  /** Only rooms the viewer is a member of. */
  readonly mine?: boolean;
  /** ISO 8601, UTC: rooms that the viewer is banned from at this moment are left out. Absent: those for ever. */
  readonly now?: string;
  readonly limit: number;
  readonly offset: number;
}

/**
 * The register of rooms. Settings other than the name change by events of the log only.
 *
 * Laws: names are unique among rooms that are not deleted, case-sensitive; a room becomes visible together with its first
 * events; a deleted room is invisible everywhere from the moment its `room_deleted` event is in the log, and its name is
 * free.
 */
export interface Rooms {
  /** Creates the room with its first entries (seq 1 …), both or neither. */
  create(room: NewRoom, first: readonly LogEntry[]): Promise<"ok" | "name_taken">;
  byId(id: Id): Promise<RoomRecord | undefined>;
  byName(name: string): Promise<RoomRecord | undefined>;
  /** Ordered by name, then id. */
  list(query: RoomQuery): Promise<{ readonly rooms: readonly RoomRecord[]; readonly total: number }>;
  /** Ids of rooms that exist, in their order, after the one given; and how many come after these. */
  ids(after: Id | undefined, limit: number): Promise<{ readonly ids: readonly Id[]; readonly left: number }>;
  /** Claims a new name at once, ahead of the event that tells of it. The room's own name is `ok`. */
  rename(id: Id, name: string): Promise<"ok" | "name_taken" | "missing">;
  /** Removes up to `limit` entries of deleted rooms; answers how many are left to remove, at least. */
  purge(limit: number): Promise<number>;
}
