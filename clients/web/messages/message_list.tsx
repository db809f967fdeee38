import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { TimelineItem } from "../../sdk/mod.ts";
import { Icon } from "../shell/icon.tsx";
import { isolate } from "../text/isolate.ts";
import { groupingOf } from "./grouping.ts";
import { MessageRow, type RowActions } from "./message_row.tsx";
import { firstStage, nextStage } from "./staged_items.ts";

export interface MessageListProps extends RowActions {
  readonly roomName: string;
  readonly items: readonly TimelineItem[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  readonly isLoading: boolean;
  readonly firstUnreadSeq: number | undefined;
  /** Messages of others that arrived below what is in sight. */
  readonly unread: number;
  /** Stands above the first message of all. */
  readonly beginning: ReactNode;
  loadOlder(): void;
  loadNewer(): void;
  jumpToLatest(): void;
  /** The end of the list came into sight or left it. */
  onAtEnd(isAtEnd: boolean): void;
}

/** Closer to the end than this counts as being there, pixels. */
const endPx = 60;
/** Older messages are fetched before their place comes into sight, pixels. */
const aheadPx = 1_500;
/** A guess for rows that were not measured yet, pixels. */
const rowPx = 44;

/** What was said, virtual: only the rows in sight exist. Follows the newest while its end is in sight, else stands still. */
export function MessageList(props: MessageListProps) {
  const { items, hasOlder, hasNewer, firstUnreadSeq, isLoading } = props;
  const { t } = useTranslation();
  const [stage, setStage] = useState(() => firstStage(items));
  const scroller = useRef<HTMLDivElement>(null);
  const handle = useRef<VirtualizerHandle>(null);
  const place = useRef({ atEnd: true, opened: false });
  const [atEnd, setAtEnd] = useState(true);

  // While rendering, so that no frame shows a list of before; what is left over follows before the screen is painted.
  const next = stage.isPartial ? stage : nextStage(stage, items);
  if (next !== stage) setStage(next);
  useLayoutEffect(() => {
    if (stage.isPartial) setStage((shown) => nextStage(shown, items));
  }, [stage, items]);

  const count = stage.items.length;
  const toEnd = useCallback(() => handle.current?.scrollToIndex(count - 1, { align: "end" }), [count]);
  useLayoutEffect(() => {
    if (count === 0) return;
    if (!place.current.opened) {
      place.current.opened = true;
      const unreadAt = stage.items.findIndex(({ seq }) => seq !== undefined && seq === firstUnreadSeq);
      if (unreadAt >= 0) return handle.current?.scrollToIndex(unreadAt, { align: "center" });
    }
    if (place.current.atEnd && !hasNewer) toEnd();
  }, [stage, count, toEnd, hasNewer, firstUnreadSeq]);

  const look = useCallback(() => {
    const list = handle.current;
    if (list === null || list.viewportSize === 0) return;
    const below = list.scrollSize - list.scrollOffset - list.viewportSize;
    const isAtEnd = below <= endPx && !hasNewer;
    if (place.current.atEnd !== isAtEnd) {
      place.current.atEnd = isAtEnd;
      setAtEnd(isAtEnd);
      props.onAtEnd(isAtEnd);
    }
    if (hasOlder && list.scrollOffset < aheadPx) props.loadOlder();
    if (hasNewer && below < aheadPx) props.loadNewer();
  }, [hasOlder, hasNewer, props.loadOlder, props.loadNewer, props.onAtEnd]);
  // A page that does not fill the window is followed by the next without any scrolling.
  useEffect(look, [look, stage]);

  const resized = useCallback(() => {
    if (place.current.atEnd) toEnd();
    look();
  }, [toEnd, look]);
  const latest = useCallback(() => {
    place.current.atEnd = true;
    props.jumpToLatest();
    toEnd();
  }, [props.jumpToLatest, toEnd]);
  return (
    <div className="list-frame">
      <div
        ref={scroller}
        id="messages"
        className="messages"
        role="log"
        aria-live="off"
        aria-busy={isLoading}
        aria-label={t("messages.list", { room: isolate(props.roomName) })}
        tabIndex={0}
        onKeyDown={({ key }) => {
          if (key === "End") latest();
          else if (key === "Home") handle.current?.scrollToIndex(0);
        }}
      >
        <Virtualizer
          key={stage.life}
          ref={handle}
          scrollRef={scroller}
          data={stage.items}
          shift={stage.shift}
          itemSize={rowPx}
          onScroll={look}
          onResize={resized}
        >
          {(item, index) => <Row key={item.key} list={props} item={item} before={stage.items[index - 1]} />}
        </Virtualizer>
      </div>
      {isLoading && count > 0 && (
        <div className="loading-more">
          <span className="spinner" />
        </div>
      )}
      {!atEnd && <Latest unread={props.unread} onClick={latest} />}
    </div>
  );
}

interface RowProps {
  readonly list: MessageListProps;
  readonly item: TimelineItem;
  readonly before: TimelineItem | undefined;
}

function Row({ list, item, before }: RowProps) {
  const { nameOf, pictureOf, onRetry, onDiscard, hasOlder, beginning, firstUnreadSeq } = list;
  return (
    <div>
      {before === undefined && !hasOlder && beginning}
      <MessageRow
        item={item}
        {...groupingOf(item, before, firstUnreadSeq)}
        {...{ nameOf, pictureOf, onRetry, onDiscard }}
      />
    </div>
  );
}

function Latest({ unread, onClick }: { readonly unread: number; onClick(): void }) {
  const { t } = useTranslation();
  return (
    <div className="latest">
      <button type="button" className="button small" onClick={onClick}>
        <Icon name="down" />
        {unread > 0 ? t("messages.latestNew", { count: unread }) : t("messages.latest")}
      </button>
    </div>
  );
}
