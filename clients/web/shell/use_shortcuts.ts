import { type RefObject, useEffect, useRef } from "react";
import { type Shortcut, shortcutOf } from "../palette/shortcuts.ts";
import type { OpenWindow } from "./windows.tsx";

export interface ShortcutsOptions {
  readonly rooms: readonly Named[];
  /** The room that is open. */
  readonly chosen: string | undefined;
  /** Where one writes. */
  readonly input: RefObject<HTMLTextAreaElement | null>;
  /** No window is open over the page. */
  readonly isFree: boolean;
  open(window: OpenWindow): void;
  toggleMembers(): void;
  go(room: string): void;
}

type Named = { readonly id: string; readonly unread: number };

/** What the keyboard does wherever the focus is. */
export function useShortcuts(options: ShortcutsOptions): void {
  const latest = useRef(options);
  latest.current = options;
  const { isFree } = options;
  useEffect(() => {
    if (!isFree) return;
    const pressed = (event: KeyboardEvent) => {
      // What stands over the page has the keyboard for itself.
      if (document.querySelector("dialog:modal, :popover-open") !== null) return;
      const shortcut = shortcutOf(event);
      if (shortcut !== undefined && act(shortcut, latest.current)) event.preventDefault();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [isFree]);
}

/** `false`: there was nothing to do, and the key is the browser's. */
function act(shortcut: Shortcut, { rooms, chosen, input, open, toggleMembers, go }: ShortcutsOptions): boolean {
  switch (shortcut) {
    case "palette":
    case "mentions":
    case "search":
    case "settings":
      open(shortcut);
      return true;
    case "help":
      open("shortcuts");
      return true;
    case "members":
      toggleMembers();
      return true;
    case "composer":
      input.current?.focus();
      return input.current !== null;
    case "escape": {
      const latest = document.querySelector<HTMLButtonElement>(".latest button");
      latest?.click();
      input.current?.focus();
      return latest !== null;
    }
    case "previous":
    case "next":
    case "nextUnread": {
      const next = neighbour(rooms, chosen, shortcut);
      if (next !== undefined) go(next);
      return true;
    }
  }
}

/** The room beside the one that is open, round and round. */
function neighbour(rooms: readonly Named[], chosen: string | undefined, way: "previous" | "next" | "nextUnread") {
  const at = rooms.findIndex(({ id }) => id === chosen);
  if (way === "previous") return rooms.at(at <= 0 ? -1 : at - 1)?.id;
  const order = [...rooms.slice(at + 1), ...rooms.slice(0, at + 1)];
  return (way === "next" ? order[0] : order.find(({ unread }) => unread > 0))?.id;
}
