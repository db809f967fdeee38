import { useTranslation } from "react-i18next";
import { Icon } from "../shell/icon.tsx";
import { agoText } from "../text/time_text.ts";

export interface ThreadLineProps {
  readonly replies: number;
  readonly lastTimestamp: string;
  onOpen(): void;
}

/** The way from a message to what was answered in its thread. */
export function ThreadLine({ replies, lastTimestamp, onOpen }: ThreadLineProps) {
  const { t, i18n } = useTranslation();
  return (
    <button type="button" className="thread-line" onClick={onOpen}>
      <Icon name="thread" />
      <strong>{t("threads.replies", { count: replies })}</strong>
      <span>{t("threads.last", { when: agoText(lastTimestamp, i18n.language, new Date()) })}</span>
    </button>
  );
}
