import { type KeyboardEventHandler, type ReactNode, useEffect, useLayoutEffect, useRef } from "react";

/** A point of the window, pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface FloatingProps {
  readonly at: Point;
  readonly role: "dialog" | "menu";
  readonly label: string;
  onClose(): void;
  readonly onKeyDown?: KeyboardEventHandler<HTMLDivElement>;
  readonly children: ReactNode;
}

/** What stays between a floating thing and the edge of the window, pixels. */
const edgePx = 8;

/** Something small over the page beside a point. The browser closes it by Escape or a press elsewhere. */
export function Floating({ at, role, label, onClose, onKeyDown, children }: FloatingProps) {
  const element = useRef<HTMLDivElement>(null);
  const before = useRef<Element>(null);
  // Where one was, unless one has gone on. Not earlier: while the page is being changed nobody hears of the focus.
  useEffect(() => () => {
    if (document.activeElement === document.body && before.current instanceof HTMLElement) before.current.focus();
  }, []);
  useLayoutEffect(() => {
    const floating = element.current;
    if (floating === null) return;
    before.current ??= document.activeElement;
    if (!floating.matches(":popover-open")) floating.showPopover();
    const { width, height } = floating.getBoundingClientRect();
    const left = Math.max(edgePx, Math.min(at.x, innerWidth - width - edgePx));
    const below = at.y + height + edgePx <= innerHeight;
    // By properties of the element: the page's policy lets no style stand in the markup.
    floating.style.left = `${left}px`;
    floating.style.top = `${below ? at.y : Math.max(edgePx, at.y - height)}px`;
    floating.querySelector<HTMLElement>("[autofocus], input, button")?.focus();
  }, [at]);
  return (
    <div
      ref={element}
      popover="auto"
      className="floating"
      role={role}
      aria-label={label}
      onKeyDown={(event) => {
        onKeyDown?.(event);
        // Escape closes this, and does nothing to the page below.
        if (event.key === "Escape") event.stopPropagation();
      }}
      onToggle={(event) => {
        if (event.newState === "closed") onClose();
      }}
    >
      {children}
    </div>
  );
}

/** The point below something on the page. */
export function besideOf(element: HTMLElement): Point {
  const { left, bottom } = element.getBoundingClientRect();
  return { x: left, y: bottom + 4 };
}
