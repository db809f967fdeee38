import type { DatabaseSync } from "node:sqlite";
import type { SettingsChange } from "../../protocol/event.ts";
import type { RoomPolicy } from "../../protocol/room_policy.ts";

/** Lays a change over what a room says about rights, in the transaction of the caller. */
export type ChangePolicy = (room: number, change: SettingsChange | Pick<RoomPolicy, "owner_id">) => void;

export function createPolicyEngine(db: DatabaseSync): ChangePolicy {
  const find = db.prepare("SELECT policy FROM rooms WHERE key = ?");
  const set = db.prepare("UPDATE rooms SET policy = ?2 WHERE key = ?1");
  return (room, change) => {
    const { name: _n, description: _d, is_private: _i, password_hash: _p, ...policy } = change as SettingsChange;
    if (Object.keys(policy).length === 0) return;
    const before = find.get(room)?.policy;
    const known = typeof before === "string" ? JSON.parse(before) as RoomPolicy : {};
    set.run(room, JSON.stringify({ ...known, ...policy }));
  };
}
