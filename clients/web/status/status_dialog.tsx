import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "../../react/mod.ts";
import { type Span, spanEnd, spans } from "../attention/span_end.ts";
import { EmojiPicker } from "../composer/emoji_picker.tsx";
import { Dialog } from "../dialogs/dialog.tsx";
import { Field } from "../dialogs/field.tsx";
import { besideOf, Floating, type Point } from "../dialogs/floating.tsx";
import { useAction } from "../dialogs/use_action.ts";
import { Icon } from "../shell/icon.tsx";

export interface StatusDialogProps {
  /** It was changed. */
  onProfile(): void;
  onClose(): void;
}

/** What people are up to most often, and for how long. */
const presets = [
  ["meeting", "\u{1f4c5}", "hour"],
  ["lunch", "\u{1f37d}\ufe0f", "hour"],
  ["ill", "\u{1f912}", "tomorrow"],
  ["away", "\u{1f334}", "always"],
] as const satisfies readonly (readonly [string, string, Span])[];

/** As many characters as the server takes. */
const charsMax = 100;

/** Says what one is up to, until one changes it or it is over by itself. */
export function StatusDialog({ onProfile, onClose }: StatusDialogProps) {
  const { t } = useTranslation();
  const { api } = useClient();
  const [emoji, setEmoji] = useState("");
  const [text, setText] = useState("");
  const [span, setSpan] = useState<Span>("always");
  const id = useId();
  const { run: read, ...reading } = useAction(async () => {
    const { status_text, status_emoji = "" } = await api.users.get("me");
    setText(status_text);
    setEmoji(status_emoji);
  });
  useEffect(() => read(), [read]);
  const { busy, fault, run } = useAction(async (status: { readonly emoji: string; readonly text: string }) => {
    const isNone = status.emoji === "" && status.text === "";
    await api.users.updateMe({
      status_emoji: status.emoji,
      status_text: status.text,
      status_until: isNone ? null : spanEnd(span, new Date()),
    });
    onProfile();
    onClose();
  });
  return (
    <Dialog title={t("status.title")} onClose={onClose}>
      <form
        className="body-form"
        onSubmit={(event) => {
          event.preventDefault();
          run({ emoji, text: text.trim() });
        }}
      >
        <div className="status-line">
          <EmojiButton emoji={emoji} onEmoji={setEmoji} />
          <Field
            label={t("status.text")}
            maxLength={charsMax}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <Presets
          onPick={(sign, name, long) => {
            setEmoji(sign);
            setText(name);
            setSpan(long);
          }}
        />
        <div className="field">
          <label htmlFor={id}>{t("status.until")}</label>
          <select id={id} className="select" value={span} onChange={(event) => setSpan(event.target.value as Span)}>
            {spans.map((one) => <option key={one} value={one}>{t(`attention.span.${one}`)}</option>)}
          </select>
        </div>
        {(fault ?? reading.fault) !== undefined && <p className="notice bad" role="alert">{fault ?? reading.fault}</p>}
        <div className="ends">
          <button type="button" className="button" aria-disabled={busy} onClick={() => run({ emoji: "", text: "" })}>
            {t("status.clear")}
          </button>
          <button type="submit" className="button main" aria-disabled={busy || reading.busy}>
            {t("settings.save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** The sign beside the words: pressed, others are offered. */
function EmojiButton({ emoji, onEmoji }: { readonly emoji: string; onEmoji(emoji: string): void }) {
  const { t } = useTranslation();
  const [at, setAt] = useState<Point>();
  const close = () => setAt(undefined);
  return (
    <>
      <button
        type="button"
        className="button emoji-button"
        title={t("status.emoji")}
        aria-label={`${t("status.emoji")} ${emoji}`.trim()}
        aria-haspopup="dialog"
        onClick={(event) => setAt(besideOf(event.currentTarget))}
      >
        {emoji === "" ? <Icon name="smile" /> : emoji}
      </button>
      {at !== undefined && (
        <Floating at={at} role="dialog" label={t("status.emoji")} onClose={close}>
          <EmojiPicker
            onClose={close}
            onPick={(picked) => {
              close();
              onEmoji(picked);
            }}
          />
        </Floating>
      )}
    </>
  );
}

/** What is said most often, by one press. */
function Presets({ onPick }: { onPick(emoji: string, text: string, span: Span): void }) {
  const { t } = useTranslation();
  return (
    <div className="choices">
      {presets.map(([name, sign, span]) => (
        <button
          key={name}
          type="button"
          className="button small"
          onClick={() => onPick(sign, t(`status.${name}`), span)}
        >
          <span aria-hidden="true">{sign}</span>
          {t(`status.${name}`)}
        </button>
      ))}
    </div>
  );
}
