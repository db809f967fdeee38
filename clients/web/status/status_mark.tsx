import { useTranslation } from "react-i18next";
import { momentText } from "../text/moment_text.ts";
import type { Status } from "./status.ts";

export interface StatusMarkProps {
  readonly status: Status | undefined;
  /** Where there is room for words: else they are a hint of the sign. */
  readonly isWhole?: boolean;
}

/** What somebody is up to, beside their name. */
export function StatusMark({ status, isWhole = false }: StatusMarkProps) {
  const { t, i18n } = useTranslation();
  if (status === undefined) return null;
  const { emoji, text, until } = status;
  const holds = until === undefined ? "" : t("status.holds", { when: momentText(until, i18n.language, new Date()) });
  const hint = [text, holds].filter((part) => part !== "").join(", ");
  return (
    <span className={isWhole ? "status whole" : "status"} title={hint} dir="auto">
      {emoji !== "" && <span className="emoji">{emoji}</span>}
      {isWhole || emoji === "" ? <span className="name">{text}</span> : <span className="unseen">{hint}</span>}
    </span>
  );
}
