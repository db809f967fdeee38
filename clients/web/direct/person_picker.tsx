import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Profile } from "../../react/mod.ts";
import { Avatar } from "../shell/avatar.tsx";

export interface PersonPickerProps {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly search: string;
  readonly options: readonly Profile[];
  onSearch(text: string): void;
  onPick(user: Profile): void;
  /** Backspace, where nothing is written. */
  onBack(): void;
  /** Enter, where nothing is written. */
  onEnter(): void;
}

/** A name is written, and one of those who are called so is picked. */
export function PersonPicker({ input, search, options, onSearch, onPick, onBack, onEnter }: PersonPickerProps) {
  const { t } = useTranslation();
  const id = useId();
  const [at, setAt] = useState(0);
  const now = Math.min(at, options.length - 1);
  const keyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const option = options[now];
    if (event.key === "Backspace" && search === "") onBack();
    else if (event.key === "Enter") {
      event.preventDefault();
      if (search.trim() === "") onEnter();
      else if (option !== undefined) onPick(option);
    } else if (step !== undefined && options.length > 0) {
      event.preventDefault();
      setAt((now + step + options.length) % options.length);
    }
  };
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-input`}>{t("direct.to")}</label>
        <input
          ref={input}
          id={`${id}-input`}
          className="input"
          role="combobox"
          aria-expanded={options.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={options.length > 0 ? `${id}-${now}` : undefined}
          aria-describedby={`${id}-hint`}
          autoComplete="off"
          value={search}
          onChange={(event) => {
            onSearch(event.target.value);
            setAt(0);
          }}
          onKeyDown={keyDown}
        />
        <p id={`${id}-hint`} className="hint">{t("direct.toHint")}</p>
      </div>
      <div className="found" role="listbox" id={`${id}-list`} aria-label={t("direct.people")}>
        {options.map((user, i) => (
          <PersonOption
            key={user.id}
            id={`${id}-${i}`}
            user={user}
            isChosen={i === now}
            onClick={() => onPick(user)}
          />
        ))}
      </div>
    </>
  );
}

interface PersonOptionProps {
  readonly id: string;
  readonly user: Profile;
  readonly isChosen: boolean;
  onClick(): void;
}

function PersonOption({ id, user, isChosen, onClick }: PersonOptionProps) {
  const name = user.display_name || user.username;
  return (
    <div className="option person-option" role="option" id={id} aria-selected={isChosen} onClick={onClick}>
      <Avatar id={user.id} name={name} picture={user.avatar_url} />
      <span className="name" dir="auto">{name}</span>
      <span className="username" dir="auto">@{user.username}</span>
    </div>
  );
}
