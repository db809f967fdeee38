import { useTranslation } from "react-i18next";
import type { RoomSummary } from "../../react/mod.ts";
import { navigate } from "../routing/route.ts";
import { Icon } from "../shell/icon.tsx";
import { bare } from "../text/isolate.ts";
import { RoomIcon } from "./room_icon.tsx";

export interface RoomHeaderProps {
  readonly room: RoomSummary;
  readonly membersShown: boolean;
  onMembers(): void;
  onInvite(): void;
  /** Absent: one may not change the room. */
  readonly onSettings: (() => void) | undefined;
  onLeave(): void;
}

export function RoomHeader({ room, membersShown, onMembers, onInvite, onSettings, onLeave }: RoomHeaderProps) {
  const { t } = useTranslation();
  return (
    <header className="bar">
      <button
        type="button"
        className="icon-button only-narrow"
        aria-label={t("app.back")}
        onClick={() => navigate({ page: "home" })}
      >
        <Icon name="back" turns />
      </button>
      <span className="room-sign">
        <RoomIcon {...room} />
      </span>
      <div className="titles">
        <h1 dir="auto">{bare(room.name)}</h1>
        {room.description !== "" && <p className="topic" dir="auto">{room.description}</p>}
      </div>
      <button
        type="button"
        className="icon-button"
        title={t("rooms.invite")}
        aria-label={t("rooms.invite")}
        onClick={onInvite}
      >
        <Icon name="link" />
      </button>
      {onSettings !== undefined && (
        <button
          type="button"
          className="icon-button"
          title={t("roomSettings.title")}
          aria-label={t("roomSettings.title")}
          onClick={onSettings}
        >
          <Icon name="settings" />
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        title={t("rooms.leave")}
        aria-label={t("rooms.leave")}
        onClick={onLeave}
      >
        <Icon name="leave" turns />
      </button>
      <button
        type="button"
        className="icon-button"
        title={t("rooms.show")}
        aria-label={t("rooms.show")}
        aria-pressed={membersShown}
        onClick={onMembers}
      >
        <Icon name="people" />
      </button>
    </header>
  );
}
