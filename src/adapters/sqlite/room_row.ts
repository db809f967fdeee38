import type { SQLOutputValue } from "node:sqlite";
import type { RoomRecord } from "../../ports/rooms.ts";
import type { RoomPolicy } from "../../protocol/room_policy.ts";

/** What `roomOf` needs, in any query over `rooms`. */
export const roomColumns =
  `rooms.id, name, description, creator_id, is_private, password_hash, created_at, epoch, head, member_count, policy, floor`;

export function roomOf(row: Record<string, SQLOutputValue>): RoomRecord;
export function roomOf(row: Record<string, SQLOutputValue> | undefined): RoomRecord | undefined;
export function roomOf(row: Record<string, SQLOutputValue> | undefined): RoomRecord | undefined {
  if (row === undefined) return undefined;
  return {
    id: String(row.id),
    name: String(row.name),
    description: String(row.description),
    creatorId: String(row.creator_id),
    isPrivate: row.is_private === 1,
    ...(typeof row.password_hash === "string" ? { passwordHash: row.password_hash } : {}),
    createdAt: String(row.created_at),
    epoch: String(row.epoch),
    head: Number(row.head),
    memberCount: Number(row.member_count),
    ...(Number(row.floor) === 0 ? {} : { floor: Number(row.floor) }),
    ...(typeof row.policy === "string" ? { policy: JSON.parse(row.policy) as RoomPolicy } : {}),
  };
}
