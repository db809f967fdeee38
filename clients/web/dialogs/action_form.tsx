import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Action } from "./use_action.ts";

export interface ActionFormProps {
  readonly action: Action<void>;
  /** What the button says that does it. */
  readonly deed: string;
  /** Whether that brings about what is not easily undone. */
  readonly isDanger?: boolean;
  /** There is something to be done first. */
  readonly isDisabled?: boolean;
  /** What is wrong with a field is told by the action, not by the browser. */
  readonly noValidate?: boolean;
  onCancel(): void;
  readonly children: ReactNode;
}

/** Fields, what went wrong, and two ways out: the frame of what is asked for in a dialog. */
export function ActionForm(props: ActionFormProps) {
  const { action: { busy, fault, run }, deed, isDanger = false, isDisabled = false, noValidate, onCancel } = props;
  const { t } = useTranslation();
  return (
    <form
      className="body-form"
      noValidate={noValidate}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isDisabled) run();
      }}
    >
      {props.children}
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      <div className="ends">
        <button type="button" className="button" onClick={onCancel}>{t("app.cancel")}</button>
        <button type="submit" className={`button ${isDanger ? "danger" : "main"}`} aria-disabled={busy || isDisabled}>
          {deed}
        </button>
      </div>
    </form>
  );
}
