import type { AuditRecord } from "../protocol/audit.ts";
import type { UserRef } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import type { ReportState } from "../protocol/report.ts";

/** What one person has said about a message. */
export interface ReportVoice {
  readonly user: UserRef;
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface NewReport {
  readonly id: Id;
  readonly room: Id;
  /** Of the message. */
  readonly seq: number;
  /** Whose message it is. */
  readonly author: Id;
  /** The message as it stands, as JSON. */
  readonly message: string;
}

export interface Decision {
  /** Absent: the administrator. */
  readonly by?: UserRef;
  readonly at: string;
  readonly note?: string;
}

export interface Report extends Omit<NewReport, "message"> {
  readonly state: ReportState;
  /** Each of another user, in the order in which they came; at most `reportVoicesMax`. The first one says when it was opened. */
  readonly voices: readonly ReportVoice[];
  /** Gone with the decision. */
  readonly message?: string;
  readonly decision?: Decision;
}

export interface ReportQuery {
  readonly state: ReportState;
  readonly room?: Id | undefined;
  /** None about messages of this user. */
  readonly notAbout?: Id | undefined;
  /** Only what was opened before the report of this id. */
  readonly before?: Id | undefined;
  readonly limit: number;
}

/**
 * What people have reported, for those who decide about it. It outlives its room while it is open.
 *
 * Laws, which the contract suite tries:
 * - Of a message there is at most one open report, however many report it at once; once it is decided, another is opened by
 *   whoever reports the message then. What one user says about a message counts once, over all of its reports.
 * - A decision is made once, with its record, and takes the copy of the message out of the store.
 */
export interface Reports {
  /** Adds the voice to the message's open report, or opens this one with it. Answers whether anything has changed. */
  put(report: NewReport, voice: ReportVoice): Promise<boolean>;
  byId(id: Id): Promise<Report | undefined>;
  /** Newest first, by when they were opened. */
  find(query: ReportQuery): Promise<readonly Report[]>;
  /** Answers the report after it: of one that was decided already, as it was. `undefined`: there is none. */
  decide(
    id: Id,
    state: Exclude<ReportState, "open">,
    decision: Decision,
    record: AuditRecord,
  ): Promise<Report | undefined>;
  /** Takes away what is kept of a user's messages, and what the user has reported. Repeating it is harmless. */
  forget(user: Id): Promise<void>;
}
