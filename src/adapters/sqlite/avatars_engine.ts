import type { DatabaseSync } from "node:sqlite";
import type { Avatar } from "../../ports/avatars.ts";
import type { Id } from "../../protocol/id.ts";
import type { Transactions } from "./transaction.ts";

export interface AvatarsEngine {
  putAvatar(user: Id, avatar: Avatar): void;
  avatarOf(user: Id): Avatar | undefined;
  removeAvatar(user: Id): void;
}

export function createAvatarsEngine(db: DatabaseSync, transactions: Transactions): AvatarsEngine {
  const put = db.prepare("INSERT OR REPLACE INTO avatars (user_id, type, digest, bytes) VALUES (?, ?, ?, ?)");
  const find = db.prepare("SELECT type, digest, bytes FROM avatars WHERE user_id = ?");
  const remove = db.prepare("DELETE FROM avatars WHERE user_id = ?");
  return {
    putAvatar: (user, { type, digest, bytes }) => transactions.write(() => void put.run(user, type, digest, bytes)),
    avatarOf(user) {
      const row = find.get(user);
      if (row === undefined) return undefined;
      const bytes = new Uint8Array(row.bytes as Uint8Array);
      return { type: String(row.type) as Avatar["type"], digest: String(row.digest), bytes };
    },
    removeAvatar: (user) => transactions.write(() => void remove.run(user)),
  };
}
