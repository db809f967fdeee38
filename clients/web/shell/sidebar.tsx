import { useTranslation } from "react-i18next";
import { type SessionUser, useConnection, type UseRooms, useThreads } from "../../react/mod.ts";
import { useIsOlder } from "../deeds/use_is_older.ts";
import type { People } from "../members/people.ts";
import { FirstRoom } from "../rooms/first_room.tsx";
import { RoomList } from "../rooms/room_list.tsx";
import { StatusButton } from "../status/status_button.tsx";
import { faultText } from "../text/fault_text.ts";
import { Avatar } from "./avatar.tsx";
import { Icon, Mark } from "./icon.tsx";
import type { OpenWindow } from "./windows.tsx";

export interface SidebarProps {
  readonly me: SessionUser;
  readonly people: People;
  readonly rooms: UseRooms;
  readonly chosen: string | undefined;
  /** It is all that is shown. */
  readonly isPage: boolean;
  onOpen(window: OpenWindow): void;
  go(room: string): void;
}

export function Sidebar({ me, people, rooms, chosen, isPage, onOpen, go }: SidebarProps) {
  const { t } = useTranslation();
  const { state } = useConnection();
  const { threads } = useThreads();
  const isOlder = useIsOlder();
  const name = people.nameOf({ id: me.id, name: me.username });
  const words = {
    online: t("connection.open"),
    connecting: t("connection.connecting"),
    waiting: t("connection.none"),
    offline: t("connection.none"),
    closed: t("connection.none"),
  };
  return (
    <nav className="sidebar" aria-label={t("rooms.yours")}>
      <div className="bar">
        <div className="brand">
          <Mark />
          {isPage ? <h1>{t("app.name")}</h1> : t("app.name")}
        </div>
        <button
          type="button"
          className="icon-button"
          aria-label={t("palette.label")}
          title={t("palette.label")}
          onClick={() => onOpen("palette")}
        >
          <Icon name="search" />
        </button>
      </div>
      <RoomList
        rooms={rooms.rooms}
        status={rooms.status}
        offer={<FirstRoom {...rooms} onOpen={go} onBrowse={() => onOpen("browse")} />}
        unreadReplies={isOlder ? undefined : threads.reduce((sum, { unread }) => sum + unread, 0)}
        {...{ me, people, chosen }}
        onMessage={() => onOpen("message")}
        onThreads={() => onOpen("threads")}
        onMentions={() => onOpen("mentions")}
        onBrowse={() => onOpen("browse")}
        onCreate={() => onOpen("create")}
      />
      {rooms.error !== undefined && state === "online" && (
        <p className="notice bad" role="alert">
          <span className="grow">{faultText(t, rooms.error)}</span>
          <button type="button" className="button small" onClick={() => void rooms.refresh()}>
            {t("fault.again")}
          </button>
        </p>
      )}
      <div className="foot">
        <Avatar id={me.id} name={name} picture={people.pictureOf(me.id)} online={state === "online"} />
        <div className="who">
          <span className="name" dir="auto">{name}</span>
          <div className="state">{words[state]}</div>
        </div>
        {me.guest !== true && <StatusButton status={people.statusOf(me.id)} onOpen={() => onOpen("status")} />}
        <button
          type="button"
          className="icon-button"
          aria-label={t("settings.open")}
          title={t("settings.open")}
          onClick={() => onOpen("settings")}
        >
          <Icon name="settings" />
        </button>
      </div>
    </nav>
  );
}
