import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../dialogs/dialog.tsx";
import { Field } from "../dialogs/field.tsx";
import { ActionForm } from "../dialogs/action_form.tsx";
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
  const action = useAction(async () => {
    const found = faultOf(text, new Date());
    setWrong(found);
    if (found !== undefined) return;
    await onTime(new Date(text));
    onClose();
  });
  return (
    <Dialog title={t("later.title")} onClose={onClose}>
      <ActionForm action={action} deed={t("later.schedule")} noValidate onCancel={onClose}>
        <Field
          label={t("later.when")}
          type="datetime-local"
          min={inputText(new Date())}
          value={text}
          fault={wrong === undefined ? undefined : t(`later.${wrong}`)}
          onChange={(event) => setText(event.target.value)}
        />
      </ActionForm>
    </Dialog>
  );
}
