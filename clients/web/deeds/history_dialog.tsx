import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { type TimelineItem, useClient } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { useAnswer } from "../dialogs/use_answer.ts";
import { Waiting } from "../dialogs/waiting.tsx";
import { RichText } from "../messages/rich_text.tsx";
import { wholeTimeText } from "../text/time_text.ts";

export interface HistoryDialogProps {
  readonly room: string;
  readonly item: TimelineItem;
  onClose(): void;
}

/** What a message said before it was edited, newest first. */
export function HistoryDialog({ room, item, onClose }: HistoryDialogProps) {
  const { t, i18n } = useTranslation();
  const { api } = useClient();
  const { seq = 0, editedAt } = item;
  // Asked again when it is edited while one looks.
  const ask = useCallback((signal: AbortSignal) => api.messages.versions(room, seq, { signal }), [
    api,
    room,
    seq,
    editedAt,
  ]);
  const { value, fault } = useAnswer(ask);
  return (
    <Dialog title={t("deeds.history")} onClose={onClose}>
      {value === undefined && <Waiting fault={fault} />}
      <ol className="versions">
        {value?.versions.toReversed().map((version, index) => (
          <li key={version.seq}>
            <p className="byline">
              <time dateTime={version.timestamp}>{wholeTimeText(version.timestamp, i18n.language)}</time>
              {index === 0 && <strong>{t("deeds.currentVersion")}</strong>}
            </p>
            <RichText text={version.content} />
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
