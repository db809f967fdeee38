import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Account, ProfileChange } from "../../ports/accounts.ts";
import { foldCase } from "../../protocol/fold_case.ts";
import type { AuditRecord } from "../../protocol/audit.ts";
import type { Id } from "../../protocol/id.ts";
import type { AuditEngine } from "./audit_engine.ts";
import type { Transactions } from "./transaction.ts";

export interface AccountsEngine {
  create(account: Account): "ok" | "username_taken" | "email_taken";
  byId(id: Id): Account | undefined;
  byUsername(username: string): Account | undefined;
  byEmail(email: string): Account | undefined;
  update(id: Id, change: ProfileChange): Account | undefined;
  byIds(ids: readonly Id[]): readonly Account[];
  setDisabled(id: Id, disabled: boolean, record?: AuditRecord): Account | undefined;
  remove(id: Id): void;
}

export function createAccountsEngine(
  db: DatabaseSync,
  transactions: Transactions,
  audit: Pick<AuditEngine, "add">,
): AccountsEngine {
  const insert = db.prepare(
    `INSERT INTO accounts
     (id, username, username_folded, email, password_hash, created_at, display_name, avatar_url, bio, status_text)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const findById = db.prepare("SELECT * FROM accounts WHERE id = ?");
  const findByUsername = db.prepare("SELECT * FROM accounts WHERE username_folded = ?");
  const findByEmail = db.prepare("SELECT * FROM accounts WHERE email = ?");
  const setProfile = db.prepare(
    `UPDATE accounts SET display_name = coalesce(?2, display_name), avatar_url = coalesce(?3, avatar_url),
     bio = coalesce(?4, bio), status_text = coalesce(?5, status_text), status_emoji = coalesce(?6, status_emoji),
     status_until = coalesce(?7, status_until) WHERE id = ?1`,
  );
  const setDisabled = db.prepare(
    "UPDATE accounts SET generation = generation + (disabled < ?2), disabled = ?2 WHERE id = ?1 AND disabled <> ?2",
  );
  const remove = db.prepare("DELETE FROM accounts WHERE id = ?");
  const forgetSeen = db.prepare("DELETE FROM last_seen WHERE user_id = ?");
  const findByIds = db.prepare("SELECT * FROM accounts WHERE id IN (SELECT value FROM json_each(?))");

  function create(account: Account): "ok" | "username_taken" | "email_taken" {
    const folded = foldCase(account.username);
    if (findByUsername.get(folded) !== undefined) return "username_taken";
    if (findByEmail.get(account.email) !== undefined) return "email_taken";
    insert.run(
      account.id,
      account.username,
      folded,
      account.email,
      account.passwordHash,
      account.createdAt,
      account.displayName,
      account.avatarUrl,
      account.bio,
      account.statusText,
    );
    return "ok";
  }

  return {
    create: (account) => transactions.write(() => create(account)),
    byId: (id) => accountOf(findById.get(id)),
    byUsername: (username) => accountOf(findByUsername.get(foldCase(username))),
    byEmail: (email) => accountOf(findByEmail.get(email)),
    byIds: (ids) => findByIds.all(JSON.stringify(ids)).map((row) => accountOf(row)!),
    update: (id, { displayName, avatarUrl, bio, statusText, statusEmoji, statusUntil }) =>
      transactions.write(() => {
        const status = [statusText ?? null, statusEmoji ?? null, statusUntil ?? null] as const;
        setProfile.run(id, displayName ?? null, avatarUrl ?? null, bio ?? null, ...status);
        return accountOf(findById.get(id));
      }),
    setDisabled: (id, disabled, record) =>
      transactions.write(() => {
        if (setDisabled.run(id, disabled ? 1 : 0).changes === 1) audit.add(record);
        return accountOf(findById.get(id));
      }),
    remove: (id) =>
      transactions.write(() => {
        remove.run(id);
        forgetSeen.run(id);
      }),
  };
}

function accountOf(row: Record<string, SQLOutputValue> | undefined): Account | undefined {
  if (row === undefined) return undefined;
  return {
    id: String(row.id),
    username: String(row.username),
    email: String(row.email),
    passwordHash: String(row.password_hash),
    createdAt: String(row.created_at),
    displayName: String(row.display_name),
    avatarUrl: String(row.avatar_url),
    bio: String(row.bio),
    statusText: String(row.status_text),
    ...(row.status_emoji !== "" && { statusEmoji: String(row.status_emoji) }),
    ...(Number(row.status_until) > 0 && { statusUntil: Number(row.status_until) }),
    ...(Number(row.disabled) === 1 && { disabled: true }),
    ...(Number(row.generation) > 0 && { generation: Number(row.generation) }),
  };
}
