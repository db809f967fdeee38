import { peopleScanMax } from "../../limits.ts";
import type { EventLog } from "../../ports/event_log.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Search, SearchAsk, SearchFound } from "../../ports/search.ts";
import { foldCase } from "../../protocol/fold_case.ts";
import type { Id } from "../../protocol/id.ts";
import { isNamedSo } from "../../protocol/search_people.ts";
import type { AppendDeps } from "./append.ts";
import { filterOf, foundKey } from "./search_documents.ts";
import { SearchIndex } from "./search_index.ts";

/** Longest the database looks for messages, milliseconds. Reached: `unavailable`. */
const findMsMax = 4_000;

/** The search, and the log through which it learns what was written here. */
export function createSearch(
  { collections, calls, heads }: AppendDeps,
  events: EventLog,
  clock: Pick<Clock, "monotonic">,
): { readonly search: Search; readonly log: EventLog } {
  const { found, accounts } = collections;
  const index = new SearchIndex({ ...collections, heads, log: events, clock });

  async function find(ask: SearchAsk): Promise<SearchFound> {
    if (ask.rooms.length === 0) return { candidates: [] };
    const page = await found.find(filterOf(ask), { projection: { terms: 0 }, maxTimeMS: findMsMax })
      .sort({ place: -1 }).limit(ask.limit).toArray();
    const candidates = page.flatMap(({ room, place, document }) =>
      place === undefined || document === undefined ? [] : [{ room, place, document }]
    );
    const last = candidates.at(-1);
    return { candidates, ...(page.length === ask.limit && last !== undefined ? { below: last.place } : {}) };
  }

  async function people(beginning: string, limit: number): Promise<readonly Id[]> {
    const folded = foldCase(beginning);
    const enabled = { disabled: { $ne: true } };
    const named = { usernameFolded: { $gte: folded, $lt: `${folded}\u{10ffff}` }, ...enabled };
    const first = await accounts.find(named, { projection: { _id: 1 } }).sort({ usernameFolded: 1 }).limit(limit)
      .toArray();
    const ids = new Set(first.map(({ _id }) => _id));
    if (ids.size === limit) return [...ids];
    const shown = accounts.find({ displayName: { $ne: "" }, ...enabled }, { projection: { displayName: 1 } });
    for await (const { _id, displayName } of shown.sort({ _id: 1 }).limit(peopleScanMax)) {
      if (isNamedSo(displayName, beginning)) ids.add(_id);
      if (ids.size === limit) break;
    }
    return [...ids];
  }

  return {
    search: {
      advance: (limit) => calls.run(() => index.advance(limit)),
      catchUp: (rooms, limit) => calls.run(() => index.catchUp(rooms, limit)),
      find: (ask) => calls.run(() => find(ask)),
      trim: (room, upTo) =>
        calls.run(async () => {
          await found.deleteMany({ _id: { $gte: room, $lte: foundKey(room, upTo) } });
          return false;
        }),
      people: (beginning, limit) => calls.run(() => people(beginning, limit)),
    },
    log: {
      ...events,
      async append(room, expectedHead, entries) {
        const result = await events.append(room, expectedHead, entries);
        // Of one whose outcome is unknown, the next sweep or search learns.
        if (result.kind === "ok") index.written(room, entries.length);
        return result;
      },
    },
  };
}
