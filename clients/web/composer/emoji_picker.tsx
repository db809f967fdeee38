import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { findEmoji } from "./emoji.ts";

export interface EmojiPickerProps {
  onPick(emoji: string): void;
  onClose(): void;
}

/** Buttons of one row. */
const columns = 8;
const steps: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  ArrowDown: columns,
  ArrowUp: -columns,
};

/** Searched by typing, walked by arrows, left by Escape. */
export function EmojiPicker({ onPick, onClose }: EmojiPickerProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const found = findEmoji(search);
  const keyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      // The browser would close what is below, too.
      event.preventDefault();
      return onClose();
    }
    const step = steps[event.key];
    if (step === undefined) return;
    const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>(".grid button")];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    // From the field only downwards: left and right belong to its text.
    if (at < 0 && event.key !== "ArrowDown") return;
    event.preventDefault();
    buttons[at < 0 ? 0 : Math.min(buttons.length - 1, Math.max(0, at + step))]?.focus();
  };
  return (
    <div className="emoji-picker" role="dialog" aria-label={t("composer.emoji")} onKeyDown={keyDown}>
      <input
        autoFocus
        className="input"
        type="search"
        value={search}
        aria-label={t("composer.emojiSearch")}
        placeholder={t("composer.emojiSearch")}
        onChange={(event) => setSearch(event.target.value)}
        onKeyDown={(event) => {
          const first = found[0];
          if (event.key !== "Enter" || first === undefined) return;
          // The focus goes where it was: the same press must not press that, too.
          event.preventDefault();
          onPick(first.text);
        }}
      />
      <div className="grid">
        {found.map(({ text, words }) => (
          <button
            key={text}
            type="button"
            title={words}
            aria-label={words}
            onClick={() => onPick(text)}
          >
            {text}
          </button>
        ))}
      </div>
    </div>
  );
}
