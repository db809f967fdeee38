import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type SessionUser, useRooms } from "../../react/mod.ts";
import { createDraftStore } from "../composer/draft_store.ts";
import { usePeople } from "../members/use_people.ts";
import { useNotices } from "../notices/use_notices.ts";
import type { Command } from "../palette/palette.tsx";
import { type Shortcut, shortcutOf } from "../palette/shortcuts.ts";
import { RoomPage } from "../rooms/room_page.tsx";
import { useIsLooking } from "../rooms/use_reading.ts";
import { navigate, type Route } from "../routing/route.ts";
import { type SettingsStore, useSettings } from "../settings/settings_store.ts";
import { Home } from "./home.tsx";
import { Sidebar } from "./sidebar.tsx";
import { useToast } from "./toasts.tsx";
import { useCommands } from "./use_commands.ts";
import { type OpenWindow, Windows } from "./windows.tsx";

export interface ShellProps {
  readonly me: SessionUser;
  readonly route: Route;
  readonly store: SettingsStore;
}

/** The application of somebody who is logged in: rooms beside a room. */
export function Shell({ me, route, store }: ShellProps) {
  const { t } = useTranslation();
  const settings = useSettings(store);
  const rooms = useRooms();
  const people = usePeople();
  const toast = useToast();
  const input = useRef<HTMLTextAreaElement>(null);
  const drafts = useMemo(() => createDraftStore(localStorage, me.id), [me.id]);
  const [open, setOpen] = useState<OpenWindow>();
  const close = useCallback(() => setOpen(undefined), []);
  const chosen = route.page === "room" ? route.room : undefined;
  const room = rooms.rooms.find(({ id }) => id === chosen);

  useNotices({ rooms: rooms.rooms, open: chosen, me: me.id, isLooking: useIsLooking(), settings });
  const go = useCallback((id: string) => navigate({ page: "room", room: id }), []);
  const toggleMembers = useCallback(() => store.change({ members: !store.get().members }), [store]);
  const invite = useCallback(async () => {
    const link = location.origin + location.pathname;
    try {
      await navigator.clipboard.writeText(link);
      toast(t("rooms.inviteCopied"));
    } catch {
      toast(t("rooms.inviteFailed", { link }));
    }
  }, [t, toast]);

  const act = (shortcut: Shortcut): boolean => {
    switch (shortcut) {
      case "palette":
      case "settings":
        setOpen(shortcut);
        return true;
      case "help":
        setOpen("shortcuts");
        return true;
      case "members":
        toggleMembers();
        return true;
      case "composer":
        input.current?.focus();
        return input.current !== null;
      case "previous":
      case "next":
      case "nextUnread": {
        const next = neighbour(rooms.rooms, chosen, shortcut);
        if (next !== undefined) go(next);
        return true;
      }
      case "escape":
        return false;
    }
  };
  useShortcuts(act, open === undefined);
  // Who comes to a room wants to write, unless a touch would cover half of it with a keyboard.
  useEffect(() => {
    if (chosen !== undefined && matchMedia("(hover: hover)").matches) input.current?.focus();
  }, [chosen]);

  const commands: readonly Command[] = useCommands({
    store,
    hasRoom: room !== undefined,
    open: setOpen,
    invite,
    toggleMembers,
  });
  return (
    <div className="shell" data-page={chosen === undefined ? "home" : "room"}>
      <Sidebar me={me} people={people} rooms={rooms} chosen={chosen} onOpen={setOpen} />
      <main className="stage">
        {chosen === undefined ? <Home /> : (
          <RoomPage
            key={chosen}
            id={chosen}
            {...{ me, drafts, people, input }}
            membersShown={settings.members}
            onMembers={toggleMembers}
            onInvite={() => void invite()}
            onLeave={() => setOpen("leave")}
          />
        )}
      </main>
      <Windows
        open={open}
        {...{ me, rooms, room, store, settings, commands, go }}
        onProfile={people.refresh}
        onClose={close}
      />
    </div>
  );
}

type Named = { readonly id: string; readonly unread: number };

/** The room beside the one that is open, round and round. */
function neighbour(rooms: readonly Named[], chosen: string | undefined, way: "previous" | "next" | "nextUnread") {
  const at = rooms.findIndex(({ id }) => id === chosen);
  if (way === "previous") return rooms.at(at <= 0 ? -1 : at - 1)?.id;
  const order = [...rooms.slice(at + 1), ...rooms.slice(0, at + 1)];
  return (way === "next" ? order[0] : order.find(({ unread }) => unread > 0))?.id;
}

function useShortcuts(act: (shortcut: Shortcut) => boolean, isFree: boolean): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    if (!isFree) return;
    const pressed = (event: KeyboardEvent) => {
      const shortcut = shortcutOf(event);
      if (shortcut !== undefined && latest.current(shortcut)) event.preventDefault();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [isFree]);
}
