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
  /** How many messages were reported and wait for a decision of one's own. */
  readonly reports: number;
  onMembers(): void;
  onPins(): void;
  onNotices(): void;
  onReports(): void;
  /** Absent: one may not. */
  readonly onInvite: (() => void) | undefined;
  readonly onSettings: (() => void) | undefined;
  readonly onLeave: (() => void) | undefined;
}

interface HeaderEntry extends MenuEntry {
  /** Shown beside the icon; the label says it, too. */
  readonly count?: number;
}

export function RoomHeader({ room, membersShown, reports, onMembers, ...deeds }: RoomHeaderProps) {
  const { t } = useTranslation();
  const isOlder = useIsOlder();
  const entries: readonly HeaderEntry[] = [
    ...(reports === 0 ? [] : [{
      label: t("reports.waiting", { count: reports }),
      icon: "flag",
      count: reports,
      run: deeds.onReports,
    }] as const),
    ...(isOlder ? [] : [{ label: t("pins.show"), icon: "pin", run: deeds.onPins }] as const),
    { label: t("attention.open"), icon: "bell", run: deeds.onNotices },
    ...offered(deeds.onInvite, (run) => ({ label: t("rooms.invite"), icon: "link", run })),
    ...offered(deeds.onSettings, (run) => ({ label: t("roomSettings.title"), icon: "settings", run })),
    ...offered(deeds.onLeave, (run) => {
      return { label: room.isDirect ? t("direct.leave") : t("rooms.leave"), icon: "leave", run };
    }),
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
        {room.isArchived && <p className="topic">{t("rights.archived")}</p>}
        {!room.isArchived && room.description !== "" && <p className="topic" dir="auto">{room.description}</p>}
      </div>
      {entries.map(({ label, icon, count, run }) => (
        <button
          key={icon}
          type="button"
          className="icon-button only-wide"
          title={label}
          aria-label={label}
          onClick={run}
        >
          <Icon name={icon} turns={icon === "leave"} />
          {count !== undefined && <span className="badge mentioning" aria-hidden="true">{count}</span>}
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

/** What one may do; nothing where one may not. */
function offered(run: (() => void) | undefined, entry: (run: () => void) => MenuEntry): readonly MenuEntry[] {
  return run === undefined ? [] : [entry(run)];
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
