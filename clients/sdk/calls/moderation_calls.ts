import type { AuditAction, AuditRecord } from "../../../src/protocol/audit.ts";
import type { Role } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { NewSanction, SanctionView } from "../../../src/protocol/moderation.ts";
import type { ReportDecisionInput, ReportState, ReportView } from "../../../src/protocol/report.ts";
import type { MemberView } from "../../../src/protocol/room.ts";
import type { CallOptions } from "../entities.ts";
import type { CallTable } from "./call_table.ts";

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
export interface ModerationCalls {
  setRole(room: Id, user: Id, role: Exclude<Role, "owner">, options?: CallOptions): Promise<MemberView>;
  /** Hands the room on: who owned it is an administrator of it then. */
  transfer(room: Id, user: Id, options?: CallOptions): Promise<MemberView>;
  /** Whoever is removed may come back. */
  remove(room: Id, user: Id, reason?: string, options?: CallOptions): Promise<void>;
  /** Ends a membership, and keeps its user out: for ever, or for so many seconds. */
  readonly ban: Impose;
  readonly unban: Lift;
  /** Lets somebody read, and say nothing. */
  readonly mute: Impose;
  readonly unmute: Lift;
  /** Those that hold, newest first. */
  readonly bans: Listing<"bans">;
  readonly mutes: Listing<"mutes">;
  /** Tells those who moderate of a message. Once for each user and message. */
  report(room: Id, seq: number, reason: string, options?: CallOptions): Promise<void>;
  /** What was reported, newest first. */
  reports(
    room: Id,
    query?: ReportsQuery,
    options?: CallOptions,
  ): Promise<{ readonly reports: readonly ReportView[] }>;
  decideReport(room: Id, report: Id, decision: ReportDecisionInput, options?: CallOptions): Promise<ReportView>;
  /** What was done in the room by right, newest first. */
  audit(room: Id, query?: AuditQuery, options?: CallOptions): Promise<{ readonly records: readonly AuditRecord[] }>;
}

export const moderationCalls: CallTable<ModerationCalls> = {
  setRole: "PUT /rooms/:/members/:/role {role}",
  transfer: "PUT /rooms/:/owner {user_id}",
  remove: "DELETE /rooms/:/members/: ?reason",
  ban: "PUT /rooms/:/bans/: {}",
  unban: "DELETE /rooms/:/bans/:",
  mute: "PUT /rooms/:/mutes/: {}",
  unmute: "DELETE /rooms/:/mutes/:",
  bans: "GET /rooms/:/bans ?",
  mutes: "GET /rooms/:/mutes ?",
  report: "POST /rooms/:/messages/:/report {reason}",
  reports: "GET /rooms/:/reports ?",
  decideReport: "PATCH /rooms/:/reports/: {}",
  audit: "GET /rooms/:/audit ?",
};
