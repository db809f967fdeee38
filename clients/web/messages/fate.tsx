import { useTranslation } from "react-i18next";
import type { TimelineItem } from "../../react/mod.ts";
import { faultText } from "../text/fault_text.ts";

export interface FateProps {
  readonly item: TimelineItem;
  onRetry(item: TimelineItem): void;
  onDiscard(item: TimelineItem): void;
}

/** What becomes of a message, or of a change of it, that the server does not have: in words, and with a way out. */
export function Fate({ item, onRetry, onDiscard }: FateProps) {
  const { t } = useTranslation();
  const { failure } = item;
  if (item.state === "pending") return <div className="fate">{t("messages.pending")}</div>;
  const error = failure?.error ?? item.error;
  return (
    <div className="fate">
      <span>
        {failure === undefined ? t("messages.failed") : t("messages.notChanged")}{" "}
        {error !== undefined && faultText(t, error)}
      </span>
      <button type="button" className="button small" onClick={() => onRetry(item)}>
        {failure === undefined ? t("messages.retry") : t("fault.again")}
      </button>
      <button type="button" className="button quiet small" onClick={() => onDiscard(item)}>
        {t("messages.discard")}
      </button>
    </div>
  );
}
