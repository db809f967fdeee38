import type { SearchAsk, SearchCandidate } from "../../../src/ports/search.ts";
import type { Store } from "../../../src/ports/store.ts";
import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { parseSearch } from "../../../src/protocol/search_query.ts";
import { matchDocument } from "../../../src/chat/search_matching.ts";
import { ann, batch, type EntryParts, idOf } from "./store_cases.ts";

/** When the message of a seq was said: a second each. */
export function momentOf(seq: number): number {
  return Date.UTC(2026, 0, 2) + seq * 1_000;
}

type Said = Partial<RoomEvent> & { readonly attachments?: readonly unknown[] };

/** Appends events as they stand in a log, and insists on `ok`; answers the new head. */
export async function say(store: Store, room: Id, head: number, ...events: readonly Said[]): Promise<number> {
  const parts = events.map((event, i): EntryParts => {
    const seq = head + 1 + i;
    const { type = "text", user_id = ann } = event;
    const whole = {
      id: idOf(0x1000 + seq),
      room_id: room,
      user_id,
      username: "ann",
      content: "",
      type,
      timestamp: new Date(momentOf(seq)).toISOString(),
      seq,
      ...event,
    };
    return { type, sender: user_id, text: JSON.stringify(whole) };
  });
  const answer = await store.log.append(room, head, batch(head, ...parts));
  if (answer.kind !== "ok") throw new Error(`Not written: ${answer.kind}`);
  return head + events.length;
}

/** All candidates of a question, page after page. */
export async function candidates(store: Store, ask: SearchAsk): Promise<SearchCandidate[]> {
  const found: SearchCandidate[] = [];
  let below: string | undefined;
  for (;;) {
    const page = await store.search.find({ ...ask, ...(below === undefined ? {} : { below }) });
    found.push(...page.candidates);
    if (page.below === undefined) return found;
    below = page.below;
  }
}

/** The seqs of the messages of one room that a text finds, newest first, once the index has caught up. */
export async function seqsFound(
  store: Store,
  room: Id,
  q: string,
  parts: Partial<SearchAsk> = {},
): Promise<number[]> {
  const lags = await store.search.catchUp([room], 10_000);
  if (lags.length > 0) throw new Error(`The index is behind: ${JSON.stringify(lags)}`);
  const { clauses, has, pinned, since, until } = parseSearch(q);
  const found = await candidates(store, {
    rooms: [room],
    clauses,
    has,
    pinned,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    limit: 10,
    ...parts,
  });
  return found.filter(({ document }) => matchDocument(document, clauses) !== undefined).map(({ document }) =>
    document.seq
  );
}
