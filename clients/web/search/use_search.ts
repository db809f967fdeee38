import { useCallback, useEffect, useRef, useState } from "react";
import { type FoundMessage, useClient } from "../../react/mod.ts";

export interface UseSearchOptions {
  readonly text: string;
  /** Only in this room. */
  readonly room: string | undefined;
  readonly sort: "relevance" | "newest";
}

export interface Found {
  readonly hits: readonly FoundMessage[];
  /** There may be more. */
  readonly hasMore: boolean;
  /** There are at least so many. */
  readonly atLeast: number;
  readonly error?: unknown;
}

export interface UseSearch {
  /** `undefined`: nothing was asked for, or the first answer is awaited. */
  readonly found: Found | undefined;
  readonly isAsking: boolean;
  more(): void;
}

/** A pause in typing after which one is taken to have typed what is looked for, milliseconds. */
const pauseMs = 250;
/** A page can be empty and not the last: so many are asked for in a row before somebody must ask for more. */
const emptyMax = 5;

/** Searches messages while one types; only the newest question counts. */
export function useSearch({ text, room, sort }: UseSearchOptions): UseSearch {
  const { api } = useClient();
  const [found, setFound] = useState<Found>();
  const [isAsking, setAsking] = useState(false);
  const cursor = useRef<string>(undefined);
  const current = useRef<AbortController>(undefined);
  const q = text.trim();
  const ask = useCallback(async (before: readonly FoundMessage[], signal: AbortSignal): Promise<Found> => {
    let hits = before;
    let atLeast = 0;
    for (let page = 0; page < emptyMax; page++) {
      const query = { q, sort, ...(room === undefined ? {} : { room_id: room }) };
      const after = cursor.current === undefined ? {} : { cursor: cursor.current };
      const answer = await api.search.messages({ ...query, ...after }, { signal });
      cursor.current = answer.cursor;
      hits = [...hits, ...answer.results];
      atLeast = Math.max(hits.length, answer.at_least);
      if (answer.results.length > 0 || answer.cursor === undefined) break;
    }
    return { hits, atLeast, hasMore: cursor.current !== undefined };
  }, [api, q, room, sort]);
  const run = useCallback((before: readonly FoundMessage[]) => {
    current.current?.abort();
    const giveUp = new AbortController();
    current.current = giveUp;
    setAsking(true);
    ask(before, giveUp.signal).catch((error: unknown): Found => ({ hits: before, atLeast: 0, hasMore: false, error }))
      .then((answer) => {
        if (giveUp.signal.aborted) return;
        setFound(answer);
        setAsking(false);
      });
  }, [ask]);
  useEffect(() => {
    cursor.current = undefined;
    if (q === "") {
      current.current?.abort();
      setFound(undefined);
      return setAsking(false);
    }
    const timer = setTimeout(() => run([]), pauseMs);
    return () => clearTimeout(timer);
  }, [q, run]);
  useEffect(() => () => current.current?.abort(), []);
  return { found, isAsking, more: () => run(found?.hits ?? []) };
}
