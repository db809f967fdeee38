import type { DatabaseSync } from "node:sqlite";
import type { Effect, SettingsChange } from "../../protocol/event.ts";
import type { FileUsesEngine } from "./file_uses_engine.ts";

/** Applies the effect of an entry to the register and the members of its room, in the transaction of the entry. */
export type ApplyEffect = (room: number, effect: Effect, seq: number) => void;

export function createEffectsEngine(db: DatabaseSync, fileUses: FileUsesEngine): ApplyEffect {
  const addMember = db.prepare(
    `INSERT INTO members (room, user_id, username, role, joined_at, joined_seq) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const replaceMember = db.prepare(
    "UPDATE members SET username = ?3, role = ?4, joined_at = ?5, joined_seq = ?6 WHERE room = ?1 AND user_id = ?2",
  );
  const removeMember = db.prepare("DELETE FROM members WHERE room = ? AND user_id = ?");
  const countMembers = db.prepare("UPDATE rooms SET member_count = member_count + ?2 WHERE key = ?1");
  const setDescription = db.prepare("UPDATE rooms SET description = ?2 WHERE key = ?1");
  const setPrivate = db.prepare("UPDATE rooms SET is_private = ?2 WHERE key = ?1");
  const setPasswordHash = db.prepare("UPDATE rooms SET password_hash = ?2 WHERE key = ?1");
  // What is numbered as no message of the timeline does not count as unread anyway.
  const bury = db.prepare(
    `INSERT OR IGNORE INTO tombstones (room, seq)
     SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM uncounted WHERE room = ?1 AND seq = ?2)`,
  );
  const markDeleted = db.prepare("UPDATE rooms SET deleted = 1 WHERE key = ?");

  function change(room: number, settings: SettingsChange): void {
    // Not the name: `rename` claimed it ahead of this event, and may have claimed another since.
    if (settings.description !== undefined) setDescription.run(room, settings.description);
    if (settings.is_private !== undefined) setPrivate.run(room, settings.is_private ? 1 : 0);
    if (settings.password_hash !== undefined) setPasswordHash.run(room, settings.password_hash);
  }

  return (room, effect, seq) => {
    if (effect.kind === "said" && effect.attachments !== undefined) fileUses.add(room, seq, effect.attachments);
    if (effect.kind === "message_deleted") fileUses.remove(room, effect.of);
    switch (effect.kind) {
      case "member_joined": {
        const values = [room, effect.user.id, effect.user.username, effect.role, effect.at, seq] as const;
        if (addMember.run(...values).changes === 1) countMembers.run(room, 1);
        else replaceMember.run(...values);
        return;
      }
      case "member_left":
        if (removeMember.run(room, effect.user_id).changes === 1) countMembers.run(room, -1);
        return;
      case "room_changed":
        return change(room, effect.settings);
      case "room_deleted":
        markDeleted.run(room);
        return;
      case "message_deleted":
        bury.run(room, effect.of);
    }
  };
}
