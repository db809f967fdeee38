import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Virtualizer } from "virtua";
import type { TimelineItem } from "../../sdk/mod.ts";
import { Icon } from "../shell/icon.tsx";
import { isolate } from "../text/isolate.ts";
import { groupingOf } from "./grouping.ts";
import { MessageRow, type RowActions } from "./message_row.tsx";
import { type ListPlace, useListPlace } from "./use_list_place.ts";

export interface MessageListProps extends RowActions, ListPlace {
  readonly roomName: string;
  readonly isLoading: boolean;
  /** Messages of others that arrived below what is in sight. */
  readonly unread: number;
  /** Stands above the first message of all. */
  readonly beginning: ReactNode;
}

/** A guess for rows that were not measured yet, pixels. */
const rowPx = 44;

/** What was said, virtual: only the rows in sight exist. Follows the newest while its end is in sight, else stands still. */
export function MessageList(props: MessageListProps) {
  const { isLoading } = props;
  const { t } = useTranslation();
  const { scroller, handle, stage, isAtEnd, look, resized, latest } = useListPlace(props);
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
      {isLoading && stage.items.length > 0 && (
        <div className="loading-more">
          <span className="spinner" />
        </div>
      )}
      {!isAtEnd && <Latest unread={props.unread} onClick={latest} />}
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
