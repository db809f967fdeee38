import { type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../shell/icon.tsx";

export interface DialogProps {
  readonly title: string;
  readonly kind?: string;
  /** The title is heard, not seen. */
  readonly bare?: boolean;
  onClose(): void;
  readonly children: ReactNode;
}

/** A window over the page. The browser holds the focus inside, closes it by Escape and puts the focus back. */
export function Dialog({ title, kind = "", bare = false, onClose, children }: DialogProps) {
  const { t } = useTranslation();
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>(".body :is(input, textarea, select, .ends button)")?.focus();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      className={`dialog ${kind}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        // On the ground around it, which counts as the dialog itself.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      {bare ? <h2 id={id} className="unseen">{title}</h2> : (
        <header>
          <h2 id={id}>{title}</h2>
          <button type="button" className="icon-button" aria-label={t("app.close")} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
      )}
      <div className="body">{children}</div>
    </dialog>
  );
}
