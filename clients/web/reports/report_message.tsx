import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type TimelineItem, useClient } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { Field } from "../dialogs/field.tsx";
import { ActionForm } from "../dialogs/action_form.tsx";
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
  const action = useAction(async () => {
    await api.moderation.report(room, item.seq ?? 0, reason.trim());
    toast(t("reports.sent"));
    onClose();
  });
  return (
    <Dialog title={t("deeds.report")} onClose={onClose}>
      <ActionForm action={action} deed={t("deeds.report")} isDanger onCancel={onClose}>
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
      </ActionForm>
    </Dialog>
  );
}
