import {
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { VirtualizerHandle } from "virtua";
import type { TimelineItem } from "../../react/mod.ts";
import { deedOfKey } from "../deeds/deed.ts";
import type { DeedActions } from "../deeds/use_deeds.ts";
import { besideOf } from "../dialogs/floating.tsx";

export interface RowFocusOptions {
  readonly items: readonly TimelineItem[];
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly handle: RefObject<VirtualizerHandle | null>;
  readonly deeds: DeedActions;
}

export interface RowFocus {
  /** Key of the row that the mouse or the keyboard is at. */
  readonly active: string | undefined;
  /** Number of the row that has the focus: it stays in the page when it is scrolled out of sight. */
  readonly kept: readonly number[];
  readonly handlers: {
    onPointerOver(event: PointerEvent<HTMLElement>): void;
    onPointerLeave(): void;
    onFocus(event: FocusEvent<HTMLElement>): void;
    onBlur(event: FocusEvent<HTMLElement>): void;
  };
  /** `true`: the key was taken. */
  keyDown(event: KeyboardEvent<HTMLElement>): boolean;
}

/** Which message the mouse is at, and which the arrow keys have chosen; and what keys do with that. */
export function useRowFocus({ items, scroller, handle, deeds }: RowFocusOptions): RowFocus {
  const [active, setActive] = useState<string>();
  const [focused, setFocused] = useState<string>();
  const wanted = useRef<string>(undefined);
  const at = focused === undefined ? -1 : items.findIndex(({ key }) => key === focused);
  useLayoutEffect(() => {
    if (wanted.current === undefined || wanted.current !== focused) return;
    const row = scroller.current?.querySelector<HTMLElement>(`article[data-key="${CSS.escape(wanted.current)}"]`);
    if (row === null || row === undefined) return;
    wanted.current = undefined;
    row.focus({ preventScroll: true });
  });
  const choose = (index: number): boolean => {
    const item = items[index];
    if (item === undefined) return false;
    wanted.current = item.key;
    setActive(item.key);
    setFocused(item.key);
    handle.current?.scrollToIndex(index, { align: "nearest" });
    return true;
  };
  const keyDown = (event: KeyboardEvent<HTMLElement>): boolean => {
    const { key, target } = event;
    if (!(target instanceof HTMLElement) || target.matches("input, textarea, select")) return false;
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (key === "ArrowUp" || key === "ArrowDown") {
      const step = key === "ArrowUp" ? -1 : 1;
      const from = at >= 0 ? at + step : edgeOf(handle.current, step);
      return choose(nextMessage(items, from, step));
    }
    const item = items[at];
    if (item === undefined) return false;
    const row = target.closest<HTMLElement>("article") ?? target;
    if (key === "Enter" && target === row) {
      deeds.openMenu(item, besideOf(row));
      return true;
    }
    const deed = deedOfKey(event);
    if (deed === undefined || !deeds.can(item).includes(deed)) return false;
    deeds.act(deed, item, besideOf(row));
    return true;
  };
  const handlers = {
    onPointerOver: ({ target }: PointerEvent<HTMLElement>) => setActive(keyOf(target)),
    onPointerLeave: () => setActive(undefined),
    onFocus: ({ target }: FocusEvent<HTMLElement>) => {
      const key = keyOf(target);
      setFocused(key);
      if (key !== undefined) setActive(key);
    },
    onBlur: ({ relatedTarget, currentTarget }: FocusEvent<HTMLElement>) => {
      if (relatedTarget instanceof Node && currentTarget.contains(relatedTarget)) return;
      setFocused(undefined);
    },
  };
  return { active: active ?? focused, kept: at >= 0 ? [at] : [], handlers, keyDown };
}

function keyOf(target: EventTarget): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>("[data-key]")?.dataset["key"] : undefined;
}

/** The number of the row at the edge of what is in sight, from which a step begins. */
function edgeOf(list: VirtualizerHandle | null, step: number): number {
  if (list === null) return -1;
  return list.findItemIndex(step < 0 ? list.scrollOffset + list.viewportSize - 1 : list.scrollOffset + 1);
}

function nextMessage(items: readonly TimelineItem[], from: number, step: number): number {
  let at = from;
  while (items[at] !== undefined && items[at]?.kind !== "message") at += step;
  return at;
}
