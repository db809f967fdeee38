import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RoomSummary, SessionUser } from "../../react/mod.ts";
import { DirectList } from "../direct/direct_list.tsx";
import type { People } from "../members/people.ts";
import { Link } from "../routing/link.tsx";
import { bare } from "../text/isolate.ts";
import { Icon } from "../shell/icon.tsx";
import { MentionBadge } from "./mention_badge.tsx";
import { RoomIcon } from "./room_icon.tsx";
import { UnreadBadge } from "./unread_badge.tsx";

export interface RoomListProps {
  readonly rooms: readonly RoomSummary[];
  readonly status: "loading" | "ready";
  readonly chosen: string | undefined;
  /** What is offered to who is in no room. */
  readonly offer: ReactNode;
  /** In the threads one follows; absent: there are no threads. */
  readonly unreadReplies: number | undefined;
  readonly me: SessionUser;
  readonly people: People;
  onThreads(): void;
  onMessage(): void;
  onMentions(): void;
  onBrowse(): void;
  onCreate(): void;
}

/** One's own rooms and conversations, with what is new in them. */
export function RoomList(
  { rooms, status, chosen, offer, unreadReplies, me, people, onThreads, onMentions, onMessage, onBrowse, onCreate }:
    RoomListProps,
) {
  const { t } = useTranslation();
  const open = rooms.filter(({ isDirect }) => !isDirect);
  return (
    <>
      <div className="room-list">
        <h2 className="heading">{t("rooms.yours")}</h2>
        {status === "loading" && (
          <div className="empty" role="status">
            <span className="spinner" />
            {t("app.loading")}
          </div>
        )}
        {status === "ready" && rooms.length === 0 && (
          <div className="empty">
            <p>{t("rooms.none")}</p>
            <p>{t("rooms.noneHint")}</p>
            <div className="only-narrow">{offer}</div>
          </div>
        )}
        <ul>{open.map((room) => <RoomLink key={room.id} room={room} chosen={room.id === chosen} />)}</ul>
        {!me.guest && (
          <>
            <div className="heading with-button">
              <h2>{t("direct.list")}</h2>
              <button
                type="button"
                className="icon-button"
                title={t("direct.start")}
                aria-label={t("direct.start")}
                onClick={onMessage}
              >
                <Icon name="plus" />
              </button>
            </div>
            <DirectList rooms={rooms} {...{ chosen, me, people }} />
          </>
        )}
      </div>
      <div className="actions">
        {unreadReplies !== undefined && (
          <>
            <button type="button" className="room-link" onClick={onMentions}>
              <Icon name="at" />
              <span className="name">{t("mentions.short")}</span>
              <MentionBadge count={rooms.reduce((sum, { mentions }) => sum + mentions, 0)} />
            </button>
            <button type="button" className="room-link" onClick={onThreads}>
              <Icon name="thread" />
              <span className="name">{t("threads.short")}</span>
              <UnreadBadge count={unreadReplies} words={t("threads.unread", { count: unreadReplies })} />
            </button>
          </>
        )}
        <button type="button" className="room-link" onClick={onBrowse}>
          <Icon name="search" />
          {t("rooms.browse")}
        </button>
        <button type="button" className="room-link" onClick={onCreate}>
          <Icon name="plus" />
          {t("rooms.create")}
        </button>
      </div>
    </>
  );
}

function RoomLink({ room, chosen }: { readonly room: RoomSummary; readonly chosen: boolean }) {
  const { t } = useTranslation();
  const { unread, mentions } = room;
  return (
    <li>
      <Link
        to={{ page: "room", room: room.id }}
        className={unread + mentions > 0 ? "room-link unread" : "room-link"}
        aria-current={chosen ? "page" : undefined}
      >
        <RoomIcon {...room} />
        <span className="name" dir="auto">{bare(room.name)}</span>
        <MentionBadge count={mentions} />
        <UnreadBadge count={unread} words={t("rooms.unread", { count: unread })} />
      </Link>
    </li>
  );
}
