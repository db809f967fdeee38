/** What a key of the keyboard does, wherever the focus is. */
export type Shortcut =
  | "palette"
  | "search"
  | "previous"
  | "next"
  | "nextUnread"
  | "composer"
  | "members"
  | "mentions"
  | "settings"
  | "help"
  | "escape";

const isMac = /Mac|iP(hone|ad|od)/.test(navigator.platform);
/** The name of the key that commands are given with. */
export const controlKey = isMac ? "⌘" : "Ctrl";

/** The shortcut of a key press, if it is one. Plain letters belong to whoever writes. */
export function shortcutOf(event: KeyboardEvent): Shortcut | undefined {
  const control = isMac ? event.metaKey : event.ctrlKey;
  const key = event.key.toLowerCase();
  if (event.isComposing) return undefined;
  if (control && !event.altKey) {
    if (key === "k" && !event.shiftKey) return "palette";
    if (key === "m" && event.shiftKey) return "members";
    if (key === "f" && event.shiftKey) return "search";
    return key === "," ? "settings" : undefined;
  }
  if (event.altKey && !control) {
    if (key === "arrowup") return "previous";
    if (key === "arrowdown") return event.shiftKey ? "nextUnread" : "next";
    return undefined;
  }
  if (key === "escape") return "escape";
  if (isWriting(event.target)) return undefined;
  if (key === "@") return "mentions";
  return key === "?" ? "help" : key === "/" ? "composer" : undefined;
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.matches("input, textarea, select") || target.isContentEditable);
}
