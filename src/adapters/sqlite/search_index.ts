import type { DatabaseSync } from "node:sqlite";
import { foldDocuments, type SearchDocument, touchedBy } from "../../protocol/search_document.ts";
import type { Id } from "../../protocol/id.ts";
import type { LogEntry } from "../../ports/event_log.ts";
import { columnsOf } from "./search_columns.ts";
import { packDocument, placeOf, unpackDocument } from "./search_row.ts";

/** A room as the index knows it. */
export interface IndexedRoom {
  readonly key: number;
  readonly id: Id;
  readonly epoch: string;
}

/** Entries of one room that come right after its cursor. */
export interface Slice {
  readonly room: IndexedRoom;
  readonly after: number;
  readonly entries: readonly LogEntry[];
}

/** How far the index has come in a room's log, and in which. */
export interface Cursor {
  readonly seq: number;
  readonly epoch: string;
}

interface Placed {
  readonly place: number;
  readonly document: SearchDocument;
}

interface Added {
  readonly room: IndexedRoom;
  readonly placed: Placed;
}

/** Writing into the index. */
export class SearchIndex {
  readonly #db: DatabaseSync;
  readonly #statements;
  #unsettled = false;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#statements = prepare(db);
  }

  /** `undefined`: nothing of the room was taken in. */
  cursorOf(room: number): Cursor | undefined {
    const row = this.#statements.cursor.get(room);
    return row && { seq: Number(row["seq"]), epoch: String(row["epoch"]) };
  }

  /** By room; absent: of all. */
  cursors(rooms?: readonly number[]): Map<number, Cursor> {
    const { cursors, someCursors } = this.#statements;
    const rows = rooms === undefined ? cursors.all() : someCursors.all(JSON.stringify(rooms));
    return new Map(rows.map(({ room, seq, epoch }) => [Number(room), { seq: Number(seq), epoch: String(epoch) }]));
  }

  /** All of the slices or none; a slice whose room somebody else has taken further is left out. */
  take(slices: readonly Slice[]): void {
    this.#write(() => {
      const due = slices.filter((slice) => this.#isDue(slice));
      // In the order of places: FTS5 writes a segment each time that it has to go back.
      const added = due.flatMap((slice) => this.#replace(slice)).sort((a, b) => a.placed.place - b.placed.place);
      for (const one of added) this.#add(one);
      for (const { room, entries } of due) {
        const last = entries.at(-1);
        if (last !== undefined) this.#statements.setCursor.run(room.key, last.seq, room.epoch);
      }
    });
  }

  /** Removes up to `limit` documents of a room, and its cursor when none is left; answers whether that is so. */
  drop(room: IndexedRoom, limit: number): boolean {
    let left = true;
    this.#write(() => {
      const some = this.#statements.someOf.all(room.key, limit).map(placedOf);
      for (const one of some) this.#remove(room, one);
      left = some.length === limit;
      if (!left) this.#statements.removeCursor.run(room.key);
    });
    return !left;
  }

  /** Removes up to `limit` documents of a room up to a seq; answers whether there may be more. */
  trim(room: IndexedRoom, upTo: number, limit: number): boolean {
    let some: Placed[] = [];
    this.#write(() => {
      some = this.#statements.someUpTo.all(room.key, upTo, limit).map(placedOf);
      for (const one of some) this.#remove(room, one);
    });
    return some.length === limit;
  }

  /** Something was removed since that may still be in the write-ahead log. */
  get unsettled(): boolean {
    return this.#unsettled;
  }

  /** Leaves nothing of what was removed in the files. */
  settle(): void {
    // What readers still need stays in it: then it is tried again.
    this.#unsettled = Number(this.#statements.checkpoint.get()?.["busy"]) !== 0;
  }

  /** Whether the index still stands where the slice begins. */
  #isDue({ room, after }: Slice): boolean {
    const cursor = this.cursorOf(room.key);
    return cursor === undefined ? after === 0 : cursor.seq === after && cursor.epoch === room.epoch;
  }

  /** What a slice adds; what it changes or removes is taken out now. A changed one keeps its place. */
  #replace({ room, entries }: Slice): Added[] {
    const standing = new Map<number, Placed>();
    for (const seq of touchedBy(entries)) {
      const row = this.#statements.find.get(room.key, seq);
      if (row !== undefined) standing.set(seq, placedOf(row));
    }
    const known = new Map([...standing].map(([seq, { document }]) => [seq, document]));
    const added: Added[] = [];
    for (const [seq, { document }] of foldDocuments(entries, known)) {
      const before = standing.get(seq);
      if (before !== undefined) this.#remove(room, before);
      if (document === undefined) continue;
      added.push({ room, placed: { document, place: before?.place ?? placeOf(room.key, document) } });
    }
    return added;
  }

  #add({ room, placed: { document, place: wanted } }: Added): void {
    const { taken, add, addTerms } = this.#statements;
    let place = wanted;
    while (taken.get(place) !== undefined) place++;
    const [words, chars, tags] = columnsOf(room.id, document);
    add.run(place, room.key, document.seq, packDocument(document));
    addTerms.run(place, words, chars, tags);
  }

  #remove(room: IndexedRoom, { place, document }: Placed): void {
    const [words, chars, tags] = columnsOf(room.id, document);
    this.#statements.removeTerms.run(place, words, chars, tags);
    this.#statements.remove.run(place);
    this.#unsettled = true;
  }

  #write(work: () => void): void {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#db.exec("COMMIT");
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
  }
}

function placedOf(row: Record<string, unknown>): Placed {
  return { place: Number(row["place"]), document: unpackDocument(String(row["document"])) };
}

function prepare(db: DatabaseSync) {
  return {
    cursor: db.prepare("SELECT seq, epoch FROM cursors WHERE room = ?"),
    cursors: db.prepare("SELECT room, seq, epoch FROM cursors"),
    someCursors: db.prepare(
      "SELECT room, seq, epoch FROM cursors WHERE room IN (SELECT value FROM json_each(?))",
    ),
    setCursor: db.prepare("INSERT OR REPLACE INTO cursors (room, seq, epoch) VALUES (?, ?, ?)"),
    removeCursor: db.prepare("DELETE FROM cursors WHERE room = ?"),
    find: db.prepare("SELECT place, document FROM docs WHERE room = ? AND seq = ?"),
    someOf: db.prepare("SELECT place, document FROM docs WHERE room = ? LIMIT ?"),
    someUpTo: db.prepare("SELECT place, document FROM docs WHERE room = ? AND seq <= ? LIMIT ?"),
    taken: db.prepare("SELECT 1 FROM docs WHERE place = ?"),
    add: db.prepare("INSERT INTO docs (place, room, seq, document) VALUES (?, ?, ?, ?)"),
    addTerms: db.prepare("INSERT INTO terms (rowid, words, chars, tags) VALUES (?, ?, ?, ?)"),
    remove: db.prepare("DELETE FROM docs WHERE place = ?"),
    removeTerms: db.prepare("INSERT INTO terms (terms, rowid, words, chars, tags) VALUES ('delete', ?, ?, ?, ?)"),
    checkpoint: db.prepare("PRAGMA wal_checkpoint(TRUNCATE)"),
  };
}
