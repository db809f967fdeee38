import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAction } from "../dialogs/use_action.ts";

export interface EditFormProps {
  readonly text: string;
  /** Throws where no server would take it. */
  onSave(text: string): void;
  onClose(): void;
}

/** A message being written anew where it stands: Enter keeps the change, Escape drops it. */
export function EditForm({ text, onSave, onClose }: EditFormProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(text);
  const input = useRef<HTMLTextAreaElement>(null);
  const before = useRef<Element>(null);
  useLayoutEffect(() => {
    before.current = document.activeElement;
    input.current?.focus();
    input.current?.setSelectionRange(text.length, text.length);
  }, [text.length]);
  /** Back to where one came from, or to the message. */
  const close = () => {
    const row = input.current?.closest<HTMLElement>("article");
    onClose();
    const from = before.current;
    if (from instanceof HTMLElement && from !== document.body && from.isConnected) from.focus();
    else row?.focus();
  };
  const { busy, fault, run } = useAction(async () => {
    const wanted = draft.trim();
    if (wanted !== "" && wanted !== text) onSave(wanted);
    close();
    await Promise.resolve();
  });
  const keyDown = (event: KeyboardEvent) => {
    // The list has keys of its own, which are letters here.
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      run();
    }
  };
  return (
    <form
      className="edit-form"
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <textarea
        ref={input}
        className="input"
        rows={1}
        dir="auto"
        value={draft}
        aria-label={t("deeds.editLabel")}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={keyDown}
      />
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      <div className="edit-ends">
        <button type="submit" className="button main small" aria-disabled={busy}>{t("deeds.save")}</button>
        <button type="button" className="button small" onClick={close}>{t("app.cancel")}</button>
        <span className="hint">{t("deeds.editHint")}</span>
      </div>
    </form>
  );
}
