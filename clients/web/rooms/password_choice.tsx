import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "../dialogs/field.tsx";

/** What becomes of a room's password. */
export type PasswordChange =
  | { readonly kind: "keep" }
  | { readonly kind: "none" }
  | { readonly kind: "new"; readonly text: string };

export interface PasswordChoiceProps {
  /** The room has one now. */
  readonly has: boolean;
  readonly change: PasswordChange;
  onChange(change: PasswordChange): void;
}

/** Nobody can be shown a password that is there: it is kept, replaced or taken away. */
export function PasswordChoice({ has, change, onChange }: PasswordChoiceProps) {
  const { t } = useTranslation();
  const id = useId();
  const kinds = [
    { kind: "keep", label: has ? t("roomSettings.passwordKeep") : t("roomSettings.passwordNone") },
    { kind: "new", label: has ? t("roomSettings.passwordReplace") : t("roomSettings.passwordSet") },
    ...(has ? [{ kind: "none", label: t("roomSettings.passwordTake") }] as const : []),
  ] as const;
  return (
    <>
      <div className="field" role="radiogroup" aria-labelledby={id}>
        <span id={id} className="label">{t("rooms.password")}</span>
        <div className="choices">
          {kinds.map(({ kind, label }) => (
            <label key={kind}>
              <input
                type="radio"
                name={id}
                checked={change.kind === kind}
                onChange={() => onChange(kind === "new" ? { kind, text: "" } : { kind })}
              />
              {label}
            </label>
          ))}
        </div>
      </div>
      {change.kind === "new" && (
        <Field
          label={t("roomSettings.newPassword")}
          hint={t("rooms.passwordHint")}
          type="password"
          autoComplete="new-password"
          required
          maxLength={72}
          value={change.text}
          onChange={(event) => onChange({ kind: "new", text: event.target.value })}
        />
      )}
    </>
  );
}
