import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RoomSummary } from "../../react/mod.ts";
import { useIsOlder } from "../deeds/use_is_older.ts";
import { besideOf, type Point } from "../dialogs/floating.tsx";
import { Menu, type MenuEntry } from "../dialogs/menu.tsx";
import { navigate } from "../routing/route.ts";
import { Icon } from "../shell/icon.tsx";
import { bare } from "../text/isolate.ts";
import { RoomIcon } from "./room_icon.tsx";

export interface RoomHeaderProps {
  readonly room: RoomSummary;
  readonly membersShown: boolean;
  onMembers(): void;
  onPins(): void;
  onNotices(): void;
  onInvite(): void;
  /** Absent: one may not change the room. */
  readonly onSettings: (() => void) | undefined;
  onLeave(): void;
}

export function RoomHeader({ room, membersShown, onMembers, ...deeds }: RoomHeaderProps) {
  const { t } = useTranslation();
  const isOlder = useIsOlder();
  const entries: readonly MenuEntry[] = [
    ...(isOlder ? [] : [{ label: t("pins.show"), icon: "pin", run: deeds.onPins }] as const),
    { label: t("attention.open"), icon: "bell", run: deeds.onNotices },
    { label: t("rooms.invite"), icon: "link", run: deeds.onInvite },
    ...(deeds.onSettings === undefined
      ? []
      : [{ label: t("roomSettings.title"), icon: "settings", run: deeds.onSettings }] as const),
    { label: t("rooms.leave"), icon: "leave", run: deeds.onLeave },
  ];
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
      {entries.map(({ label, icon, run }) => (
        <button
          key={label}
          type="button"
          className="icon-button only-wide"
          title={label}
          aria-label={label}
          onClick={run}
        >
          <Icon name={icon} turns={icon === "leave"} />
        </button>
      ))}
      <MoreButton entries={entries} />
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

/** The same where there is no room for as many buttons. */
function MoreButton({ entries }: { readonly entries: readonly MenuEntry[] }) {
  const { t } = useTranslation();
  const [at, setAt] = useState<Point>();
  const close = () => setAt(undefined);
  return (
    <>
      <button
        type="button"
        className="icon-button only-narrow"
        aria-label={t("deeds.more")}
        aria-haspopup="menu"
        onClick={(event) => setAt(besideOf(event.currentTarget))}
      >
        <Icon name="more" />
      </button>
      {at !== undefined && (
        <Menu
          label={t("deeds.more")}
          at={at}
          entries={entries.map((entry) => ({
            ...entry,
            run: () => {
              close();
              entry.run();
            },
          }))}
          onClose={close}
        />
      )}
    </>
  );
}
