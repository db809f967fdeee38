import { useTranslation } from "react-i18next";
import type { TimelineItem } from "../../sdk/mod.ts";
import { faultText } from "../text/fault_text.ts";

export interface FateProps {
  readonly item: TimelineItem;
  onRetry(item: TimelineItem): void;
  onDiscard(item: TimelineItem): void;
}

/** What becomes of a message that the server does not have: in words, and with a way out. */
export function Fate({ item, onRetry, onDiscard }: FateProps) {
  const { t } = useTranslation();
  if (item.state === "pending") return <div className="fate">{t("messages.pending")}</div>;
  return (
    <div className="fate">
      <span>{t("messages.failed")} {item.error !== undefined && faultText(t, item.error)}</span>
      <button type="button" className="button small" onClick={() => onRetry(item)}>{t("messages.retry")}</button>
      <button type="button" className="button quiet small" onClick={() => onDiscard(item)}>
        {t("messages.discard")}
      </button>
    </div>
  );
}
