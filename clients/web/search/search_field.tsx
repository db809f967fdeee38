import type { KeyboardEvent, RefObject } from "react";
import { useTranslation } from "react-i18next";

export interface SearchFieldProps {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly text: string;
  /** Of the list of what was found. */
  readonly list: string;
  /** Of the one in it that Enter goes to. */
  readonly chosen: string | undefined;
  onText(text: string): void;
  onKeyDown(event: KeyboardEvent): void;
}

/** Where one writes what one looks for. */
export function SearchField({ input, text, list, chosen, onText, onKeyDown }: SearchFieldProps) {
  const { t } = useTranslation();
  return (
    <input
      autoFocus
      ref={input}
      className="input"
      type="search"
      role="combobox"
      aria-expanded={chosen !== undefined}
      aria-controls={list}
      aria-activedescendant={chosen}
      aria-label={t("search.label")}
      placeholder={t("search.label")}
      value={text}
      onChange={(event) => onText(event.target.value)}
      onKeyDown={onKeyDown}
    />
  );
}
