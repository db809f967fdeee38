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
/** Who is asked for again: only who is in the room that is open is told of. Milliseconds. */
const staleMs = 5 * 60_000;

/** What is shown of somebody. */
const shown = ["display_name", "avatar_url", "status_text", "status_emoji", "status_until"] as const;
type Shown = Pick<Profile, (typeof shown)[number]>;

/** Display names and pictures, asked for when somebody is first shown, many at a time. Guests have none. */
export class PeopleStore {
  readonly #options: PeopleStoreOptions;
  readonly #profiles = new Map<string, Shown>();
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

  /** Takes what the room that is open says of people: some have another profile. */
  learn(users: readonly { readonly user_id: string; readonly profile?: Shown | undefined }[]): void {
    let isNew = false;
    for (const { user_id, profile } of users) {
      if (profile === undefined || isSame(this.#profiles.get(user_id), profile)) continue;
      this.#profiles.set(user_id, profile);
      isNew = true;
    }
    if (isNew) this.#tell();
  }

  #made(): People {
    return {
      nameOf: ({ id, name }) => this.#find(id)?.display_name || name,
      pictureOf: (id) => this.#find(id)?.avatar_url || undefined,
      statusOf: (id) => statusIn(this.#find(id), this.#options.now()),
    };
  }

  #find(id: string): Shown | undefined {
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
    const before = new Map(ids.map((id) => [id, this.#profiles.get(id)]));
    const forget = () => ids.forEach((id) => this.#asked.delete(id));
    try {
      const { users } = await this.#options.list(ids);
      this.#options.after(staleMs, forget);
      // Who was told of meanwhile may have changed since this was read.
      this.learn(users.filter(({ id }) => this.#profiles.get(id) === before.get(id)).map(asTold));
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

function asTold(profile: Profile) {
  return { user_id: profile.id, profile };
}

function isSame(a: Shown | undefined, b: Shown): boolean {
  return shown.every((name) => a?.[name] === b[name]);
}
