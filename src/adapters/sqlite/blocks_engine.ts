import type { DatabaseSync } from "node:sqlite";
import type { Block } from "../../ports/blocks.ts";
import type { Id } from "../../protocol/id.ts";
import type { Transactions } from "./transaction.ts";

export interface BlocksEngine {
  putBlock(user: Id, block: Block): void;
  removeBlock(user: Id, other: Id): void;
  blockersOf(user: Id, among: readonly Id[]): readonly Id[];
  blocksOf(user: Id, limit: number): readonly Block[];
  forgetBlocks(user: Id): void;
}

export function createBlocksEngine(db: DatabaseSync, transactions: Transactions): BlocksEngine {
  const put = db.prepare("INSERT OR IGNORE INTO blocks (user_id, blocked, at) VALUES (?, ?, ?)");
  const remove = db.prepare("DELETE FROM blocks WHERE user_id = ? AND blocked = ?");
  const blockers = db.prepare(
    "SELECT user_id FROM blocks WHERE user_id IN (SELECT value FROM json_each(?)) AND blocked = ? ORDER BY user_id",
  );
  const page = db.prepare("SELECT blocked, at FROM blocks WHERE user_id = ? ORDER BY at DESC, blocked LIMIT ?");
  const forget = db.prepare("DELETE FROM blocks WHERE user_id = ?1 OR blocked = ?1");
  return {
    putBlock: (user, block) => transactions.write(() => void put.run(user, block.user, block.at)),
    removeBlock: (user, other) => transactions.write(() => void remove.run(user, other)),
    blockersOf: (user, among) => blockers.all(JSON.stringify(among), user).map(({ user_id }) => String(user_id)),
    blocksOf: (user, limit) =>
      page.all(user, limit).map(({ blocked, at }) => ({ user: String(blocked), at: String(at) })),
    forgetBlocks: (user) => transactions.write(() => void forget.run(user)),
  };
}
