import type { SearchDocument } from "../../protocol/search_document.ts";
import type { Clause } from "../../protocol/search_query.ts";
import { termsOf, type Unit } from "../../protocol/search_words.ts";

/** A document as the index keeps it: an array, since the names of fields would be half of a short message. */
export function packDocument(document: SearchDocument): string {
  const { seq, id, sender, username, at, type, thread, content, files, mentions, asOf } = document;
  const flags = (type === "reply" ? 1 : 0) | (document.image ? 2 : 0) | (document.mentionsRoom ? 4 : 0) |
    (document.pinned ? 8 : 0) | (document.edited ? 16 : 0);
  const base = [seq, asOf, id, sender, username, at, flags, content];
  return JSON.stringify(
    thread === undefined && files.length + mentions.length === 0 ? base : [...base, thread ?? null, files, mentions],
  );
}

type Packed = readonly [number, number, string, string, string, number, number, string, number?, string[]?, string[]?];

export function unpackDocument(text: string): SearchDocument {
  const [seq, asOf, id, sender, username, at, flags, content, thread, files, mentions] = JSON.parse(text) as Packed;
  return {
    seq,
    id,
    sender,
    username,
    at,
    type: (flags & 1) === 0 ? "text" : "reply",
    ...(typeof thread === "number" ? { thread } : {}),
    content,
    files: files ?? [],
    image: (flags & 2) !== 0,
    mentions: mentions ?? [],
    mentionsRoom: (flags & 4) !== 0,
    pinned: (flags & 8) !== 0,
    edited: (flags & 16) !== 0,
    asOf,
  };
}

/** Milliseconds since 1970 at which places begin: 2020. They last until 2054 in numbers that a double holds exactly. */
const firstMs = 1_577_836_800_000;
const lastMs = firstMs + 2 ** 40 - 1;
/** Places of one millisecond. */
const perMs = 8_192;

/** The first place of a moment, and after all of them the first of the next. */
export function placeOfTime(ms: number): number {
  return (Math.min(Math.max(Math.floor(ms), firstMs), lastMs) - firstMs) * perMs;
}

/** Where a document would stand: by time, then, within a room, by seq. Taken: the next one that is free. */
export function placeOf(room: number, { at, seq }: Pick<SearchDocument, "at" | "seq">): number {
  return placeOfTime(at) + (seq + room * 31) % perMs;
}

export const placeMax = placeOfTime(lastMs) + perMs;
const placeDigits = String(placeMax).length;

export function placeText(place: number): string {
  return String(place).padStart(placeDigits, "0");
}

/** What FTS5 is asked for a clause: more than it means where lone characters stand among words. Terms hold no quotes. */
export function clauseMatch({ units, prefix }: Clause): string {
  const parts: string[] = [];
  let run: Unit[] = [];
  const flush = (open: boolean): void => {
    if (run.length > 0) parts.push(`words : "${termsOf(run).join(" ")}"${open ? " *" : ""}`);
    run = [];
  };
  units.forEach((unit, i) => {
    const alone = unit.char && !unit.joined && units[i + 1]?.joined !== true;
    if (!alone) return void run.push(unit);
    flush(false);
    parts.push(`chars : "${unit.text}"`);
  });
  flush(prefix);
  return parts.join(" AND ");
}
