import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type TimelineItem, useClient } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { Field } from "../dialogs/field.tsx";
import { useAction } from "../dialogs/use_action.ts";
import { useToast } from "../shell/toasts.tsx";

export interface ReportMessageProps {
  readonly room: string;
  readonly item: TimelineItem;
  onClose(): void;
}

/** What the server keeps of a reason, characters. */
const reasonCharsMax = 500;

/** Tells those who moderate of a message, and why. */
export function ReportMessage({ room, item, onClose }: ReportMessageProps) {
  const { t } = useTranslation();
  const { api } = useClient();
  const toast = useToast();
  const [reason, setReason] = useState("");
  const { busy, fault, run } = useAction(async () => {
    await api.moderation.report(room, item.seq ?? 0, reason.trim());
    toast(t("reports.sent"));
    onClose();
  });
  return (
    <Dialog title={t("deeds.report")} onClose={onClose}>
      <form
        className="body-form"
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <p>{t("reports.hint")}</p>
        {item.content !== "" && <blockquote className="quoted" dir="auto">{item.content}</blockquote>}
        <Field
          autoFocus
          label={t("reports.why")}
          required
          pattern=".*\S.*"
          maxLength={reasonCharsMax}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
        <div className="ends">
          <button type="button" className="button" onClick={onClose}>{t("app.cancel")}</button>
          <button type="submit" className="button danger" aria-disabled={busy}>{t("deeds.report")}</button>
        </div>
      </form>
    </Dialog>
  );
}
