import { useId } from "react";
import { useTranslation } from "react-i18next";

export interface RetentionChoiceProps {
  /** Days; 0: for ever; `null`: as the server says. */
  readonly days: number | null;
  onChange(days: number | null): void;
}

const usual: readonly number[] = [1, 7, 30, 90, 365];

/** For how long what is said is kept. */
export function RetentionChoice({ days, onChange }: RetentionChoiceProps) {
  const { t } = useTranslation();
  const id = useId();
  const all = days === null || days === 0 || usual.includes(days) ? usual : [...usual, days].sort((a, b) => a - b);
  return (
    <div className="field">
      <label htmlFor={id}>{t("data.keep")}</label>
      <select
        id={id}
        className="select"
        aria-describedby={`${id}-hint`}
        value={days ?? ""}
        onChange={(event) => onChange(event.target.value === "" ? null : Number(event.target.value))}
      >
        <option value="">{t("data.keepAsServer")}</option>
        <option value={0}>{t("data.keepForEver")}</option>
        {all.map((one) => <option key={one} value={one}>{t("data.keepDays", { count: one })}</option>)}
      </select>
      <p id={`${id}-hint`} className="hint">{t("data.keepHint")}</p>
    </div>
  );
}
