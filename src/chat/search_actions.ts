import { searchCatchUpEntries, searchRoomsMax } from "../limits.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventLog } from "../ports/event_log.ts";
import type { Members } from "../ports/members.ts";
import type { Rooms } from "../ports/rooms.ts";
import type { Search } from "../ports/search.ts";
import { type Id, isId } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type { FoundMessage, MessagesFound, SearchSort } from "../protocol/search.ts";
import { parseSearch, type SearchQuery } from "../protocol/search_query.ts";
import type { Profile } from "../protocol/user.ts";
import type { LiveRooms } from "./live_rooms.ts";
import { requireReader } from "./permission.ts";
import { type Limiter, requireRate } from "./rooms.ts";
import { readCursor } from "./search_cursor.ts";
import { fileHits, snippetOf } from "./search_matching.ts";
import { type Hit, pageOf, type Question } from "./search_page.ts";
import { readTail } from "./search_tail.ts";

export interface MessageSearch {
  readonly q: string;
  readonly room_id?: Id | undefined;
  readonly sort: SearchSort;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Searching, for any door. What is answered is what its searcher may read when it is answered. */
export interface SearchActions {
  /** Throws `invalid` where a filter cannot be understood, and what `requireReader` throws for a room that is named. */
  messages(actor: Principal, search: MessageSearch): Promise<MessagesFound>;
  /** People with an account, by the beginning of their username or of a word of their name. Throws `forbidden` for guests. */
  people(actor: Principal, q: string, limit: number): Promise<readonly Profile[]>;
}

export interface SearchPorts {
  readonly store: {
    readonly search: Search;
    readonly log: Pick<EventLog, "read" | "find">;
    readonly members: Pick<Members, "roomsOf">;
    readonly rooms: Pick<Rooms, "byName">;
    readonly accounts: Pick<Accounts, "byUsername">;
  };
  readonly live: Pick<LiveRooms, "room">;
  readonly profiles: (ids: readonly Id[]) => Promise<readonly Profile[]>;
  readonly limiter: Limiter;
  readonly clock: Pick<Clock, "now">;
}

export function createSearchActions(ports: SearchPorts): SearchActions {
  const { store, live, profiles, limiter, clock } = ports;

  async function roomsOf(actor: Principal, { room_id }: MessageSearch, query: SearchQuery): Promise<readonly Id[]> {
    if (room_id !== undefined) {
      await live.room(room_id).consult([actor.id], (state) => requireReader(state, actor.id));
    }
    const own = room_id === undefined ? await store.members.roomsOf(actor.id) : [room_id];
    if (query.in.length === 0) return own.slice(0, searchRoomsMax);
    const named = await Promise.all(
      query.in.map(async (name) => isId(name) ? name : (await store.rooms.byName(name))?.id),
    );
    return own.filter((room) => named.includes(room));
  }

  /** `undefined`: nobody is meant. */
  async function questionOf(
    actor: Principal,
    search: MessageSearch,
    query: SearchQuery,
  ): Promise<Question | undefined> {
    const rooms = await roomsOf(actor, search, query);
    const senders = await Promise.all(query.from.map(async (name) => {
      if (name.toLowerCase() === "me") return actor.id;
      return isId(name) ? name : (await store.accounts.byUsername(name))?.id;
    }));
    const known = senders.filter((id) => id !== undefined);
    if (rooms.length === 0 || (senders.length > 0 && known.length === 0)) return undefined;
    return {
      rooms,
      clauses: query.clauses,
      ...(senders.length === 0 ? {} : { senders: known }),
      has: query.has,
      ...(query.mentionsMe ? { mentions: actor.id } : {}),
      pinned: query.pinned,
      ...(query.since === undefined ? {} : { since: query.since }),
      ...(query.until === undefined ? {} : { until: query.until }),
    };
  }

  return {
    async messages(actor, search) {
      requireRate(limiter, actor.id);
      const query = understood(search.q);
      const cursor = search.cursor === undefined ? { now: clock.now(), seen: 0 } : readCursor(search.cursor);
      const question = isEmpty(query) ? undefined : await questionOf(actor, search, query);
      if (question === undefined) return { results: [], at_least: 0, pending: 0 };
      const lags = await store.search.catchUp(question.rooms, searchCatchUpEntries);
      const tail = await readTail(store.log, lags);
      const page = await pageOf(store.search, question, { ...search, cursor, tail });
      // Judged now that the page is there: whom a room has lost since sees nothing of it.
      const still = new Set(await store.members.roomsOf(actor.id));
      const results = page.hits.filter(({ room }) => still.has(room)).map(viewOf);
      return { results, at_least: page.atLeast, pending: tail.pending, ...page.next };
    },
    async people(actor, q, limit) {
      if (actor.guest) throw new ParleyError("forbidden", "Guests cannot search for people");
      requireRate(limiter, actor.id);
      return await profiles(await store.search.people(q, limit));
    },
  };
}

function understood(q: string): SearchQuery {
  const query = parseSearch(q);
  const { faults } = query;
  if (faults.length === 0) return query;
  throw new ParleyError("invalid", faults.map(({ message }) => message).join("; "), { details: faults });
}

function isEmpty({ clauses, from, in: rooms, has, mentionsMe, pinned, since, until }: SearchQuery): boolean {
  return clauses.length + from.length + rooms.length + has.length === 0 && !mentionsMe && !pinned &&
    since === undefined && until === undefined;
}

function viewOf({ room, document, match }: Hit): FoundMessage {
  const { seq, id, sender, username, at, type, thread, content, files, edited, pinned } = document;
  return {
    room_id: room,
    seq,
    id,
    user_id: sender,
    username,
    timestamp: new Date(at).toISOString(),
    type,
    ...(thread === undefined ? {} : { thread }),
    ...(edited ? { edited } : {}),
    ...(pinned ? { pinned } : {}),
    snippet: snippetOf(content, match.ranges),
    ...(files.length === 0 ? {} : { files: fileHits(document, match.ranges) }),
  };
}
