import { useTranslation } from "react-i18next";
import { Icon } from "../shell/icon.tsx";
import type { Status } from "./status.ts";

export interface StatusButtonProps {
  /** One's own. */
  readonly status: Status | undefined;
  onOpen(): void;
}

/** The way to say what one is up to; it shows what one has said. */
export function StatusButton({ status, onOpen }: StatusButtonProps) {
  const { t } = useTranslation();
  const said = [status?.emoji, status?.text].filter((part) => part !== undefined && part !== "").join(" ");
  const label = said === "" ? t("status.set") : `${t("status.set")}: ${said}`;
  return (
    <button type="button" className="icon-button" title={label} aria-label={label} onClick={onOpen}>
      {status === undefined || status.emoji === "" ? <Icon name="smile" /> : status.emoji}
    </button>
  );
}
