import { useSyncExternalStore } from "react";
import { type Language, languages } from "../i18n/create_i18n.ts";

/** What somebody chose in this browser. */
export interface Settings {
  readonly theme: "system" | "light" | "dark";
  readonly density: "cozy" | "compact";
  readonly language: "system" | Language;
  readonly notifications: boolean;
  readonly sound: boolean;
  /** Where links lead is shown under messages. */
  readonly previews: boolean;
  /** The list of members is shown beside the messages. */
  readonly members: boolean;
}

const first: Settings = {
  theme: "system",
  density: "cozy",
  language: "system",
  notifications: false,
  sound: false,
  previews: true,
  members: true,
};
const key = "parley/settings";

/** Settings of this browser, the same in all its windows at once. */
export class SettingsStore {
  readonly #keeper: Pick<Storage, "getItem" | "setItem">;
  readonly #listeners = new Set<() => void>();
  #settings: Settings;

  constructor(keeper: Pick<Storage, "getItem" | "setItem">) {
    this.#keeper = keeper;
    this.#settings = parsed(keeper.getItem(key));
  }

  readonly get = (): Settings => this.#settings;

  readonly subscribe = (changed: () => void): () => void => {
    this.#listeners.add(changed);
    return () => void this.#listeners.delete(changed);
  };

  change(change: Partial<Settings>): void {
    this.#settings = { ...this.#settings, ...change };
    try {
      this.#keeper.setItem(key, JSON.stringify(this.#settings));
    } catch (error) {
      // The browser keeps nothing: the choice holds for this window.
      if (!(error instanceof DOMException)) throw error;
    }
    this.#tell();
  }

  /** Another window has changed them. */
  reload(): void {
    this.#settings = parsed(this.#keeper.getItem(key));
    this.#tell();
  }

  #tell(): void {
    for (const changed of [...this.#listeners]) changed();
  }
}

/** Whatever is kept there, by whatever version: only what makes sense is taken. */
function parsed(text: string | null): Settings {
  let kept: Partial<Record<keyof Settings, unknown>> = {};
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    if (typeof value === "object" && value !== null) kept = value;
  } catch {
    return first;
  }
  const one = <Value extends string>(name: keyof Settings, values: readonly Value[], otherwise: Value): Value =>
    values.find((value) => value === kept[name]) ?? otherwise;
  const yes = (name: keyof Settings, otherwise: boolean): boolean => {
    const value = kept[name];
    return typeof value === "boolean" ? value : otherwise;
  };
  return {
    theme: one("theme", ["system", "light", "dark"], first.theme),
    density: one("density", ["cozy", "compact"], first.density),
    language: one("language", ["system", ...Object.keys(languages) as Language[]], first.language),
    notifications: yes("notifications", first.notifications),
    sound: yes("sound", first.sound),
    previews: yes("previews", first.previews),
    members: yes("members", first.members),
  };
}

export function useSettings(store: SettingsStore): Settings {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** Puts theme and density on the page, where the styles look for them. */
export function dress(root: HTMLElement, { theme, density }: Settings): void {
  if (theme === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = theme;
  root.dataset["density"] = density;
}
