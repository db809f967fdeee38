import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Notices, useNotices } from "../../react/mod.ts";
import { Field } from "../dialogs/field.tsx";
import { useAction } from "../dialogs/use_action.ts";
import { Waiting } from "../dialogs/waiting.tsx";
import { faultText } from "../text/fault_text.ts";

const levels = ["all", "mentions", "nothing"] as const;

/** What one wants to be told of where nothing else was said, and when not at all: on all one's devices. */
export function QuietForm() {
  const { t } = useTranslation();
  const { notices, error } = useNotices();
  if (notices !== undefined) return <Form first={notices} />;
  return <Waiting fault={error === undefined ? undefined : faultText(t, error)} />;
}

function Form({ first }: { readonly first: Notices }) {
  const { t } = useTranslation();
  const { update } = useNotices();
  const id = useId();
  const [level, setLevel] = useState(first.level);
  const [quiet, setQuiet] = useState(first.do_not_disturb !== null);
  const [from, setFrom] = useState(first.do_not_disturb?.from ?? "22:00");
  const [to, setTo] = useState(first.do_not_disturb?.to ?? "07:00");
  const [said, setSaid] = useState(false);
  const { busy, fault, run } = useAction(async () => {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    await update({ level, do_not_disturb: quiet ? { from, to, time_zone: timeZone } : null });
    setSaid(true);
  });
  const change = <Value,>(set: (value: Value) => void) => (value: Value) => {
    setSaid(false);
    set(value);
  };
  return (
    <form
      className="body-form"
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <div className="field">
        <label htmlFor={id}>{t("attention.tell")}</label>
        <select
          id={id}
          className="select"
          value={level}
          onChange={(event) => change(setLevel)(event.target.value as Notices["level"])}
        >
          {levels.map((one) => <option key={one} value={one}>{t(`attention.level.${one}`)}</option>)}
        </select>
      </div>
      <label className="check">
        <input type="checkbox" checked={quiet} onChange={(event) => change(setQuiet)(event.target.checked)} />
        {t("attention.quiet")}
      </label>
      {quiet && (
        <div className="pair">
          <Field
            label={t("attention.from")}
            type="time"
            required
            value={from}
            onChange={(event) => change(setFrom)(event.target.value)}
          />
          <Field
            label={t("attention.to")}
            type="time"
            required
            value={to}
            onChange={(event) => change(setTo)(event.target.value)}
          />
        </div>
      )}
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      <div className="ends">
        <span role="status">{said && t("settings.saved")}</span>
        <button type="submit" className="button" aria-disabled={busy}>{t("attention.save")}</button>
      </div>
    </form>
  );
}
