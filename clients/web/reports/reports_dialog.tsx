import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ReportState, type ReportView, useReports } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { Waiting } from "../dialogs/waiting.tsx";
import type { People } from "../members/people.ts";
import { Choices } from "../settings/choices.tsx";
import { faultText } from "../text/fault_text.ts";
import { ReportLine } from "./report_line.tsx";

export interface ReportsDialogProps {
  readonly room: string;
  readonly people: People;
  /** Shows a message of the room. */
  onShow(seq: number): void;
  onClose(): void;
}

/** As many as are shown: what was decided makes room for the others. */
const reportsMax = 100;

/** What was reported, for those who decide about it. */
export function ReportsDialog({ room, people, onShow, onClose }: ReportsDialogProps) {
  const { t } = useTranslation();
  const [state, setState] = useState<ReportState>("open");
  const [decided, setDecided] = useState<ReadonlySet<string>>(new Set());
  const { reports, error } = useReports(room, { state, limit: reportsMax });
  const fault = error === undefined ? undefined : faultText(t, error);
  const shown = reports?.filter((report) => state !== "open" || !decided.has(report.id));
  const done = ({ id }: ReportView) => setDecided(new Set([...decided, id]));
  return (
    <Dialog title={t("reports.title")} onClose={onClose}>
      <Choices
        label={t("reports.which")}
        value={state}
        options={[
          ["open", t("reports.state.open")],
          ["acted", t("reports.state.acted")],
          ["dismissed", t("reports.state.dismissed")],
        ]}
        onChange={(chosen) => setState(chosen)}
      />
      {shown === undefined && <Waiting fault={fault} />}
      {shown?.length === 0 && <p role="status">{t("reports.none")}</p>}
      <ul className="hits">
        {shown?.map((report) => (
          <ReportLine
            key={report.id}
            report={report}
            people={people}
            onShow={() => {
              onClose();
              onShow(report.seq);
            }}
            onDecided={() => done(report)}
          />
        ))}
      </ul>
    </Dialog>
  );
}
