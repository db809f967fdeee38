import type { AuditRecord } from "../protocol/audit.ts";
import type { Id } from "../protocol/id.ts";

/** A link by which people come into a room. */
export interface Invite {
  /** What the link ends with: unguessable, and all that is needed to use it. */
  readonly code: string;
  readonly room: Id;
  readonly createdBy: Id;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** How many different people may use it. */
  readonly usesMax: number;
  /** How many have. */
  readonly uses: number;
  readonly revoked: boolean;
}

export type NewInvite = Omit<Invite, "uses" | "revoked">;

export type InviteUse = "ok" | "missing" | "expired" | "revoked" | "used_up";

/**
 * Invitations by link.
 *
 * Law of `use`: however many ask at once, on however many nodes, exactly `usesMax` different users are told `ok`. Who has
 * been told so once is told so again, and is not counted again: who lost the answer, or failed at what came after, comes
 * back without a loss. An invitation that is over tells nobody `ok`, who has used it included.
 * Entries may be forgotten a month after `expiresAt`.
 */
export interface Invites {
  /** `record`: kept with it, here as in `revoke`. */
  create(invite: NewInvite, record?: AuditRecord): Promise<void>;
  byCode(code: string): Promise<Invite | undefined>;
  /** Those of the room that are neither over at `now` nor revoked, newest first. */
  ofRoom(room: Id, now: number): Promise<readonly Invite[]>;
  /** Answers whether the room has such an invitation. Repeating it is harmless. */
  revoke(room: Id, code: string, record?: AuditRecord): Promise<boolean>;
  /** Takes a place for the user. `now`: milliseconds since 1970. */
  use(code: string, user: Id, now: number): Promise<InviteUse>;
}
