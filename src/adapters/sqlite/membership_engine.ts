import type { DatabaseSync } from "node:sqlite";
import type { Effect } from "../../protocol/event.ts";
import { foldCase } from "../../protocol/fold_case.ts";
import type { Id } from "../../protocol/id.ts";

/** Who is a member, and as what, in the transaction of the caller. Of other effects it does nothing. */
export type ApplyMembership = (room: number, effect: Effect, seq: number) => void;

export function createMembershipEngine(db: DatabaseSync): ApplyMembership {
  const add = db.prepare(
    `INSERT INTO members (room, user_id, username, role, joined_at, joined_seq, guest, guest_name)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const replace = db.prepare(
    `UPDATE members SET username = ?3, role = ?4, joined_at = ?5, joined_seq = ?6, guest = ?7, guest_name = ?8
     WHERE room = ?1 AND user_id = ?2`,
  );
  const setRole = db.prepare("UPDATE members SET role = ?3 WHERE room = ?1 AND user_id = ?2");
  const remove = db.prepare("DELETE FROM members WHERE room = ? AND user_id = ?");
  const count = db.prepare("UPDATE rooms SET member_count = member_count + ?2 WHERE key = ?1");

  function leave(room: number, user: Id): void {
    if (remove.run(room, user).changes === 1) count.run(room, -1);
  }

  return (room, effect, seq) => {
    switch (effect.kind) {
      case "member_joined": {
        const { user, role, at, guest = false } = effect;
        const name = guest ? foldCase(user.username) : null;
        const values = [room, user.id, user.username, role, at, seq, Number(guest), name] as const;
        if (add.run(...values).changes === 1) count.run(room, 1);
        else replace.run(...values);
        return;
      }
      case "member_left":
        return leave(room, effect.user_id);
      case "banned":
        return leave(room, effect.sanction.user.id);
      case "role_changed":
        return void setRole.run(room, effect.user_id, effect.role);
      case "owner_changed":
        setRole.run(room, effect.from, "admin");
        setRole.run(room, effect.to, "owner");
    }
  };
}
