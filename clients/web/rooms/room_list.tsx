import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RoomSummary } from "../../sdk/mod.ts";
import { Link } from "../routing/link.tsx";
import { bare } from "../text/isolate.ts";
import { Icon } from "../shell/icon.tsx";
import { RoomIcon } from "./room_icon.tsx";

export interface RoomListProps {
  readonly rooms: readonly RoomSummary[];
  readonly status: "loading" | "ready";
  readonly chosen: string | undefined;
  /** What is offered to who is in no room. */
  readonly offer: ReactNode;
  /** In the threads one follows; absent: there are no threads. */
  readonly unreadReplies: number | undefined;
  onThreads(): void;
  onBrowse(): void;
  onCreate(): void;
}

/** One's own rooms, with what is new in them. */
export function RoomList(
  { rooms, status, chosen, offer, unreadReplies, onThreads, onBrowse, onCreate }: RoomListProps,
) {
  const { t } = useTranslation();
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
        <ul>{rooms.map((room) => <RoomLink key={room.id} room={room} chosen={room.id === chosen} />)}</ul>
      </div>
      <div className="actions">
        {unreadReplies !== undefined && (
          <button type="button" className="room-link" onClick={onThreads}>
            <Icon name="thread" />
            <span className="name">{t("threads.short")}</span>
            {unreadReplies > 0 && (
              <>
                <span className="badge" aria-hidden="true">{badge(unreadReplies)}</span>
                <span className="unseen">{t("threads.unread", { count: unreadReplies })}</span>
              </>
            )}
          </button>
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

/** A number that fits its badge. */
function badge(count: number): string {
  return count > 99 ? "99+" : String(count);
}

function RoomLink({ room, chosen }: { readonly room: RoomSummary; readonly chosen: boolean }) {
  const { t } = useTranslation();
  const { unread } = room;
  return (
    <li>
      <Link
        to={{ page: "room", room: room.id }}
        className={unread > 0 ? "room-link unread" : "room-link"}
        aria-current={chosen ? "page" : undefined}
      >
        <RoomIcon {...room} />
        <span className="name" dir="auto">{bare(room.name)}</span>
        {unread > 0 && (
          <>
            <span className="badge" aria-hidden="true">{badge(unread)}</span>
            <span className="unseen">{t("rooms.unread", { count: unread })}</span>
          </>
        )}
      </Link>
    </li>
  );
}
