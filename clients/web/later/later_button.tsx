import { useTranslation } from "react-i18next";
import { besideOf, type Point } from "../dialogs/floating.tsx";
import { Icon } from "../shell/icon.tsx";

export interface LaterButtonProps {
  /** There is nothing to send, or it cannot wait. */
  readonly isOff: boolean;
  onOpen(at: Point): void;
}

/** Beside the button that sends: not now, but then. */
export function LaterButton({ isOff, onOpen }: LaterButtonProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="icon-button"
      title={t("later.button")}
      aria-label={t("later.button")}
      aria-haspopup="menu"
      aria-disabled={isOff}
      onClick={(event) => isOff || onOpen(besideOf(event.currentTarget))}
    >
      <Icon name="later" />
    </button>
  );
}
