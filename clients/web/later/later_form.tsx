import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ScheduledView, useScheduled } from "../../react/mod.ts";
import { Field } from "../dialogs/field.tsx";
import { useAction } from "../dialogs/use_action.ts";
import { faultOf, inputText } from "./later_times.ts";

export interface LaterFormProps {
  readonly message: ScheduledView;
  onClose(): void;
}

/** A message that was not sent yet: what it says, and when it is sent. */
export function LaterForm({ message, onClose }: LaterFormProps) {
  const { t } = useTranslation();
  const { reschedule } = useScheduled();
  const id = useId();
  const first = inputText(new Date(message.send_at));
  const [content, setContent] = useState(message.content);
  const [when, setWhen] = useState(first);
  const [wrong, setWrong] = useState<"past" | "far">();
  const { busy, fault, run } = useAction(async () => {
    // One that failed is tried again, so its time must be one to come.
    const isMoved = when !== first || message.state === "failed";
    const found = isMoved ? faultOf(when, new Date()) : undefined;
    setWrong(found);
    if (found !== undefined) return;
    await reschedule(message.id, {
      ...(content === message.content ? {} : { content: content.trim() }),
      ...(isMoved ? { send_at: new Date(when).toISOString() } : {}),
    });
    onClose();
  });
  return (
    <form
      className="body-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <div className="field">
        <label htmlFor={id}>{t("later.text")}</label>
        <textarea
          id={id}
          className="input"
          rows={2}
          dir="auto"
          autoFocus
          maxLength={8_000}
          value={content}
          onChange={(event) => setContent(event.target.value)}
        />
      </div>
      <Field
        label={t("later.when")}
        type="datetime-local"
        value={when}
        fault={wrong === undefined ? undefined : t(`later.${wrong}`)}
        onChange={(event) => setWhen(event.target.value)}
      />
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      <div className="ends">
        <button type="button" className="button small" onClick={onClose}>{t("app.cancel")}</button>
        <button type="submit" className="button small main" aria-disabled={busy}>{t("settings.save")}</button>
      </div>
    </form>
  );
}
