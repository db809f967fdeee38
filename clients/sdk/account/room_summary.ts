import type { Id } from "../../../src/protocol/id.ts";
import type { Room } from "../../../src/protocol/room.ts";
import type { Person } from "../timeline/timeline_item.ts";

/** The newest message of a room, for a line below its name. */
export interface LastMessage {
  readonly seq: number;
  readonly user: Person;
  readonly content: string;
  readonly timestamp: string;
}

/** A room as lists show it. Never changed: what changes is another object. */
export interface RoomSummary {
  readonly id: Id;
  readonly name: string;
  readonly description: string;
  readonly isPrivate: boolean;
  readonly hasPassword: boolean;
  readonly creatorId: Id;
  readonly createdAt: string;
  /** How many members it has. */
  readonly members: number;
  /** Whether one is a member. */
  readonly isMember: boolean;
  readonly epoch: string;
  /** The newest seq. */
  readonly head: number;
  /** The last seq that counts as read. */
  readonly lastRead: number;
  /** Messages of others after it. */
  readonly unread: number;
  /** As far as it is known: from what has arrived while this program ran, or from the cache. */
  readonly lastMessage?: LastMessage;
}

export function summaryOf(room: Room, isMember: boolean): RoomSummary {
  const { id, name, description, head, epoch } = room;
  return {
    ...{ id, name, description, head, epoch, isMember },
    isPrivate: room.is_private,
    hasPassword: room.has_password,
    creatorId: room.creator_id,
    createdAt: room.created_at,
    members: room.member_count,
    lastRead: room.last_read ?? 0,
    unread: room.unread ?? 0,
  };
}
