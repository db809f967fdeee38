import { useMemo } from "react";
import type { ThreadListSnapshot } from "../sdk/mod.ts";
import { useAccount } from "./use_account.ts";
import { useObservable } from "./use_observable.ts";

export interface UseThreads extends ThreadListSnapshot {
  readonly refresh: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
}

const loading: ThreadListSnapshot = { threads: [], total: 0, status: "loading" };

/** The threads that one follows, over all rooms, most recently answered first. */
export function useThreads(): UseThreads {
  const list = useAccount()?.threads;
  const snapshot = useObservable(list?.snapshot, loading);
  return useMemo(() => ({
    ...snapshot,
    refresh: async () => await list?.refresh(),
    loadMore: async () => await list?.loadMore(),
  }), [snapshot, list]);
}
