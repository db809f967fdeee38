import type { Clock } from "../ports/clock.ts";
import type { EventLog } from "../ports/event_log.ts";
import type { Messages } from "../ports/messages.ts";
import type { Report, ReportQuery, Reports } from "../ports/reports.ts";
import type { UserRef } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import type { MessageView } from "../protocol/message_view.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type { ReportDecisionInput, ReportView } from "../protocol/report.ts";
import { actRecord } from "./act_record.ts";
import { createdAt } from "./ids.ts";
import { readMessage } from "./forward.ts";
import type { LiveRooms } from "./live_rooms.ts";
import type { TellReported } from "./own_signal.ts";
import { requireAdministrator } from "./permission.ts";
import { type Limiter, requireRate } from "./rooms.ts";

export type RoomReportQuery = Omit<ReportQuery, "room" | "notAbout">;

/**
 * What members report, and what those decide who have the right `view_reports`. Nobody sees or decides what is about a message
 * of their own. Of the whole server for its administrator.
 */
export interface ReportActions {
  /** Once for each user and message, however often. Throws `message_deleted`, `forbidden` for one's own, `rate_limited`. */
  report(actor: Principal, room: Id, seq: number, reason: string): Promise<void>;
  ofRoom(actor: Principal, room: Id, query: RoomReportQuery): Promise<readonly ReportView[]>;
  /** Throws `already_decided` where somebody has decided otherwise. */
  decideInRoom(actor: Principal, room: Id, id: Id, decision: ReportDecisionInput): Promise<ReportView>;
  ofServer(query: Omit<ReportQuery, "notAbout">): Promise<readonly ReportView[]>;
  decide(id: Id, decision: ReportDecisionInput): Promise<ReportView>;
}

export interface ReportActionsDeps {
  readonly reports: Reports;
  readonly live: Pick<LiveRooms, "room">;
  readonly log: Pick<EventLog, "read">;
  readonly messages: Pick<Messages, "states">;
  readonly clock: Clock;
  readonly nextId: () => Id;
  readonly tellReported: TellReported;
  /** Reports, by user. */
  readonly limiter: Limiter;
}

export function createReportActions(deps: ReportActionsDeps): ReportActions {
  const { reports, live, clock, nextId, limiter, tellReported } = deps;

  function judge(actor: Principal, room: Id): Promise<void> {
    return live.room(room).consult([actor.id], (state) => requireAdministrator(state, actor.id, "view_reports"));
  }

  async function decide(
    report: Report | undefined,
    { state, note }: ReportDecisionInput,
    by?: UserRef,
  ): Promise<ReportView> {
    if (report === undefined) throw missing();
    const { id, room, seq } = report;
    const details = { report: id, state, ...(note !== undefined && { note }) };
    const record = actRecord(deps, "decide_report", {
      ...(by !== undefined && { actor: by }),
      room_id: room,
      of: seq,
      details,
    });
    const decision = { ...(by !== undefined && { by }), at: record.at, ...(note !== undefined && { note }) };
    const decided = await reports.decide(id, state, decision, record);
    if (decided === undefined) throw missing();
    if (report.state === "open") tellReported(room, report.author);
    if (decided.state !== state) throw new ParleyError("already_decided");
    return viewOf(decided);
  }

  return {
    async report(actor, room, seq, reason) {
      requireRate(limiter, actor.id);
      const { message } = await readMessage(deps, actor.id, room, seq);
      const { reactions: _, ...view } = JSON.parse(message) as MessageView;
      if (view.deleted !== undefined) throw new ParleyError("message_deleted");
      if (view.user_id === actor.id) throw new ParleyError("forbidden", "Nobody reports a message of their own");
      const user = { id: actor.id, username: actor.username };
      const voice = { user, reason, at: new Date(clock.now()).toISOString() };
      const { user_id: author } = view;
      const changed = await reports.put({ id: nextId(), room, seq, author, message: JSON.stringify(view) }, voice);
      if (changed) tellReported(room, author);
    },
    async ofRoom(actor, room, query) {
      await judge(actor, room);
      const found = await reports.find({ ...query, room, notAbout: actor.id });
      // What was read is shown only to who has the right after it, too.
      await judge(actor, room);
      return found.map(viewOf);
    },
    async decideInRoom(actor, room, id, decision) {
      await judge(actor, room);
      const report = await reports.byId(id);
      const theirs = report?.room === room && report.author !== actor.id;
      return await decide(theirs ? report : undefined, decision, { id: actor.id, username: actor.username });
    },
    ofServer: async (query) => (await reports.find(query)).map(viewOf),
    decide: async (id, decision) => await decide(await reports.byId(id), decision),
  };
}

function missing(): ParleyError {
  return new ParleyError("not_found", "There is no such report");
}

function viewOf({ id, room, seq, state, voices, message, decision }: Report): ReportView {
  return {
    id,
    room_id: room,
    seq,
    state,
    at: voices[0]?.at ?? createdAt(id),
    count: voices.length,
    reports: [...voices],
    ...(message !== undefined && { message: JSON.parse(message) as MessageView }),
    ...(decision !== undefined && { decision }),
  };
}
