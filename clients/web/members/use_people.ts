import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useClient } from "../../react/mod.ts";
import type { People } from "./people.ts";
import { PeopleStore } from "./people_store.ts";

export interface UsePeople {
  readonly people: People;
  /** Somebody, oneself perhaps, has changed their profile. */
  refresh(): void;
}

/** Who looks again after so long is shown what people have changed meanwhile, milliseconds. */
const awayMs = 60_000;

export function usePeople(): UsePeople {
  const { api } = useClient();
  const store = useMemo(() =>
    new PeopleStore({
      list: (ids) => api.users.list(ids),
      after: (ms, task) => void setTimeout(task, ms),
      now: () => Date.now(),
    }), [api]);
  useEffect(() => {
    let readAt = Date.now();
    const look = () => {
      if (document.visibilityState !== "visible" || Date.now() - readAt < awayMs) return;
      readAt = Date.now();
      store.refresh();
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [store]);
  const people = useSyncExternalStore(store.subscribe, store.get);
  return useMemo(() => ({ people, refresh: () => store.refresh() }), [people, store]);
}
