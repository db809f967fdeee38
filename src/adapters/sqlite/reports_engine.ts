import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import { reportVoicesMax } from "../../limits.ts";
import type { Decision, NewReport, Report, ReportQuery, ReportVoice } from "../../ports/reports.ts";
import type { AuditRecord } from "../../protocol/audit.ts";
import type { Id } from "../../protocol/id.ts";
import type { AuditEngine } from "./audit_engine.ts";
import type { Transactions } from "./transaction.ts";

export interface ReportsEngine {
  putReport(report: NewReport, voice: ReportVoice): boolean;
  reportById(id: Id): Report | undefined;
  findReports(query: ReportQuery): readonly Report[];
  decideReport(
    id: Id,
    state: "dismissed" | "acted",
    decision: Decision,
    record: AuditRecord,
  ): Report | undefined;
  forgetReports(user: Id): void;
}

export interface ReportsDeps {
  readonly audit: Pick<AuditEngine, "add">;
  /** Something was taken out of the store that must be gone from the disk. */
  readonly erased: () => void;
}

export function createReportsEngine(
  db: DatabaseSync,
  transactions: Transactions,
  { audit, erased }: ReportsDeps,
): ReportsEngine {
  const insert = db.prepare(
    "INSERT INTO reports (id, place, room, seq, author, state, report) VALUES (?, ?, ?, ?, ?, 'open', ?)",
  );
  const set = db.prepare("UPDATE reports SET state = ?2, report = ?3 WHERE id = ?1");
  const byId = db.prepare("SELECT report FROM reports WHERE id = ?");
  const ofMessage = db.prepare("SELECT report FROM reports WHERE room = ? AND seq = ?");
  const removeAbout = db.prepare("DELETE FROM reports WHERE author = ?");
  const heard = db.prepare(
    `SELECT report FROM reports
     WHERE EXISTS (SELECT 1 FROM json_each(report, '$.voices') v WHERE json_extract(v.value, '$.user.id') = ?)`,
  );
  const [ofRoom, ofAll] = [page(db, "room = ?2"), page(db, "?2 IS NULL")];
  const write = (report: Report) => void set.run(report.id, report.state, JSON.stringify(report));

  function put(report: NewReport, voice: ReportVoice): boolean {
    const known = ofMessage.all(report.room, report.seq).map((row) => reportOf(row)!);
    if (known.some(({ voices }) => voices.some(({ user }) => user.id === voice.user.id))) return false;
    const open = known.find(({ state }) => state === "open");
    if (open === undefined) {
      const { id, room, seq, author } = report;
      const opened: Report = { ...report, state: "open", voices: [voice] };
      insert.run(id, `${voice.at} ${id}`, room, seq, author, JSON.stringify(opened));
      return true;
    }
    if (open.voices.length >= reportVoicesMax) return false;
    write({ ...open, voices: [...open.voices, voice] });
    return true;
  }

  return {
    putReport: (report, voice) => transactions.write(() => put(report, voice)),
    reportById: (id) => reportOf(byId.get(id)),
    findReports: ({ state, room, notAbout, before, limit }) => {
      const found = (room === undefined ? ofAll : ofRoom).all(
        state,
        room ?? null,
        notAbout ?? null,
        before ?? null,
        limit,
      );
      return found.map((row) => reportOf(row)!);
    },
    decideReport: (id, state, decision, record) =>
      transactions.write(() => {
        const report = reportOf(byId.get(id));
        if (report?.state !== "open") return report;
        const { message: _, ...kept } = report;
        const decided: Report = { ...kept, state, decision };
        write(decided);
        audit.add(record);
        erased();
        return decided;
      }),
    forgetReports: (user) =>
      transactions.write(() => {
        removeAbout.run(user);
        for (const row of heard.all(user)) {
          const report = reportOf(row)!;
          write({ ...report, voices: report.voices.filter((voice) => voice.user.id !== user) });
        }
        erased();
      }),
  };
}

function page(db: DatabaseSync, where: string): StatementSync {
  return db.prepare(
    `SELECT report FROM reports WHERE ${where} AND state = ?1 AND (?3 IS NULL OR author <> ?3)
     AND (?4 IS NULL OR place < (SELECT place FROM reports WHERE id = ?4)) ORDER BY place DESC LIMIT ?5`,
  );
}

function reportOf(row: Record<string, SQLOutputValue> | undefined): Report | undefined {
  return row === undefined ? undefined : JSON.parse(String(row.report)) as Report;
}
