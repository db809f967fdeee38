import { type ClipboardEvent, type KeyboardEvent, type ReactNode, type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../shell/icon.tsx";
import { EmojiPicker } from "./emoji_picker.tsx";
import type { Mentionable } from "./mention.ts";
import { MentionList } from "./mention_list.tsx";
import { type UseMentions, useMentions } from "./use_mentions.ts";

export interface ComposerProps {
  /** What is written here, and where to. */
  readonly label: string;
  readonly draft: string;
  readonly input: RefObject<HTMLTextAreaElement | null>;
  /** Who can be named. */
  readonly mentionable: readonly Mentionable[];
  /** Stands above the text, within the same frame. */
  readonly above?: ReactNode;
  /** Stands left of the text. */
  readonly before?: ReactNode;
  /** Stands right of the text, before the button that sends. */
  readonly after?: ReactNode;
  /** There is something to send even without a text. */
  readonly isFull?: boolean;
  /** It cannot be sent yet. */
  readonly isWaiting?: boolean;
  pictureOf(id: string): string | undefined;
  onDraft(text: string): void;
  onSend(text: string): void;
  /** Arrow up, where nothing was written. */
  onUp?(): void;
  onEscape?(): void;
  /** Files that were put in from elsewhere. */
  onFiles?(files: readonly File[]): void;
}

/** What a server takes of one message, code points. */
const pointsMax = 4_000;
/** From here on what is left is counted. */
const pointsShown = 3_600;

/** Where one writes: Enter sends, Shift and Enter begins a line. What is written belongs to the caller, who keeps it. */
export function Composer(props: ComposerProps) {
  const { draft, input, onDraft, onSend } = props;
  const { t } = useTranslation();
  const [picking, setPicking] = useState(false);
  const mentions = useMentions({ text: draft, input, people: props.mentionable, onText: onDraft });
  const left = pointsMax - (draft.length > pointsShown / 2 ? [...draft].length : draft.length);
  const isEmpty = draft.trim() === "" && props.isFull !== true;
  const canSend = !isEmpty && left >= 0 && props.isWaiting !== true;
  const send = () => {
    if (canSend) onSend(draft);
    input.current?.focus();
  };
  return (
    <div className="anchor">
      {mentions.found.length > 0 && (
        <MentionList {...mentions} people={mentions.found} pictureOf={props.pictureOf} onPick={mentions.pick} />
      )}
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
        className="composer-frame"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {props.above}
        <div className="composer">
          {props.before}
          <Words {...props} mentions={mentions} isCounted={left < pointsMax - pointsShown} onEnter={send} />
          <button
            type="button"
            className="icon-button"
            aria-label={t("composer.emoji")}
            aria-expanded={picking}
            onClick={() => setPicking(!picking)}
          >
            <Icon name="smile" />
          </button>
          {props.after}
          <button type="submit" className="icon-button send" aria-label={t("composer.send")} aria-disabled={!canSend}>
            <Icon name="send" turns />
          </button>
        </div>
      </form>
      {left < pointsMax - pointsShown && <Counter left={left} />}
    </div>
  );
}

interface WordsProps extends ComposerProps {
  readonly mentions: UseMentions;
  /** What is left is told below. */
  readonly isCounted: boolean;
  onEnter(): void;
}

/** The text, and what keys do in it. */
function Words({ label, draft, input, mentions, isCounted, onEnter, onDraft, onUp, onEscape, onFiles }: WordsProps) {
  const keyDown = (event: KeyboardEvent) => {
    // While an input method composes, keys belong to it.
    if (event.nativeEvent.isComposing || mentions.keyDown(event)) return;
    if (event.key === "ArrowUp" && draft === "" && onUp !== undefined) {
      event.preventDefault();
      onUp();
    } else if (event.key === "Escape") onEscape?.();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      onEnter();
    }
  };
  const paste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0 || onFiles === undefined) return;
    event.preventDefault();
    onFiles(files);
  };
  const isOffering = mentions.found.length > 0;
  return (
    <textarea
      ref={input}
      rows={1}
      value={draft}
      dir="auto"
      aria-label={label}
      placeholder={label}
      aria-autocomplete="list"
      aria-controls={isOffering ? mentions.id : undefined}
      aria-activedescendant={isOffering ? `${mentions.id}-${mentions.at}` : undefined}
      aria-describedby={isCounted ? "left" : undefined}
      enterKeyHint="send"
      onChange={(event) => onDraft(event.target.value)}
      onSelect={mentions.moved}
      onKeyDown={keyDown}
      onPaste={paste}
    />
  );
}

function Counter({ left }: { readonly left: number }) {
  const { t } = useTranslation();
  return (
    <p id="left" className={left < 0 ? "counter over" : "counter"} role="status">
      {left < 0 ? t("composer.tooLong", { count: -left }) : t("composer.left", { count: left })}
    </p>
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
