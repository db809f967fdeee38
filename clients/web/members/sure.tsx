import { useTranslation } from "react-i18next";
import { useAction } from "../dialogs/use_action.ts";

export interface SureProps {
  readonly question: string;
  readonly deed: string;
  onSure(): Promise<unknown>;
  onCancel(): void;
}

/** Asked once more. */
export function Sure({ question, deed, onSure, onCancel }: SureProps) {
  const { t } = useTranslation();
  const { busy, fault, run } = useAction(onSure);
  return (
    <>
      <p role="alert">{question}</p>
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      <div className="ends">
        <button autoFocus type="button" className="button" onClick={onCancel}>{t("app.cancel")}</button>
        <button type="button" className="button danger" aria-disabled={busy} onClick={() => run()}>{deed}</button>
      </div>
    </>
  );
}
