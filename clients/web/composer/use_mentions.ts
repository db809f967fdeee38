import { type KeyboardEvent, type RefObject, useId, useMemo, useState } from "react";
import { ranked } from "../palette/ranked.ts";
import { completed, type Mentionable, mentionStart } from "./mention.ts";

export interface UseMentionsOptions {
  readonly text: string;
  readonly input: RefObject<HTMLTextAreaElement | null>;
  readonly people: readonly Mentionable[];
  onText(text: string): void;
}

export interface UseMentions {
  readonly id: string;
  /** Who fits; nobody: nothing is to be shown. */
  readonly found: readonly Mentionable[];
  readonly at: number;
  pick(person: Mentionable): void;
  /** To be told where the cursor is, whenever it may have moved. */
  moved(): void;
  /** `true`: the key was taken. */
  keyDown(event: KeyboardEvent): boolean;
}

/** So many are offered. */
const offered = 8;
const nobody: readonly Mentionable[] = [];

/** Offers names while one is being written after an @. */
export function useMentions({ text, input, people, onText }: UseMentionsOptions): UseMentions {
  const id = useId();
  const [cursor, setCursor] = useState(0);
  const [at, setAt] = useState(0);
  /** The text for which the offer was refused by Escape. */
  const [refused, setRefused] = useState<string>();
  const start = refused === text ? undefined : mentionStart(text, cursor);
  const letters = start?.letters;
  const found = useMemo(() => {
    if (letters === undefined) return nobody;
    const byName = people.map((person) => ({ name: `${person.username} ${person.name}`, person }));
    return ranked(byName, letters).slice(0, offered).map(({ person }) => person);
  }, [people, letters]);
  const chosen = Math.min(at, found.length - 1);
  const pick = ({ username }: Mentionable) => {
    if (start === undefined) return;
    const whole = completed(text, start, username);
    onText(whole.text);
    setCursor(whole.cursor);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(whole.cursor, whole.cursor);
    });
  };
  const keyDown = (event: KeyboardEvent): boolean => {
    const person = found[chosen];
    if (person === undefined || event.nativeEvent.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((chosen + step + found.length) % found.length);
    else if (event.key === "Enter" || event.key === "Tab") pick(person);
    else if (event.key === "Escape") setRefused(text);
    else return false;
    event.preventDefault();
    event.nativeEvent.stopPropagation();
    return true;
  };
  const moved = () => {
    setCursor(input.current?.selectionStart ?? 0);
    if (mentionStart(input.current?.value ?? "", input.current?.selectionStart ?? 0)?.letters !== letters) setAt(0);
  };
  return { id, found, at: chosen, pick, moved, keyDown };
}
