import { useTranslation } from "react-i18next";
import type { RoomSnapshot, RoomSummary } from "../../react/mod.ts";
import { navigate } from "../routing/route.ts";
import { ConnectionNotice } from "../shell/connection_notice.tsx";
import { Icon } from "../shell/icon.tsx";
import { isolate } from "../text/isolate.ts";
import { JoinForm } from "./join_form.tsx";
import { RoomIcon } from "./room_icon.tsx";
import { SentAway } from "./sent_away.tsx";
import { useIsBanned } from "./use_is_banned.ts";

export interface RoomMissingProps {
  readonly status: RoomSnapshot["status"];
  readonly room: RoomSummary | undefined;
  readonly sentAway: RoomSnapshot["sentAway"];
  onJoin(password?: string): Promise<unknown>;
}

/** What stands where a room's messages cannot: it is loading, one is not in it, or it is gone. */
export function RoomMissing({ status, room, sentAway, onJoin }: RoomMissingProps) {
  const { t } = useTranslation();
  const isBanned = useIsBanned(sentAway);
  return (
    <>
      <header className="bar only-narrow-bar">
        <button
          type="button"
          className="icon-button only-narrow"
          aria-label={t("app.back")}
          onClick={() => navigate({ page: "home" })}
        >
          <Icon name="back" turns />
        </button>
      </header>
      <div className="under">
        <ConnectionNotice />
      </div>
      {status === "loading" && (
        <div className="empty" role="status">
          <span className="spinner" />
          {t("app.loading")}
        </div>
      )}
      {status === "gone" && (
        <div className="empty">
          <h1>{t("rooms.gone")}</h1>
          {sentAway === undefined ? <p>{t("rooms.goneHint")}</p> : <SentAway {...sentAway} />}
        </div>
      )}
      {status === "forbidden" && (
        <div className="empty">
          <span className="mark">{room !== undefined && <RoomIcon {...room} />}</span>
          <h1 className="name" dir="auto">{room?.name ?? t("rooms.notMember")}</h1>
          {room !== undefined && room.description !== "" && <p dir="auto">{room.description}</p>}
          {sentAway !== undefined && <SentAway {...sentAway} />}
          {!isBanned && <p>{t("rooms.notMemberHint", { room: isolate(room?.name ?? "") })}</p>}
          {!isBanned && room !== undefined && <JoinForm room={room} onJoin={(_id, password) => onJoin(password)} />}
        </div>
      )}
    </>
  );
}
