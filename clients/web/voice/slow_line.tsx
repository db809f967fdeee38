import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

export interface SlowLineProps {
  /** Seconds. */
  readonly wait: number;
  readonly every: number;
}

/** Slow mode counts down: below the text that waits to be sent. */
export function SlowLine({ wait, every }: SlowLineProps) {
  const { t } = useTranslation();
  if (wait === 0) return null;
  return (
    <p className="counter" role="timer" aria-live="off">
      {t("voice.slow", { every: spanText(t, every), seconds: wait })}
    </p>
  );
}

/** A span of so many seconds, in the largest unit of which it is a whole number. */
export function spanText(t: TFunction, seconds: number): string {
  if (seconds % 3_600 === 0) return t("voice.everyHours", { count: seconds / 3_600 });
  if (seconds % 60 === 0) return t("voice.everyMinutes", { count: seconds / 60 });
  return t("voice.everySeconds", { count: seconds });
}
