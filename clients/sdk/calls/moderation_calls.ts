import type { AuditAction, AuditRecord } from "../../../src/protocol/audit.ts";
import type { Role } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { NewSanction, SanctionView } from "../../../src/protocol/moderation.ts";
import type { ReportDecisionInput, ReportState, ReportView } from "../../../src/protocol/report.ts";
import type { MemberView } from "../../../src/protocol/room.ts";
import type { CallOptions } from "../entities.ts";
import type { Caller } from "../http.ts";

const path = encodeURIComponent;

/** `before`: the `seq` of the last one of the page before. */
export interface SanctionQuery {
  readonly limit?: number;
  readonly before?: number;
}

/** `before`: the `id` of the last one of the page before. */
export interface AuditQuery {
  readonly action?: AuditAction;
  readonly actor?: Id;
  readonly limit?: number;
  readonly before?: Id;
}

/** `before`: the `id` of the last one of the page before. */
export interface ReportsQuery {
  /** Absent: `open`. */
  readonly state?: ReportState;
  readonly limit?: number;
  readonly before?: Id;
}

type Impose = (room: Id, user: Id, terms?: NewSanction, options?: CallOptions) => Promise<void>;
type Lift = (room: Id, user: Id, options?: CallOptions) => Promise<void>;
type Listing<Kind extends string> = (
  room: Id,
  query?: SanctionQuery,
  options?: CallOptions,
) => Promise<{ readonly [Name in Kind]: readonly SanctionView[] }>;

/** What is done about the people of a room, by who may: each is an event of its log, or none where it was so already. */
export function moderationCalls(call: Caller) {
  const impose = (kind: string): Impose => (room, user, terms = {}, options) =>
    call(`/rooms/${path(room)}/${kind}/${path(user)}`, { method: "PUT", body: terms, ...options });
  const lift = (kind: string): Lift => (room, user, options) =>
    call(`/rooms/${path(room)}/${kind}/${path(user)}`, { method: "DELETE", ...options });
  const listing = <Kind extends string>(kind: Kind): Listing<Kind> => (room, query = {}, options) =>
    call(`/rooms/${path(room)}/${kind}`, { query, ...options });
  return {
    setRole: (room: Id, user: Id, role: Exclude<Role, "owner">, options?: CallOptions): Promise<MemberView> =>
      call(`/rooms/${path(room)}/members/${path(user)}/role`, { method: "PUT", body: { role }, ...options }),
    /** Hands the room on: who owned it is an administrator of it then. */
    transfer: (room: Id, user: Id, options?: CallOptions): Promise<MemberView> =>
      call(`/rooms/${path(room)}/owner`, { method: "PUT", body: { user_id: user }, ...options }),
    /** Whoever is removed may come back. */
    remove: (room: Id, user: Id, reason?: string, options?: CallOptions): Promise<void> =>
      call(`/rooms/${path(room)}/members/${path(user)}`, { method: "DELETE", query: { reason }, ...options }),
    /** Ends a membership, and keeps its user out: for ever, or for so many seconds. */
    ban: impose("bans"),
    unban: lift("bans"),
    /** Lets somebody read, and say nothing. */
    mute: impose("mutes"),
    unmute: lift("mutes"),
    /** Those that hold, newest first. */
    bans: listing("bans"),
    mutes: listing("mutes"),
    /** Tells those who moderate of a message. Once for each user and message. */
    report: (room: Id, seq: number, reason: string, options?: CallOptions): Promise<void> =>
      call(`/rooms/${path(room)}/messages/${seq}/report`, { method: "POST", body: { reason }, ...options }),
    /** What was reported, newest first. */
    reports: (
      room: Id,
      query: ReportsQuery = {},
      options?: CallOptions,
    ): Promise<{ readonly reports: readonly ReportView[] }> =>
      call(`/rooms/${path(room)}/reports`, { query: { ...query }, ...options }),
    decideReport: (
      room: Id,
      report: Id,
      decision: ReportDecisionInput,
      options?: CallOptions,
    ): Promise<ReportView> =>
      call(`/rooms/${path(room)}/reports/${path(report)}`, { method: "PATCH", body: decision, ...options }),
    /** What was done in the room by right, newest first. */
    audit: (
      room: Id,
      query: AuditQuery = {},
      options?: CallOptions,
    ): Promise<{ readonly records: readonly AuditRecord[] }> =>
      call(`/rooms/${path(room)}/audit`, { query: { ...query }, ...options }),
  };
}
