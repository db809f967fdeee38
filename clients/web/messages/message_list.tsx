import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Virtualizer } from "virtua";
import type { TimelineItem } from "../../react/mod.ts";
import type { Deeds } from "../deeds/use_deeds.ts";
import { Icon } from "../shell/icon.tsx";
import { groupingOf } from "./grouping.ts";
import { itemAt } from "./item_at.ts";
import { MessageRow } from "./message_row.tsx";
import type { RowActions } from "./row_props.ts";
import { type ListPlace, useListPlace } from "./use_list_place.ts";
import { useRowFocus } from "./use_row_focus.ts";

export interface MessageListProps extends Omit<RowActions, "deeds">, ListPlace {
  /** Of the list, unique in the page. */
  readonly id: string;
  readonly label: string;
  readonly deeds: Deeds;
  readonly isLoading: boolean;
  /** Messages of others that arrived below what is in sight. */
  readonly unread: number;
  /** Under the last thing that one has said it is told who has read it. */
  readonly tellsReaders?: boolean;
  /** Stands above the first message of all. */
  readonly beginning: ReactNode;
}

/** A guess for rows that were not measured yet, pixels. */
const rowPx = 44;

/** What was said, virtual: only the rows in sight exist. Follows the newest while its end is in sight, else stands still. */
export function MessageList(props: MessageListProps) {
  const { isLoading, deeds } = props;
  const { scroller, handle, stage, isAtEnd, look, resized, latest } = useListPlace(props);
  const { active, kept, handlers, keyDown } = useRowFocus({
    items: stage.items,
    deeds: deeds.actions,
    ...{ scroller, handle },
  });
  const { doing } = deeds;
  const newestOwn = props.tellsReaders ? newestOwnOf(stage.items, props.me) : undefined;
  const editedAt = doing?.kind === "edit" ? stage.items.findIndex(({ seq }) => seq === doing.seq) : -1;
  return (
    <div className="list-frame">
      <div
        ref={scroller}
        id={props.id}
        className="messages"
        role="log"
        aria-live="off"
        aria-busy={isLoading}
        aria-label={props.label}
        tabIndex={0}
        {...handlers}
        onKeyDown={(event) => {
          if (keyDown(event)) event.preventDefault();
          else if (event.key === "End") latest();
          else if (event.key === "Home") handle.current?.scrollToIndex(0);
        }}
      >
        <Virtualizer
          key={stage.life}
          ref={handle}
          scrollRef={scroller}
          data={stage.items}
          shift={stage.shift}
          itemSize={rowPx}
          keepMounted={editedAt < 0 ? kept : [...kept, editedAt]}
          onScroll={look}
          onResize={resized}
        >
          {(item, index) => (
            <Row
              key={item.key}
              list={props}
              item={item}
              before={stage.items[index - 1]}
              isActive={item.key === active}
              newestOwn={newestOwn}
            />
          )}
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

function newestOwnOf(items: readonly TimelineItem[], me: string): number | undefined {
  return items.findLast(({ seq, kind, user, isDeleted }) => {
    return seq !== undefined && kind === "message" && user.id === me && !isDeleted;
  })?.seq;
}

interface RowProps {
  readonly list: MessageListProps;
  readonly item: TimelineItem;
  readonly before: TimelineItem | undefined;
  readonly isActive: boolean;
  /** Its seq. */
  readonly newestOwn: number | undefined;
}

function Row({ list, item, before, isActive, newestOwn }: RowProps) {
  const { hasOlder, beginning, firstUnreadSeq, items, target, deeds: { doing, actions } } = list;
  const { room, me, nameOf, pictureOf, statusOf, usernameOf, onRetry, onDiscard, onEdit, onJump, onThread } = list;
  return (
    <div>
      {before === undefined && !hasOlder && beginning}
      <MessageRow
        item={item}
        {...groupingOf(item, before, firstUnreadSeq)}
        {...{
          room,
          me,
          nameOf,
          pictureOf,
          statusOf,
          usernameOf,
          onRetry,
          onDiscard,
          onEdit,
          onJump,
          onThread,
          isActive,
        }}
        isNewestOwn={item.seq !== undefined && item.seq === newestOwn}
        quoted={item.replyTo === undefined ? undefined : itemAt(items, item.replyTo)}
        isEditing={doing?.kind === "edit" && doing.seq === item.seq}
        isTarget={target !== undefined && target.seq === item.seq}
        deeds={actions}
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
