import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Id } from "../../protocol/id.ts";
import type { Member } from "../../ports/members.ts";
import type { Transactions } from "./transaction.ts";

export interface MembersFound {
  readonly seq: number;
  readonly members: readonly Member[];
}

export interface MemberPage {
  readonly members: readonly Member[];
  readonly total: number;
}

export interface MembersEngine {
  lookup(room: Id, users: readonly Id[]): MembersFound;
  list(room: Id, limit: number, offset: number): MemberPage;
  roomsOf(user: Id): readonly Id[];
}

export function createMembersEngine(db: DatabaseSync, transactions: Transactions): MembersEngine {
  const findRoom = db.prepare("SELECT key, head, member_count FROM rooms WHERE id = ? AND deleted = 0");
  const findMembers = db.prepare(
    "SELECT * FROM members WHERE room = ? AND user_id IN (SELECT value FROM json_each(?))",
  );
  const oldestFirst = db.prepare("SELECT * FROM members WHERE room = ? ORDER BY joined_at, user_id LIMIT ? OFFSET ?");
  const roomsOfUser = db.prepare(
    `SELECT rooms.id FROM members CROSS JOIN rooms ON rooms.key = members.room
     WHERE members.user_id = ? AND rooms.deleted = 0 ORDER BY rooms.id`,
  );

  return {
    lookup: (id, users) =>
      transactions.read(() => {
        const room = findRoom.get(id);
        if (room === undefined) return { seq: 0, members: [] };
        return { seq: Number(room.head), members: findMembers.all(room.key!, JSON.stringify(users)).map(memberOf) };
      }),
    list: (id, limit, offset) =>
      transactions.read(() => {
        const room = findRoom.get(id);
        if (room === undefined) return { members: [], total: 0 };
        return { members: oldestFirst.all(room.key!, limit, offset).map(memberOf), total: Number(room.member_count) };
      }),
    roomsOf: (user) => roomsOfUser.all(user).map((row) => String(row.id)),
  };
}

function memberOf(row: Record<string, SQLOutputValue>): Member {
  return {
    userId: String(row.user_id),
    username: String(row.username),
    role: row.role === "owner" ? "owner" : "member",
    joinedAt: String(row.joined_at),
  };
}
