import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { type TimelineItem, type UseMessages, useUnread } from "../../react/mod.ts";
import type { Deeds } from "../deeds/use_deeds.ts";
import { MessageList } from "../messages/message_list.tsx";
import type { RowActions } from "../messages/row_props.ts";
import type { Target } from "../messages/use_list_place.ts";
import { isolate } from "../text/isolate.ts";
import { useIsLooking, useReading } from "./use_reading.ts";

export interface SaidProps
  extends
    Pick<RowActions, "me" | "nameOf" | "pictureOf" | "statusOf" | "usernameOf" | "onEdit" | "onJump" | "onThread"> {
  readonly id: string;
  readonly roomName: string;
  readonly messages: UseMessages;
  readonly deeds: Deeds;
  readonly target: Target | undefined;
  /** One has just marked something here as unread: looking at it does not undo that. */
  readonly isHeld: boolean;
}

/** What was said in a room, or what stands in its place. */
export function Said({ id, roomName, messages, deeds, isHeld, ...rows }: SaidProps) {
  const { t } = useTranslation();
  const unread = useUnread(id);
  const [isAtEnd, setAtEnd] = useState(true);
  const { follow, retry, discard, items, leaveMark, status } = messages;
  useReading({ isLooking: useIsLooking(), isHeld, isAtEnd, lastSeq: lastSeqOf(items), ...unread, leaveMark });
  const atEnd = useCallback((is: boolean) => {
    setAtEnd(is);
    follow(is);
  }, [follow]);
  const onRetry = useCallback((item: TimelineItem) => retry(clientIdOf(item)), [retry]);
  const onDiscard = useCallback((item: TimelineItem) => discard(clientIdOf(item)), [discard]);
  const beginning = <Beginning roomName={roomName} isEmpty={items.length === 0} />;
  if (items.length === 0) {
    const isBeginning = status === "ready" && !messages.hasOlder;
    return isBeginning
      ? <div className="list-frame">{beginning}</div>
      : (
        <div className="empty list-frame" role="status">
          <span className="spinner" />
          {t("messages.loading")}
        </div>
      );
  }
  return (
    <MessageList
      id="messages"
      label={t("messages.list", { room: isolate(roomName) })}
      room={id}
      {...messages}
      {...rows}
      {...{ beginning, onRetry, onDiscard, deeds }}
      firstUnreadSeq={messages.firstUnreadSeq}
      unread={unread.count}
      tellsReaders
      onAtEnd={atEnd}
    />
  );
}

/** Of a message that was not sent, or of a change of it that was refused. */
function clientIdOf({ failure, clientId = "" }: TimelineItem): string {
  return failure?.clientId ?? clientId;
}

function Beginning({ roomName, isEmpty }: { readonly roomName: string; readonly isEmpty: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="beginning">
      <h2>{t("messages.beginning", { room: isolate(roomName) })}</h2>
      {isEmpty && <p>{t("messages.empty")}</p>}
    </div>
  );
}

function lastSeqOf(items: readonly TimelineItem[]): number | undefined {
  return items.findLast(({ seq }) => seq !== undefined)?.seq;
}
