import type { DatabaseSync } from "node:sqlite";
import { searchScanMax } from "../../limits.ts";
import type { SearchAsk, SearchCandidate, SearchFound } from "../../ports/search.ts";
import { tag } from "../../protocol/search_document.ts";
import type { Id } from "../../protocol/id.ts";
import type { SearchIndex } from "./search_index.ts";
import { clauseMatch, placeMax, placeOfTime, placeText, unpackDocument } from "./search_row.ts";

/** Rooms that are named in the question itself; of more, those of others are passed over. */
const roomsAskedMax = 64;

/**
 * Reading the index, newest first.
 *
 * @param data To which rooms belong; @param db the index.
 */
export function createSearchFind(
  data: DatabaseSync,
  db: DatabaseSync,
  index: Pick<SearchIndex, "cursors">,
): (ask: SearchAsk) => SearchFound {
  const roomKeys = data.prepare(
    "SELECT key, id, epoch FROM rooms WHERE id IN (SELECT value FROM json_each(?)) AND deleted = 0",
  );
  const byWords = db.prepare(
    `SELECT d.place, d.room, d.document FROM terms t CROSS JOIN docs d ON d.place = t.rowid
     WHERE t.terms MATCH ?1 AND t.rowid >= ?2 AND t.rowid < ?3 ORDER BY t.rowid DESC`,
  );
  const byTime = db.prepare(
    "SELECT place, room, document FROM docs WHERE place >= ?1 AND place < ?2 ORDER BY place DESC",
  );

  function rowsOf(ask: SearchAsk): Iterable<Record<string, unknown>> {
    const match = matchOf(ask);
    const since = placeOfTime(ask.since ?? -Infinity);
    const until = ask.until === undefined ? placeMax : placeOfTime(ask.until);
    const below = ask.below === undefined ? until : Math.min(until, Number(ask.below));
    return match === "" ? byTime.iterate(since, below) : byWords.iterate(match, since, below);
  }

  return (ask) => {
    const rooms = new Map<number, Id>();
    const known = roomKeys.all(JSON.stringify(ask.rooms));
    const cursors = index.cursors(known.map(({ key }) => Number(key)));
    for (const { key, id, epoch } of known) {
      // Of a room whose log is another one now, what is in the index is on its way out.
      if (cursors.get(Number(key))?.epoch === epoch) rooms.set(Number(key), String(id));
    }
    if (rooms.size === 0) return { candidates: [] };
    const candidates: SearchCandidate[] = [];
    let scanned = 0;
    for (const row of rowsOf(ask)) {
      const place = placeText(Number(row["place"]));
      const room = rooms.get(Number(row["room"]));
      if (room !== undefined) {
        candidates.push({ room, place, document: unpackDocument(String(row["document"])) });
      }
      if (candidates.length === ask.limit || ++scanned === searchScanMax) return { candidates, below: place };
    }
    return { candidates };
  };
}

/** What FTS5 is asked; "": everything. Tags and terms are letters and digits, or beyond ASCII. */
function matchOf(ask: SearchAsk): string {
  const { rooms, clauses, senders, has, mentions, pinned } = ask;
  const tags = [
    ...(senders === undefined ? [] : [senders.map(tag.sender)]),
    ...has.map((what) => [tag.has(what)]),
    ...(mentions === undefined ? [] : [[tag.mention(mentions), tag.mentionRoom]]),
    ...(pinned ? [[tag.pinned]] : []),
    ...(rooms.length <= roomsAskedMax ? [rooms.map(tag.room)] : []),
  ];
  return [...clauses.map(clauseMatch), ...tags.map((any) => `tags : (${any.join(" OR ")})`)].join(" AND ");
}
