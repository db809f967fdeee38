import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Point } from "../dialogs/floating.tsx";
import { Menu } from "../dialogs/menu.tsx";
import { timeText } from "../text/time_text.ts";
import { laterTimes } from "./later_times.ts";
import { TimeDialog } from "./time_dialog.tsx";

export interface LaterChoiceProps {
  /** Beside the button that was pressed. */
  readonly at: Point;
  /** Leaves it to be sent at this moment. */
  onLater(at: Date): Promise<void>;
  onClose(): void;
}

/** When to send what is written: at one of the usual times, or at any other. */
export function LaterChoice({ at, onLater, onClose }: LaterChoiceProps) {
  const { t, i18n } = useTranslation();
  const [isOther, setOther] = useState(false);
  if (isOther) return <TimeDialog onTime={onLater} onClose={onClose} />;
  const entries = laterTimes(new Date()).map(({ name, at }) => ({
    label: `${t(`later.${name}`)}, ${timeText(at.toISOString(), i18n.language)}`,
    icon: "later" as const,
    run: () => {
      onClose();
      void onLater(at);
    },
  }));
  const other = { label: `${t("later.other")} …`, icon: "clock" as const, run: () => setOther(true) };
  return <Menu label={t("later.button")} at={at} entries={[...entries, other]} onClose={onClose} />;
}
