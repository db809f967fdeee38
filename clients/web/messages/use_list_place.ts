import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { VirtualizerHandle } from "virtua";
import type { TimelineItem } from "../../react/mod.ts";
import { indexAt } from "./item_at.ts";
import { firstStage, nextStage, type Stage } from "./staged_items.ts";

/** A message that somebody wants to see. */
export interface Target {
  readonly seq: number;
}

/** What a list shows and how it gets more of it. */
export interface ListPlace {
  readonly items: readonly TimelineItem[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  readonly firstUnreadSeq: number | undefined;
  /** Where to go: each object once, as soon as the place is loaded. */
  readonly target: Target | undefined;
  loadOlder(): void;
  loadNewer(): void;
  jumpToLatest(): void;
  /** The end of the list came into sight or left it. */
  onAtEnd(isAtEnd: boolean): void;
}

export interface UseListPlace {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly handle: RefObject<VirtualizerHandle | null>;
  readonly stage: Stage<TimelineItem>;
  readonly isAtEnd: boolean;
  /** The list was scrolled. */
  look(): void;
  /** Its rows or its window changed their size. */
  resized(): void;
  /** Goes to the newest, and stays there. */
  latest(): void;
}

/** Closer to the end than this counts as being there, pixels. */
const endPx = 60;
/** Messages are fetched before their place comes into sight, pixels. */
const aheadPx = 1_500;

/** Where in the list one is: at its end and following it, or somewhere above and standing still. */
export function useListPlace(list: ListPlace): UseListPlace {
  const { hasOlder, hasNewer, firstUnreadSeq, target, loadOlder, loadNewer, onAtEnd, jumpToLatest } = list;
  const stage = useStage(list.items);
  const scroller = useRef<HTMLDivElement>(null);
  const handle = useRef<VirtualizerHandle>(null);
  const place = useRef({ atEnd: true, opened: false, reached: undefined as Target | undefined });
  const [isAtEnd, setAtEnd] = useState(true);

  const count = stage.items.length;
  const toEnd = useCallback(() => handle.current?.scrollToIndex(count - 1, { align: "end" }), [count]);
  useLayoutEffect(() => {
    if (count === 0) return;
    if (target !== undefined && target !== place.current.reached) {
      const at = indexAt(stage.items, target.seq);
      const isLoaded = stage.items[at]?.seq !== undefined && (at > 0 || stage.items[0]?.seq === target.seq);
      if (isLoaded) {
        place.current = { atEnd: false, opened: true, reached: target };
        handle.current?.scrollToIndex(at, { align: "center" });
        return;
      }
    }
    if (!place.current.opened) {
      place.current.opened = true;
      const unreadAt = stage.items.findIndex(({ seq }) => seq !== undefined && seq === firstUnreadSeq);
      if (unreadAt >= 0) {
        handle.current?.scrollToIndex(unreadAt, { align: "center" });
        return;
      }
    }
    if (place.current.atEnd && !hasNewer) toEnd();
  }, [stage, count, toEnd, hasNewer, firstUnreadSeq, target]);

  const look = useCallback(() => {
    const list = handle.current;
    if (list === null || list.viewportSize === 0) return;
    const below = list.scrollSize - list.scrollOffset - list.viewportSize;
    const isNow = below <= endPx && !hasNewer;
    if (place.current.atEnd !== isNow) {
      place.current.atEnd = isNow;
      setAtEnd(isNow);
      onAtEnd(isNow);
    }
    if (hasOlder && list.scrollOffset < aheadPx) loadOlder();
    if (hasNewer && below < aheadPx) loadNewer();
  }, [hasOlder, hasNewer, loadOlder, loadNewer, onAtEnd]);
  // A page that does not fill the window is followed by the next without any scrolling.
  useEffect(look, [look, stage]);

  const resized = useCallback(() => {
    if (place.current.atEnd) toEnd();
    look();
  }, [toEnd, look]);
  const latest = useCallback(() => {
    place.current.atEnd = true;
    jumpToLatest();
    toEnd();
  }, [jumpToLatest, toEnd]);
  return { scroller, handle, stage, isAtEnd, look, resized, latest };
}

function useStage(items: readonly TimelineItem[]): Stage<TimelineItem> {
  const [stage, setStage] = useState(() => firstStage(items));
  // While rendering, so that no frame shows a list of before; what is left over follows before the screen is painted.
  const next = stage.isPartial ? stage : nextStage(stage, items);
  if (next !== stage) setStage(next);
  useLayoutEffect(() => {
    if (stage.isPartial) setStage((shown) => nextStage(shown, items));
  }, [stage, items]);
  return stage;
}
