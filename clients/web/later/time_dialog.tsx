import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../dialogs/dialog.tsx";
import { Field } from "../dialogs/field.tsx";
import { useAction } from "../dialogs/use_action.ts";
import { faultOf, inputText } from "./later_times.ts";

export interface TimeDialogProps {
  onTime(at: Date): Promise<void>;
  onClose(): void;
}

/** A day and a time of one's own choice. */
export function TimeDialog({ onTime, onClose }: TimeDialogProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => inputText(new Date(Date.now() + 2 * 3_600_000)));
  const [wrong, setWrong] = useState<"past" | "far">();
  const { busy, fault, run } = useAction(async () => {
    const found = faultOf(text, new Date());
    setWrong(found);
    if (found !== undefined) return;
    await onTime(new Date(text));
    onClose();
  });
  return (
    <Dialog title={t("later.title")} onClose={onClose}>
      <form
        className="body-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <Field
          label={t("later.when")}
          type="datetime-local"
          min={inputText(new Date())}
          value={text}
          fault={wrong === undefined ? undefined : t(`later.${wrong}`)}
          onChange={(event) => setText(event.target.value)}
        />
        {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
        <div className="ends">
          <button type="button" className="button" onClick={onClose}>{t("app.cancel")}</button>
          <button type="submit" className="button main" aria-disabled={busy}>{t("later.schedule")}</button>
        </div>
      </form>
    </Dialog>
  );
}
