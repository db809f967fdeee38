import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Command } from "../palette/palette.tsx";
import { controlKey } from "../palette/shortcuts.ts";
import type { SettingsStore } from "../settings/settings_store.ts";
import type { OpenWindow } from "./windows.tsx";

export interface CommandsOptions {
  readonly store: SettingsStore;
  /** A room is open. */
  readonly hasRoom: boolean;
  /** One may change its settings. */
  readonly mayChange: boolean;
  open(window: OpenWindow): void;
  invite(): Promise<void>;
  toggleMembers(): void;
}

/** What the palette offers beside rooms. */
export function useCommands(
  { store, hasRoom, mayChange, open, invite, toggleMembers }: CommandsOptions,
): readonly Command[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const always: Command[] = [
      { name: t("search.title"), icon: "search", keys: `${controlKey} ⇧ F`, run: () => open("search") },
      { name: t("threads.inbox"), icon: "thread", run: () => open("threads") },
      { name: t("rooms.browse"), icon: "search", run: () => open("browse") },
      { name: t("rooms.create"), icon: "plus", run: () => open("create") },
      { name: t("settings.open"), icon: "settings", keys: `${controlKey} ,`, run: () => open("settings") },
      { name: t("shortcuts.title"), icon: "keyboard", keys: "?", run: () => open("shortcuts") },
      { name: t("palette.theme"), icon: "moon", run: () => store.change({ theme: isDark(store) ? "light" : "dark" }) },
    ];
    const inRoom: Command[] = [
      { name: t("rooms.invite"), icon: "link", run: () => void invite() },
      { name: t("rooms.show"), icon: "people", keys: `${controlKey} ⇧ M`, run: toggleMembers },
      ...(mayChange ? [{ name: t("roomSettings.title"), icon: "settings" as const, run: () => open("room") }] : []),
      { name: t("rooms.leave"), icon: "leave", run: () => open("leave") },
    ];
    return hasRoom ? [...inRoom, ...always] : always;
  }, [t, store, hasRoom, mayChange, open, invite, toggleMembers]);
}

function isDark(store: SettingsStore): boolean {
  const { theme } = store.get();
  return theme === "system" ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
}
