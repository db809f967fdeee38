import { type KeyboardEvent, type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../shell/icon.tsx";
import { isolate } from "../text/isolate.ts";
import { EmojiPicker } from "./emoji_picker.tsx";

export interface ComposerProps {
  readonly roomName: string;
  readonly draft: string;
  readonly input: RefObject<HTMLTextAreaElement | null>;
  onDraft(text: string): void;
  onSend(text: string): void;
}

/** What a server takes of one message, code points. */
const pointsMax = 4_000;
/** From here on what is left is counted. */
const pointsShown = 3_600;

/** Where one writes: Enter sends, Shift and Enter begins a line. What is written belongs to the caller, who keeps it. */
export function Composer({ roomName, draft, input, onDraft, onSend }: ComposerProps) {
  const { t } = useTranslation();
  const [picking, setPicking] = useState(false);
  const left = pointsMax - (draft.length > pointsShown / 2 ? [...draft].length : draft.length);
  const canSend = draft.trim() !== "" && left >= 0;
  const send = () => {
    if (canSend) onSend(draft);
    input.current?.focus();
  };
  const keyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className="anchor">
      {picking && (
        <EmojiPicker
          onClose={() => {
            setPicking(false);
            input.current?.focus();
          }}
          onPick={(emoji) => {
            setPicking(false);
            onDraft(insert(input.current, draft, emoji));
          }}
        />
      )}
      <form
        className="composer"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <textarea
          ref={input}
          rows={1}
          value={draft}
          dir="auto"
          aria-label={t("composer.label", { room: isolate(roomName) })}
          placeholder={t("composer.label", { room: isolate(roomName) })}
          aria-describedby={left < pointsMax - pointsShown ? "left" : undefined}
          enterKeyHint="send"
          onChange={(event) => onDraft(event.target.value)}
          onKeyDown={keyDown}
        />
        <button
          type="button"
          className="icon-button"
          aria-label={t("composer.emoji")}
          aria-expanded={picking}
          onClick={() => setPicking(!picking)}
        >
          <Icon name="smile" />
        </button>
        <button type="submit" className="icon-button send" aria-label={t("composer.send")} aria-disabled={!canSend}>
          <Icon name="send" turns />
        </button>
      </form>
      {left < pointsMax - pointsShown && (
        <p id="left" className={left < 0 ? "counter over" : "counter"} role="status">
          {left < 0 ? t("composer.tooLong", { count: -left }) : t("composer.left", { count: left })}
        </p>
      )}
    </div>
  );
}

/** The text with something put where the cursor is, and the cursor behind it. */
function insert(input: HTMLTextAreaElement | null, text: string, inserted: string): string {
  const start = input?.selectionStart ?? text.length;
  const end = input?.selectionEnd ?? text.length;
  requestAnimationFrame(() => {
    input?.focus();
    input?.setSelectionRange(start + inserted.length, start + inserted.length);
  });
  return text.slice(0, start) + inserted + text.slice(end);
}
