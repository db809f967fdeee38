import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { roles, type UserRef } from "../../protocol/event.ts";
import { foldCase } from "../../protocol/fold_case.ts";
import type { Id } from "../../protocol/id.ts";
import type { Conduct, Member, PlacedSanction } from "../../ports/members.ts";
import type { ConductEngine } from "./conduct_engine.ts";
import type { Transactions } from "./transaction.ts";

export interface MembersFound {
  readonly seq: number;
  readonly members: readonly Member[];
  /** Of whom something is to be said. */
  readonly conduct: readonly (readonly [Id, Conduct])[];
}

export interface MemberPage {
  readonly members: readonly Member[];
  readonly total: number;
}

export interface MembersEngine {
  lookup(room: Id, users: readonly Id[]): MembersFound;
  listMembers(room: Id, limit: number, offset: number): MemberPage;
  guests(room: Id, usernames: readonly string[]): readonly UserRef[];
  roomsOf(user: Id): readonly Id[];
  sanctions(room: Id, kind: "ban" | "mute", page: SanctionPage): readonly PlacedSanction[];
}

export interface SanctionPage {
  readonly now: string;
  readonly limit: number;
  readonly before?: number;
}

export function createMembersEngine(
  db: DatabaseSync,
  transactions: Transactions,
  conduct: ConductEngine,
): MembersEngine {
  const findRoom = db.prepare("SELECT key, head, member_count FROM rooms WHERE id = ? AND deleted = 0");
  const findMembers = db.prepare(
    "SELECT * FROM members WHERE room = ? AND user_id IN (SELECT value FROM json_each(?))",
  );
  const oldestFirst = db.prepare("SELECT * FROM members WHERE room = ? ORDER BY joined_at, user_id LIMIT ? OFFSET ?");
  const guests = db.prepare(
    `SELECT m.user_id, m.username FROM json_each(?2) named CROSS JOIN members m INDEXED BY members_guests
     ON m.room = ?1 AND m.guest_name = named.value ORDER BY m.user_id`,
  );
  const roomsOfUser = db.prepare(
    `SELECT rooms.id FROM members CROSS JOIN rooms ON rooms.key = members.room
     WHERE members.user_id = ? AND rooms.deleted = 0 ORDER BY rooms.id`,
  );

  return {
    lookup: (id, users) =>
      transactions.read(() => {
        const room = findRoom.get(id);
        if (room === undefined) return { seq: 0, members: [], conduct: [] };
        const named = JSON.stringify(users);
        const members = findMembers.all(room.key!, named).map(memberOf);
        return { seq: Number(room.head), members, conduct: conduct.of(Number(room.key), named) };
      }),
    listMembers: (id, limit, offset) =>
      transactions.read(() => {
        const room = findRoom.get(id);
        if (room === undefined) return { members: [], total: 0 };
        return { members: oldestFirst.all(room.key!, limit, offset).map(memberOf), total: Number(room.member_count) };
      }),
    sanctions: (id, kind, { now, limit, before = Number.MAX_SAFE_INTEGER }) =>
      transactions.read(() => {
        const room = findRoom.get(id);
        return room === undefined ? [] : conduct.sanctions(Number(room.key), kind, now, before, limit);
      }),
    guests: (id, usernames) =>
      transactions.read(() => {
        const room = findRoom.get(id);
        if (room === undefined) return [];
        return guests.all(room.key!, JSON.stringify(usernames.map(foldCase))).map(({ user_id, username }) => {
          return { id: String(user_id), username: String(username) };
        });
      }),
    roomsOf: (user) => roomsOfUser.all(user).map((row) => String(row.id)),
  };
}

function memberOf(row: Record<string, SQLOutputValue>): Member {
  return {
    userId: String(row.user_id),
    username: String(row.username),
    role: roles.find((role) => role === row.role) ?? "member",
    joinedAt: String(row.joined_at),
    ...(row.guest === 1 ? { guest: true } : {}),
  };
}
