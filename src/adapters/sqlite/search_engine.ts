import type { DatabaseSync } from "node:sqlite";
import { searchBatchEntries } from "../../limits.ts";
import type { SearchAsk, SearchFound, SearchLag } from "../../ports/search.ts";
import type { Id } from "../../protocol/id.ts";
import type { EventsEngine } from "./events_engine.ts";
import { createFindPeople, type FindPeople } from "./people_engine.ts";
import { isLate, SearchBacklog } from "./search_backlog.ts";
import { isDamaged, openSearch, removeSearch, searchPath } from "./search_file.ts";
import { createSearchFind } from "./search_find.ts";
import { SearchIndex } from "./search_index.ts";
import { type IntakeDeps, inTurns, takeIn } from "./search_intake.ts";

/** The index of messages, synchronously; and people, who need none. */
export interface SearchEngine {
  advanceSearch(limit: number): { readonly indexed: number; readonly behind: number };
  catchUpSearch(rooms: readonly Id[], limit: number): readonly SearchLag[];
  findMessages(ask: SearchAsk): SearchFound;
  trimSearch(room: Id, upTo: number): boolean;
  findPeople: FindPeople;
  /** The index and the connection to the data. */
  close(): void;
}

interface Opened extends IntakeDeps {
  readonly db: DatabaseSync;
  readonly find: (ask: SearchAsk) => SearchFound;
}

/** Opens the index when it is first needed. One that turns out to be damaged is thrown away, and made anew. */
export function createSearchEngine(
  db: DatabaseSync,
  dataPath: string,
  events: Pick<EventsEngine, "read">,
): SearchEngine {
  const roomKey = db.prepare("SELECT key FROM rooms WHERE id = ?");
  let opened: Opened | undefined;

  function open(): Opened {
    const search = openSearch(dataPath);
    const index = new SearchIndex(search);
    const backlog = new SearchBacklog(db, index);
    return { db: search, events, index, backlog, find: createSearchFind(db, search, index) };
  }

  function close(): void {
    opened?.db.close();
    opened = undefined;
  }

  function run<T>(work: (parts: Opened) => T): T {
    try {
      return work(opened ??= open());
    } catch (error) {
      if (isDamaged(error)) {
        close();
        removeSearch(searchPath(dataPath));
      }
      throw error;
    }
  }

  return {
    advanceSearch: (limit) => run((parts) => advance(parts, limit)),
    catchUpSearch: (rooms, limit) => run((parts) => catchUp(parts, rooms, limit)),
    findMessages: (ask) => run(({ find }) => find(ask)),
    trimSearch: (room, upTo) =>
      run(({ index }) => {
        const key = roomKey.get(room)?.key;
        if (key === undefined) return false;
        // A batch a call: searches wait behind it.
        if (index.trim({ key: Number(key), id: room, epoch: "" }, upTo, searchBatchEntries)) return true;
        if (index.unsettled) index.settle();
        return false;
      }),
    findPeople: createFindPeople(db),
    close() {
      close();
      db.close();
    },
  };
}

function advance(deps: IntakeDeps, limit: number): { readonly indexed: number; readonly behind: number } {
  const { backlog, index } = deps;
  backlog.look();
  const indexed = takeIn(deps, backlog.late(), limit);
  for (const [key, room] of backlog.gone) {
    if (index.drop(room, limit)) backlog.dropped(key);
    break;
  }
  const behind = backlog.size;
  if (index.unsettled && behind === 0) index.settle();
  return { indexed, behind };
}

function catchUp(deps: IntakeDeps, rooms: readonly Id[], limit: number): SearchLag[] {
  const { backlog } = deps;
  const late = backlog.among(rooms);
  takeIn(deps, inTurns(deps, late.map(({ key }) => key)), limit);
  return late.flatMap(({ key }) => {
    const room = backlog.of(key);
    if (room === undefined || !isLate(room)) return [];
    return [{ room: room.id, after: room.after, upTo: room.head }];
  });
}
