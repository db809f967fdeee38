import { type RefObject, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type SessionUser,
  type TimelineItem,
  type UseMessages,
  useMessages,
  usePresence,
  useRoom,
  useTyping,
  useUnread,
} from "../../react/mod.ts";
import type { DraftStore } from "../composer/draft_store.ts";
import { Composer } from "../composer/composer.tsx";
import { TypingLine } from "../composer/typing_line.tsx";
import { MemberPanel } from "../members/member_panel.tsx";
import { Announcer } from "../messages/announcer.tsx";
import { MessageList } from "../messages/message_list.tsx";
import { ConnectionNotice } from "../shell/connection_notice.tsx";
import type { People } from "../members/people.ts";
import { isolate } from "../text/isolate.ts";
import { RoomHeader } from "./room_header.tsx";
import { RoomMissing } from "./room_missing.tsx";
import { useIsLooking, useReading } from "./use_reading.ts";

export interface RoomPageProps {
  readonly id: string;
  readonly me: SessionUser;
  readonly drafts: DraftStore;
  readonly people: People;
  readonly input: RefObject<HTMLTextAreaElement | null>;
  readonly membersShown: boolean;
  onMembers(): void;
  onInvite(): void;
  onSettings(): void;
  onLeave(): void;
}

/** One room: what was said, what one is about to say, who is there. */
export function RoomPage(props: RoomPageProps) {
  const { id, me, people, membersShown, onMembers } = props;
  const { room, members, status, join } = useRoom(id);
  const presence = usePresence(id);
  if (room === undefined || (status !== "ready" && status !== "loading")) {
    return <RoomMissing status={status} room={room} onJoin={join} />;
  }
  return (
    <>
      <RoomHeader {...props} room={room} onSettings={room.creatorId === me.id ? props.onSettings : undefined} />
      <div className={membersShown ? "room with-members" : "room"}>
        <Talk {...props} roomName={room.name} />
        {membersShown && (
          <MemberPanel
            room={id}
            members={members}
            count={room.members}
            presence={presence}
            me={me.id}
            nameOf={people.nameOf}
            pictureOf={people.pictureOf}
            onClose={onMembers}
          />
        )}
      </div>
    </>
  );
}

function Talk({ id, me, drafts, people, input, roomName }: RoomPageProps & { readonly roomName: string }) {
  const messages = useMessages(id);
  const { typing, notify, stop } = useTyping(id);
  const [draft, setDraft] = useState(() => drafts.get(id));
  const { send, items, hasOlder } = messages;
  const keep = (text: string) => {
    setDraft(text);
    drafts.set(id, text);
  };
  return (
    <section className="talk">
      <Said id={id} roomName={roomName} people={people} messages={messages} />
      <Announcer items={items} me={me.id} nameOf={people.nameOf} />
      <div className="under">
        <TypingLine names={typing.map(people.nameOf)} />
        {messages.error !== undefined && hasOlder && <LoadFailed onAgain={() => void messages.loadOlder()} />}
        <ConnectionNotice />
        <Composer
          roomName={roomName}
          draft={draft}
          input={input}
          onDraft={(text) => {
            keep(text);
            if (text.trim() === "") stop();
            else notify();
          }}
          onSend={(text) => {
            send(text.trim());
            keep("");
          }}
        />
      </div>
    </section>
  );
}

interface SaidProps {
  readonly id: string;
  readonly roomName: string;
  readonly people: People;
  readonly messages: UseMessages;
}

/** The list, or what stands in its place. */
function Said({ id, roomName, people, messages }: SaidProps) {
  const { t } = useTranslation();
  const unread = useUnread(id);
  const [isAtEnd, setAtEnd] = useState(true);
  const { follow, retry, discard, items, leaveMark, status } = messages;
  useReading({ isLooking: useIsLooking(), isAtEnd, lastSeq: lastSeqOf(items), ...unread, leaveMark });
  const atEnd = useCallback((is: boolean) => {
    setAtEnd(is);
    follow(is);
  }, [follow]);
  const onRetry = useCallback(({ clientId = "" }: TimelineItem) => retry(clientId), [retry]);
  const onDiscard = useCallback(({ clientId = "" }: TimelineItem) => discard(clientId), [discard]);
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
      {...messages}
      {...people}
      {...{ roomName, beginning, onRetry, onDiscard }}
      firstUnreadSeq={messages.firstUnreadSeq}
      unread={unread.count}
      onAtEnd={atEnd}
    />
  );
}

function LoadFailed({ onAgain }: { onAgain(): void }) {
  const { t } = useTranslation();
  return (
    <p className="notice bad">
      <span className="grow">{t("messages.loadFailed")}</span>
      <button type="button" className="button small" onClick={onAgain}>{t("fault.again")}</button>
    </p>
  );
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
