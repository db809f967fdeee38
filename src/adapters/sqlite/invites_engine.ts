import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { inviteKeptMs } from "../../limits.ts";
import type { Invite, InviteUse, NewInvite } from "../../ports/invites.ts";
import type { AuditRecord } from "../../protocol/audit.ts";
import type { Id } from "../../protocol/id.ts";
import type { AuditEngine } from "./audit_engine.ts";
import type { Transactions } from "./transaction.ts";

export interface InvitesEngine {
  createInvite(invite: NewInvite, now: number, record?: AuditRecord): void;
  inviteByCode(code: string): Invite | undefined;
  invitesOfRoom(room: Id, now: number): readonly Invite[];
  revokeInvite(room: Id, code: string, record?: AuditRecord): boolean;
  useInvite(code: string, user: Id, now: number): InviteUse;
}

/** Forgotten with every new one: more than it adds, little enough to cost nothing. */
const forgottenAtOnceMax = 4;

export function createInvitesEngine(
  db: DatabaseSync,
  transactions: Transactions,
  audit: Pick<AuditEngine, "add">,
): InvitesEngine {
  const insert = db.prepare(
    "INSERT INTO invites (code, room, created_by, created_at, expires_at, uses_max) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const find = db.prepare("SELECT * FROM invites WHERE code = ?");
  const ofRoom = db.prepare(
    "SELECT * FROM invites WHERE room = ? AND revoked = 0 AND expires_at > ? AND uses < uses_max " +
      "ORDER BY created_at DESC, code",
  );
  const revoke = db.prepare("UPDATE invites SET revoked = 1 WHERE code = ? AND room = ? AND revoked = 0");
  const isOfRoom = db.prepare("SELECT 1 FROM invites WHERE code = ? AND room = ?");
  const isUsedBy = db.prepare("SELECT 1 FROM invite_uses WHERE code = ? AND user_id = ?");
  const addUse = db.prepare("INSERT INTO invite_uses (code, user_id) VALUES (?, ?)");
  const countUse = db.prepare("UPDATE invites SET uses = uses + 1 WHERE code = ?");
  const old = db.prepare("SELECT code FROM invites WHERE expires_at <= ? ORDER BY expires_at LIMIT ?");
  const forgetUses = db.prepare("DELETE FROM invite_uses WHERE code = ?");
  const forget = db.prepare("DELETE FROM invites WHERE code = ?");

  function forgetOld(now: number): void {
    for (const { code } of old.all(now - inviteKeptMs, forgottenAtOnceMax)) {
      forgetUses.run(code!);
      forget.run(code!);
    }
  }

  function use(code: string, user: Id, now: number): InviteUse {
    const invite = inviteOf(find.get(code));
    if (invite === undefined) return "missing";
    if (invite.revoked) return "revoked";
    if (invite.expiresAt <= now) return "expired";
    if (isUsedBy.get(code, user) !== undefined) return "ok";
    if (invite.uses >= invite.usesMax) return "used_up";
    addUse.run(code, user);
    countUse.run(code);
    return "ok";
  }

  return {
    createInvite: ({ code, room, createdBy, createdAt, expiresAt, usesMax }, now, record) =>
      transactions.write(() => {
        forgetOld(now);
        insert.run(code, room, createdBy, createdAt, expiresAt, usesMax);
        audit.add(record);
      }),
    inviteByCode: (code) => inviteOf(find.get(code)),
    invitesOfRoom: (room, now) => ofRoom.all(room, now).map((row) => inviteOf(row)!),
    revokeInvite: (room, code, record) =>
      transactions.write(() => {
        if (revoke.run(code, room).changes === 1) audit.add(record);
        return isOfRoom.get(code, room) !== undefined;
      }),
    useInvite: (code, user, now) => transactions.write(() => use(code, user, now)),
  };
}

function inviteOf(row: Record<string, SQLOutputValue> | undefined): Invite | undefined {
  if (row === undefined) return undefined;
  return {
    code: String(row.code),
    room: String(row.room),
    createdBy: String(row.created_by),
    createdAt: String(row.created_at),
    expiresAt: Number(row.expires_at),
    usesMax: Number(row.uses_max),
    uses: Number(row.uses),
    revoked: row.revoked === 1,
  };
}
