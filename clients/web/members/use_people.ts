import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useAccount, useClient } from "../../react/mod.ts";
import type { People } from "./people.ts";
import { PeopleStore } from "./people_store.ts";

export interface UsePeople {
  readonly people: People;
  /** Somebody, oneself perhaps, has changed their profile. */
  refresh(): void;
}

/** Who looks again after so long is shown what people have changed meanwhile, milliseconds. */
const awayMs = 60_000;

/** @param room The one that is open, which tells of who has changed their profile. */
export function usePeople(room: string | undefined): UsePeople {
  const { api } = useClient();
  const account = useAccount();
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
  useEffect(() => {
    if (account === undefined || room === undefined) return;
    // Nobody was told of those in it while another room was open.
    store.refresh();
    return account.client.room(room).on("presence", ({ users = [] }) => store.learn(users));
  }, [account, room, store]);
  const people = useSyncExternalStore(store.subscribe, store.get);
  return useMemo(() => ({ people, refresh: () => store.refresh() }), [people, store]);
}
