import type { DatabaseSync } from "node:sqlite";
import type { Effect, SettingsChange } from "../../protocol/event.ts";
import type { ConductEngine } from "./conduct_engine.ts";
import type { FileUsesEngine } from "./file_uses_engine.ts";
import { createMembershipEngine } from "./membership_engine.ts";
import { createPolicyEngine } from "./policy_engine.ts";

/** Applies the effect of an entry to the register and the members of its room, in the transaction of the entry. */
export type ApplyEffect = (room: number, effect: Effect, seq: number) => void;

export interface EffectsDeps {
  readonly fileUses: FileUsesEngine;
  readonly conduct: ConductEngine;
}

export function createEffectsEngine(db: DatabaseSync, { fileUses, conduct }: EffectsDeps): ApplyEffect {
  const changePolicy = createPolicyEngine(db);
  const applyMembership = createMembershipEngine(db);
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
    changePolicy(room, settings);
  }

  return (room, effect, seq) => {
    if (effect.kind === "said" && effect.attachments !== undefined) fileUses.add(room, seq, effect.attachments);
    if (effect.kind === "message_deleted") fileUses.remove(room, effect.of);
    applyMembership(room, effect, seq);
    conduct.apply(room, effect, seq);
    switch (effect.kind) {
      case "owner_changed":
        return changePolicy(room, { owner_id: effect.to });
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
