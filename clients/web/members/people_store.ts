import type { Profile } from "../../sdk/mod.ts";
import { statusIn } from "../status/status.ts";
import type { People } from "./people.ts";

export interface PeopleStoreOptions {
  /** Profiles of those that have one. */
  list(ids: readonly string[]): Promise<{ readonly users: readonly Profile[] }>;
  /** Runs a task after so many milliseconds. */
  after(ms: number, task: () => void): void;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Ids are gathered for so long, and asked for so many at a time. */
const gatherMs = 30;
const atOnce = 100;
/** Who is asked for again: profiles are not announced. Milliseconds. */
const staleMs = 5 * 60_000;

/** Display names and pictures, asked for when somebody is first shown, many at a time. Guests have none. */
export class PeopleStore {
  readonly #options: PeopleStoreOptions;
  readonly #profiles = new Map<string, Profile>();
  readonly #asked = new Set<string>();
  readonly #wanted = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #people: People;

  constructor(options: PeopleStoreOptions) {
    this.#options = options;
    this.#people = this.#made();
  }

  readonly get = (): People => this.#people;

  readonly subscribe = (changed: () => void): () => void => {
    this.#listeners.add(changed);
    return () => void this.#listeners.delete(changed);
  };

  /** Asks anew for everybody, as they are shown. */
  refresh(): void {
    this.#asked.clear();
    this.#tell();
  }

  #made(): People {
    return {
      nameOf: ({ id, name }) => this.#find(id)?.display_name || name,
      pictureOf: (id) => this.#find(id)?.avatar_url || undefined,
      statusOf: (id) => statusIn(this.#find(id), this.#options.now()),
    };
  }

  #find(id: string): Profile | undefined {
    if (!this.#asked.has(id) && !this.#wanted.has(id)) {
      if (this.#wanted.size === 0) this.#options.after(gatherMs, () => void this.#ask());
      this.#wanted.add(id);
    }
    return this.#profiles.get(id);
  }

  async #ask(): Promise<void> {
    const ids = [...this.#wanted].slice(0, atOnce);
    for (const id of ids) {
      this.#wanted.delete(id);
      this.#asked.add(id);
    }
    if (this.#wanted.size > 0) this.#options.after(gatherMs, () => void this.#ask());
    const forget = () => ids.forEach((id) => this.#asked.delete(id));
    try {
      const { users } = await this.#options.list(ids);
      this.#options.after(staleMs, forget);
      if (users.every((profile) => isSame(this.#profiles.get(profile.id), profile))) return;
      for (const profile of users) this.#profiles.set(profile.id, profile);
      this.#tell();
    } catch {
      // Without them everybody has their username; they are asked for again when they are shown later.
      this.#options.after(gatherMs * 100, forget);
    }
  }

  #tell(): void {
    this.#people = this.#made();
    for (const changed of [...this.#listeners]) changed();
  }
}

/** What is shown of them. */
const shown = ["display_name", "avatar_url", "status_text", "status_emoji", "status_until"] as const;

function isSame(a: Profile | undefined, b: Profile): boolean {
  return shown.every((name) => a?.[name] === b[name]);
}
