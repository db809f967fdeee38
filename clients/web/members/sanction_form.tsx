import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { NewSanction } from "../../react/mod.ts";
import { Field } from "../dialogs/field.tsx";
import { ActionForm } from "../dialogs/action_form.tsx";
import { useAction } from "../dialogs/use_action.ts";

/** Seconds. */
const terms = { tenMinutes: 600, hour: 3_600, day: 86_400, week: 7 * 86_400, always: undefined } as const;
type Term = keyof typeof terms;

/** What the server keeps of a reason, characters. */
const reasonCharsMax = 500;

export interface SanctionFormProps {
  /** What is asked, and what the button says. */
  readonly question: string;
  readonly deed: string;
  /** Whether it ends by itself. */
  readonly hasTerm: boolean;
  onDecide(terms: NewSanction): Promise<unknown>;
  onCancel(): void;
}

/** Asked once more, with why and for how long. */
export function SanctionForm({ question, deed, hasTerm, onDecide, onCancel }: SanctionFormProps) {
  const { t } = useTranslation();
  const id = useId();
  const [reason, setReason] = useState("");
  const [term, setTerm] = useState<Term>("day");
  const action = useAction(async () => {
    const seconds = hasTerm ? terms[term] : undefined;
    await onDecide({
      ...(reason.trim() === "" ? {} : { reason: reason.trim() }),
      ...(seconds === undefined ? {} : { seconds }),
    });
  });
  return (
    <ActionForm action={action} deed={deed} isDanger onCancel={onCancel}>
      <p>{question}</p>
      <Field
        autoFocus
        label={`${t("people.reason")} (${t("rooms.optional")})`}
        maxLength={reasonCharsMax}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      {hasTerm && (
        <div className="field">
          <label htmlFor={id}>{t("attention.howLong")}</label>
          <select id={id} className="select" value={term} onChange={(event) => setTerm(event.target.value as Term)}>
            {(Object.keys(terms) as Term[]).map((one) => (
              <option key={one} value={one}>{t(`people.term.${one}`)}</option>
            ))}
          </select>
        </div>
      )}
    </ActionForm>
  );
}
