import { useId } from "react";
import { useTranslation } from "react-i18next";
import { spanText } from "../voice/slow_line.tsx";

export interface SlowModeChoiceProps {
  /** Between two messages of one member; 0: none. */
  readonly seconds: number;
  onChange(seconds: number): void;
}

const usual: readonly number[] = [0, 10, 30, 60, 300, 900, 3_600];

/** How fast one may write. */
export function SlowModeChoice({ seconds, onChange }: SlowModeChoiceProps) {
  const { t } = useTranslation();
  const id = useId();
  const all = usual.includes(seconds) ? usual : [...usual, seconds].sort((a, b) => a - b);
  return (
    <div className="field">
      <label htmlFor={id}>{t("rights.slow")}</label>
      <select
        id={id}
        className="select"
        aria-describedby={`${id}-hint`}
        value={seconds}
        onChange={(event) => onChange(Number(event.target.value))}
      >
        {all.map((one) => <option key={one} value={one}>{one === 0 ? t("rights.slowOff") : spanText(t, one)}</option>)}
      </select>
      <p id={`${id}-hint`} className="hint">{t("rights.slowHint")}</p>
    </div>
  );
}
