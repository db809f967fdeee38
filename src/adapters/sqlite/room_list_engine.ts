import type { DatabaseSync } from "node:sqlite";
import { foldCase } from "../../protocol/fold_case.ts";
import type { RoomQuery, RoomRecord } from "../../ports/rooms.ts";
import { roomColumns, roomOf } from "./room_row.ts";
import type { Transactions } from "./transaction.ts";

export interface RoomPage {
  readonly rooms: readonly RoomRecord[];
  readonly total: number;
}

export type ListRooms = (query: RoomQuery) => RoomPage;

const mine = `FROM members CROSS JOIN rooms ON rooms.key = members.room
  WHERE members.user_id = :viewer AND deleted = 0`;
const visible = `FROM rooms WHERE deleted = 0 AND (is_private = 0 OR creator_id = :viewer
  OR EXISTS (SELECT 1 FROM members WHERE members.room = rooms.key AND members.user_id = :viewer))
  AND rooms.key NOT IN (SELECT room FROM sanctions
    WHERE user_id = :viewer AND kind = 0 AND (until IS NULL OR until > :now))`;
// instr and not LIKE: no character of the search is special.
const named = "AND (:part = '' OR instr(name_folded, :part) > 0)";

export function createRoomListEngine(db: DatabaseSync, transactions: Transactions): ListRooms {
  const page = (from: string) =>
    db.prepare(`SELECT ${roomColumns} ${from} ${named} ORDER BY name, rooms.id LIMIT :limit OFFSET :offset`);
  const total = (from: string) => db.prepare(`SELECT count(*) AS total ${from} ${named}`);
  const ofMine = { page: page(mine), total: total(mine) };
  const ofVisible = { page: page(visible), total: total(visible) };

  return (query) => {
    const { page, total } = query.mine === true ? ofMine : ofVisible;
    // Later than any ban lasts: then none counts but those for ever, and where it matters the moment is given.
    const moment = query.mine === true ? {} : { now: query.now ?? "9" };
    const who = { viewer: query.viewer, part: foldCase(query.nameContains ?? ""), ...moment };
    return transactions.read(() => ({
      rooms: page.all({ ...who, limit: query.limit, offset: query.offset }).map((row) => roomOf(row)),
      total: Number(total.get(who)?.total),
    }));
  };
}
