import type { KeyboardEvent } from "react";
import { Icon, type IconName } from "../shell/icon.tsx";
import { Floating, type Point } from "./floating.tsx";

export interface MenuEntry {
  readonly label: string;
  readonly icon: IconName;
  /** The key that does it, too. */
  readonly keys?: string | undefined;
  readonly isDangerous?: boolean;
  run(): void;
}

export interface MenuProps {
  readonly label: string;
  readonly at: Point;
  readonly entries: readonly MenuEntry[];
  /** `true`: the key was taken. */
  onKey?(event: KeyboardEvent): boolean;
  onClose(): void;
}

/** Things to do, beside the point where one asked for them. Arrows walk them, Escape and Tab leave. */
export function Menu({ label, at, entries, onKey, onClose }: MenuProps) {
  const keyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitem"]')];
    const now = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: now + 1, ArrowUp: now - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items[to % items.length]?.focus();
    else if (event.key === "Tab") onClose();
    else if (onKey?.(event) !== true) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Floating at={at} role="menu" label={label} onClose={onClose} onKeyDown={keyDown}>
      {entries.map(({ label, icon, keys, isDangerous, run }) => (
        <button
          key={label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          className={isDangerous ? "menu-item danger" : "menu-item"}
          onClick={run}
        >
          <Icon name={icon} />
          <span className="grow">{label}</span>
          {keys !== undefined && (
            <span className="keys" aria-hidden="true">
              <kbd>{keys}</kbd>
            </span>
          )}
        </button>
      ))}
    </Floating>
  );
}
