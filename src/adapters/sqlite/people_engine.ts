import type { DatabaseSync } from "node:sqlite";
import { peopleScanMax } from "../../limits.ts";
import { foldCase } from "../../protocol/fold_case.ts";
import type { Id } from "../../protocol/id.ts";
import { isNamedSo } from "../../protocol/search_people.ts";

/** Accounts by the beginning of a name: see `Search.people`. */
export type FindPeople = (beginning: string, limit: number) => readonly Id[];

export function createFindPeople(db: DatabaseSync): FindPeople {
  const byUsername = db.prepare(
    `SELECT id FROM accounts WHERE username_folded >= ?1 AND username_folded < ?1 || char(0x10ffff) AND disabled = 0
     ORDER BY username_folded LIMIT ?2`,
  );
  const named = db.prepare(
    "SELECT id, display_name FROM accounts WHERE display_name <> '' AND disabled = 0 ORDER BY id LIMIT ?",
  );
  return (beginning, limit) => {
    const found = new Set<Id>();
    for (const { id } of byUsername.iterate(foldCase(beginning), limit)) found.add(String(id));
    if (found.size === limit) return [...found];
    for (const { id, display_name } of named.iterate(peopleScanMax)) {
      if (isNamedSo(String(display_name), beginning)) found.add(String(id));
      if (found.size === limit) break;
    }
    return [...found];
  };
}
