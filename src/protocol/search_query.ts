import { searchClausesMax } from "../limits.ts";
import type { Fault } from "./error_body.ts";
import { type Unit, unitsOf } from "./search_words.ts";

/** Words that must stand together, in this order. */
export interface Clause {
  readonly units: readonly Unit[];
  /** The last word may go on. */
  readonly prefix: boolean;
}

export const searchHas = ["file", "image", "link"] as const;
export type SearchHas = (typeof searchHas)[number];

/** What somebody wrote into the search field, understood. Filters of one kind: any of them will do. */
export interface SearchQuery {
  /** All of them must be found. */
  readonly clauses: readonly Clause[];
  /** Usernames; `me`: the searcher. */
  readonly from: readonly string[];
  /** Names or ids of rooms. */
  readonly in: readonly string[];
  /** All of them. */
  readonly has: readonly SearchHas[];
  readonly mentionsMe: boolean;
  readonly pinned: boolean;
  /** Milliseconds since 1970: not earlier. */
  readonly since?: number;
  /** Earlier than this. */
  readonly until?: number;
  /** What cannot be understood: in which filter (empty: in the words), and in a sentence why. */
  readonly faults: readonly Fault[];
}

const dayMs = 86_400_000;
const piece = /(?:(from|in|has|before|after|on|mentions|is):)?(?:"([^"]*)"?|([^\s"]+))/giu;
const date = /^(\d{4})-(\d{2})-(\d{2})$/;
const isHas = (value: string): value is SearchHas => (searchHas as readonly string[]).includes(value);

/** Understands any text whatever: what is no filter is words. Days are those of UTC. */
export function parseSearch(text: string): SearchQuery {
  const reading = new Reading();
  for (const [, filter, quoted, bare] of text.matchAll(piece)) {
    const value = quoted ?? bare ?? "";
    if (filter === undefined) reading.words(value, quoted !== undefined);
    else reading.filter(filter.toLowerCase(), value);
  }
  return reading.query();
}

class Reading {
  readonly #clauses: Clause[] = [];
  readonly #from: string[] = [];
  readonly #in: string[] = [];
  readonly #has = new Set<SearchHas>();
  readonly #faults: Fault[] = [];
  #mentionsMe = false;
  #pinned = false;
  #since = -Infinity;
  #until = Infinity;

  words(value: string, quoted: boolean): void {
    const units = unitsOf(value);
    const last = units.at(-1);
    if (last === undefined) return;
    const prefix = !last.char && !quoted && value.endsWith("*");
    if (prefix && last.text.length < 2) this.#fault("", `"${last.text}*" needs two letters at least`);
    this.#clauses.push({ units, prefix });
  }

  filter(name: string, value: string): void {
    const plain = value.trim();
    if (plain === "") this.#fault(name, `"${name}:" needs a value right behind it`);
    else if (name === "from") this.#from.push(plain.replace(/^@/, ""));
    else if (name === "in") this.#in.push(plain.replace(/^#/, ""));
    else if (name === "has") this.#addHas(plain.toLowerCase());
    else if (name === "mentions") this.#only("mentions", plain, "me", () => this.#mentionsMe = true);
    else if (name === "is") this.#only("is", plain, "pinned", () => this.#pinned = true);
    else this.#day(name, plain);
  }

  query(): SearchQuery {
    const clauses = this.#clauses.slice(0, searchClausesMax);
    if (clauses.length < this.#clauses.length) this.#fault("", `More than ${searchClausesMax} words`);
    return {
      clauses,
      from: this.#from,
      in: this.#in,
      has: [...this.#has],
      mentionsMe: this.#mentionsMe,
      pinned: this.#pinned,
      ...(this.#since === -Infinity ? {} : { since: this.#since }),
      ...(this.#until === Infinity ? {} : { until: this.#until }),
      faults: this.#faults,
    };
  }

  #fault(path: string, message: string): void {
    this.#faults.push({ path, message });
  }

  #addHas(value: string): void {
    if (isHas(value)) this.#has.add(value);
    else this.#fault("has", `"has:" takes ${searchHas.join(", ")}`);
  }

  #only(name: string, value: string, known: string, meant: () => void): void {
    if (value.toLowerCase() === known) meant();
    else this.#fault(name, `"${name}:" takes ${known}`);
  }

  /** `before` and `after` leave the day itself out. */
  #day(name: string, value: string): void {
    const start = startOfDay(value);
    if (start === undefined) return this.#fault(name, `"${name}:" takes a date such as 2026-01-31`);
    if (name === "before") this.#until = Math.min(this.#until, start);
    else if (name === "after") this.#since = Math.max(this.#since, start + dayMs);
    else {
      this.#since = Math.max(this.#since, start);
      this.#until = Math.min(this.#until, start + dayMs);
    }
  }
}

/** Milliseconds since 1970; `undefined`: there is no such day. */
function startOfDay(text: string): number | undefined {
  if (!date.test(text)) return undefined;
  const start = Date.parse(`${text}T00:00:00.000Z`);
  return Number.isNaN(start) || !new Date(start).toISOString().startsWith(text) ? undefined : start;
}
