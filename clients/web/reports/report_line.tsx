import { useId } from "react";
import { useTranslation } from "react-i18next";
import { type ReportView, useClient, useMessageActions } from "../../react/mod.ts";
import { useAction } from "../dialogs/use_action.ts";
import type { People } from "../members/people.ts";
import { isolate } from "../text/isolate.ts";
import { wholeTimeText } from "../text/time_text.ts";

export interface ReportLineProps {
  readonly report: ReportView;
  readonly people: People;
  onShow(): void;
  onDecided(): void;
}

/** One reported message: what it said, who reported it and why, and what becomes of it. */
export function ReportLine({ report, people, onShow, onDecided }: ReportLineProps) {
  const { t, i18n } = useTranslation();
  const { message, reports, count, at, decision } = report;
  const nameOf = (user: { readonly id: string; readonly username: string }) =>
    people.nameOf({ id: user.id, name: user.username });
  return (
    <li className="hit report">
      <div className="byline">
        {message !== undefined && (
          <span className="name" dir="auto">{nameOf({ id: message.user_id, username: message.username })}</span>
        )}
        <time dateTime={at}>{wholeTimeText(at, i18n.language)}</time>
      </div>
      {message !== undefined && <p className="quoted" dir="auto">{message.content}</p>}
      <p>{t("reports.by", { count })}</p>
      <ul>
        {reports.map(({ user, reason }) => <li key={user.id} dir="auto">{`${isolate(nameOf(user))}: ${reason}`}</li>)}
      </ul>
      {decision !== undefined && (
        <p>
          {t("reports.decided", {
            name: isolate(decision.by === undefined ? t("audit.administrator") : nameOf(decision.by)),
            when: wholeTimeText(decision.at, i18n.language),
          })}
        </p>
      )}
      <div className="ends">
        <button type="button" className="button small" onClick={onShow}>{t("messages.show")}</button>
        {report.state === "open" && <Decisions report={report} onDecided={onDecided} />}
      </div>
    </li>
  );
}

function Decisions({ report, onDecided }: Pick<ReportLineProps, "report" | "onDecided">) {
  const { t } = useTranslation();
  const { api } = useClient();
  const calls = useMessageActions(report.room_id);
  const id = useId();
  const { busy, fault, run } = useAction(async (kind: "dismiss" | "delete" | "done") => {
    if (kind === "delete") calls.delete(report.seq);
    const state = kind === "dismiss" ? "dismissed" : "acted";
    await api.moderation.decideReport(report.room_id, report.id, { state });
    onDecided();
  });
  return (
    <>
      {(["dismiss", "done", "delete"] as const).map((kind) => (
        <button
          key={kind}
          type="button"
          className={kind === "delete" ? "button small danger" : "button small"}
          aria-describedby={fault === undefined ? undefined : id}
          aria-disabled={busy}
          onClick={() => run(kind)}
        >
          {t(`reports.decide.${kind}`)}
        </button>
      ))}
      {fault !== undefined && <p id={id} className="notice bad" role="alert">{fault}</p>}
    </>
  );
}
