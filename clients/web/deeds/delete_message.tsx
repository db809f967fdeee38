import { useTranslation } from "react-i18next";
import type { TimelineItem } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";

export interface DeleteMessageProps {
  readonly item: TimelineItem;
  onDelete(): void;
  onClose(): void;
}

/** Asked once more: what is deleted is gone from everywhere. */
export function DeleteMessage({ item, onDelete, onClose }: DeleteMessageProps) {
  const { t } = useTranslation();
  return (
    <Dialog title={t("deeds.deleteTitle")} onClose={onClose}>
      <p>{t("deeds.deleteQuestion")}</p>
      {item.content !== "" && <blockquote className="quoted" dir="auto">{item.content}</blockquote>}
      <div className="ends">
        <button
          type="button"
          className="button danger"
          onClick={() => {
            onDelete();
            onClose();
          }}
        >
          {t("deeds.delete")}
        </button>
        <button type="button" className="button" onClick={onClose}>{t("app.cancel")}</button>
      </div>
    </Dialog>
  );
}
