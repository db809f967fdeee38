import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type SessionUser, useRoom } from "../../react/mod.ts";
import { useTitledRooms } from "../direct/use_titled_rooms.ts";
import { createDraftStore } from "../composer/draft_store.ts";
import { usePeople } from "../members/use_people.ts";
import { useNotices } from "../notices/use_notices.ts";
import { useKeptPush } from "../push/use_push.ts";
import { Invitation } from "../rooms/invitation.tsx";
import { RoomPage, type Wanted } from "../rooms/room_page.tsx";
import { useIsLooking } from "../rooms/use_reading.ts";
import { navigate, type Route } from "../routing/route.ts";
import type { Settings, SettingsStore } from "../settings/settings_store.ts";
import { followNotices } from "../worker/follow_notices.ts";
import { Home } from "./home.tsx";
import { Sidebar } from "./sidebar.tsx";
import { useInvite } from "./use_invite.ts";
import { useMatches } from "./use_matches.ts";
import { useMembersShown } from "./use_members_shown.ts";
import { useCommands } from "./use_commands.ts";
import { useShortcuts } from "./use_shortcuts.ts";
import { type OpenWindow, Windows } from "./windows.tsx";

export interface ShellProps {
  readonly me: SessionUser;
  readonly route: Route;
  readonly store: SettingsStore;
  readonly settings: Settings;
}

/** As in the styles: here the list of rooms is a page by itself. */
const narrow = "(max-width: 44rem)";

/** The application of somebody who is logged in: rooms beside a room. */
export function Shell({ me, route, store, settings }: ShellProps) {
  const chosen = route.page === "room" ? route.room : undefined;
  const { people, refresh } = usePeople(chosen);
  const rooms = useTitledRooms(me.id, people);
  const input = useRef<HTMLTextAreaElement>(null);
  const drafts = useMemo(() => createDraftStore(localStorage, me.id), [me.id]);
  const [open, setOpen] = useState<OpenWindow>();
  const close = useCallback(() => setOpen(undefined), []);
  const room = rooms.rooms.find(({ id }) => id === chosen);
  const { rights } = useRoom(chosen ?? "");
  const go = useCallback((id: string) => navigate({ page: "room", room: id }), []);
  const wanted = useMemo(() => wantedBy(route), [route]);
  const isHome = route.page === "home";
  const isListOnly = useMatches(narrow) && isHome;
  const { membersShown, toggleMembers } = useMembersShown(store);
  const invite = useInvite(chosen);

  useNotices({ rooms: rooms.rooms, open: chosen, me, isLooking: useIsLooking(), settings });
  useShortcuts({ rooms: rooms.rooms, chosen, input, isFree: open === undefined, open: setOpen, toggleMembers, go });
  useEffect(followNotices, []);
  useKeptPush();
  const inThread = wanted?.thread !== undefined;
  // Who comes to a room wants to write, unless a touch would cover half of it with a keyboard.
  useEffect(() => {
    if (chosen !== undefined && !inThread && matchMedia("(hover: hover)").matches) input.current?.focus();
  }, [chosen, room === undefined, inThread]);

  const commands = useCommands({ store, me, room, rights, open: setOpen, invite, toggleMembers });
  return (
    <div className="shell" data-page={isHome ? "home" : "room"} role={isListOnly ? "main" : undefined}>
      {room !== undefined && <SkipLink />}
      <Sidebar {...{ me, people, rooms, chosen, go }} isPage={isListOnly} onOpen={setOpen} />
      <main className="stage">
        {route.page === "invitation" && <Invitation code={route.code} onJoined={rooms.refresh} />}
        {isHome && <Home rooms={rooms} onOpen={go} onBrowse={() => setOpen("browse")} />}
        {chosen !== undefined && (
          <RoomPage
            key={chosen}
            id={chosen}
            {...{ me, drafts, people, input, wanted }}
            membersShown={membersShown}
            onMembers={toggleMembers}
            onInvite={() => void invite()}
            onSettings={() => setOpen("room")}
            onSanctions={() => setOpen("sanctions")}
            onReports={() => setOpen("reports")}
            onNotices={() => setOpen("notices")}
            onLeave={() => setOpen("leave")}
          />
        )}
      </main>
      <Windows
        open={open}
        {...{ me, rooms, people, room, store, settings, commands, go }}
        onOpen={setOpen}
        onProfile={refresh}
        onClose={close}
      />
    </div>
  );
}

/** The message that the address names. */
function wantedBy(route: Route): Wanted | undefined {
  if (route.page !== "room" || route.seq === undefined) return undefined;
  const { seq, thread } = route;
  if (thread === undefined) return { seq };
  return { seq, thread: { root: seq, ...(thread === true ? {} : { target: { seq: thread } }) } };
}

/** The first thing that the keyboard reaches: past all rooms to what was said. */
function SkipLink() {
  const { t } = useTranslation();
  return (
    <a
      href="#messages"
      className="skip"
      onClick={(event) => {
        event.preventDefault();
        document.getElementById("messages")?.focus();
      }}
    >
      {t("app.skip")}
    </a>
  );
}
