import { useMemo, useSyncExternalStore } from "react";
import { useClient } from "../../react/mod.ts";
import type { People } from "./people.ts";
import { PeopleStore } from "./people_store.ts";

export interface UsePeople {
  readonly people: People;
  /** Somebody, oneself perhaps, has changed their profile. */
  refresh(): void;
}

export function usePeople(): UsePeople {
  const { api } = useClient();
  const store = useMemo(() =>
    new PeopleStore({
      list: (ids) => api.users.list(ids),
      after: (ms, task) => void setTimeout(task, ms),
      now: () => Date.now(),
    }), [api]);
  const people = useSyncExternalStore(store.subscribe, store.get);
  return useMemo(() => ({ people, refresh: () => store.refresh() }), [people, store]);
}
