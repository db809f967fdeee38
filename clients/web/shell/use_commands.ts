import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Right, RoomSummary, SessionUser } from "../../react/mod.ts";
import { mayLeave } from "../direct/titled.ts";
import type { Command } from "../palette/palette.tsx";
import { controlKey } from "../palette/shortcuts.ts";
import type { SettingsStore } from "../settings/settings_store.ts";
import type { OpenWindow } from "./windows.tsx";

export interface CommandsOptions {
  readonly store: SettingsStore;
  readonly me: SessionUser;
  /** The room that is open, and what one may do there. */
  readonly room: RoomSummary | undefined;
  readonly rights: ReadonlySet<Right>;
  open(window: OpenWindow): void;
  invite(): Promise<void>;
  toggleMembers(): void;
}

/** What the palette offers beside rooms. */
export function useCommands(
  { store, me, room, rights, open, invite, toggleMembers }: CommandsOptions,
): readonly Command[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const always: Command[] = [
      { name: t("search.title"), icon: "search", keys: `${controlKey} ⇧ F`, run: () => open("search") },
      { name: t("mentions.inbox"), icon: "at", keys: "@", run: () => open("mentions") },
      { name: t("threads.inbox"), icon: "thread", run: () => open("threads") },
      ...(me.guest ? [] : [
        { name: t("later.list"), icon: "later" as const, run: () => open("later") },
        { name: t("status.set"), icon: "smile" as const, run: () => open("status") },
      ]),
      { name: t("rooms.browse"), icon: "search", run: () => open("browse") },
      ...(me.guest ? [] : [{ name: t("direct.start"), icon: "message" as const, run: () => open("message") }]),
      { name: t("rooms.create"), icon: "plus", run: () => open("create") },
      { name: t("settings.open"), icon: "settings", keys: `${controlKey} ,`, run: () => open("settings") },
      { name: t("shortcuts.title"), icon: "keyboard", keys: "?", run: () => open("shortcuts") },
      { name: t("palette.theme"), icon: "moon", run: () => store.change({ theme: isDark(store) ? "light" : "dark" }) },
    ];
    const inRoom: Command[] = [
      ...(rights.has("invite") ? [{ name: t("rooms.invite"), icon: "link" as const, run: () => void invite() }] : []),
      { name: t("rooms.show"), icon: "people", keys: `${controlKey} ⇧ M`, run: toggleMembers },
      ...(rights.has("view_reports") && !room?.isDirect
        ? [{ name: t("reports.title"), icon: "flag" as const, run: () => open("reports") }]
        : []),
      ...(rights.has("ban") || rights.has("mute")
        ? [{ name: t("people.sanctions"), icon: "mute" as const, run: () => open("sanctions") }]
        : []),
      ...((rights.has("change_room") || rights.has("view_audit"))
        ? [{ name: t("roomSettings.title"), icon: "settings" as const, run: () => open("room") }]
        : []),
      ...(room !== undefined && mayLeave(room)
        ? [{ name: t("rooms.leave"), icon: "leave" as const, run: () => open("leave") }]
        : []),
    ];
    return room !== undefined ? [...inRoom, ...always] : always;
  }, [t, store, me, room, rights, open, invite, toggleMembers]);
}

function isDark(store: SettingsStore): boolean {
  const { theme } = store.get();
  return theme === "system" ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
}
