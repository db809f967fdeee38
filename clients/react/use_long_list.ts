import { useMemo } from "react";
import type { Observable } from "../sdk/mod.ts";
import { useObservable } from "./use_observable.ts";

/** What one does with a long list beside looking at it. */
export interface LongListDeeds {
  readonly refresh: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
}

/** A list over all rooms, shown a page more at a time; `loading` where nobody is logged in. */
export function useLongList<Snapshot extends object>(
  list: LongListDeeds & { readonly snapshot: Observable<Snapshot> } | undefined,
  loading: Snapshot,
): Snapshot & LongListDeeds {
  const snapshot = useObservable(list?.snapshot, loading);
  return useMemo(() => ({
    ...snapshot,
    refresh: async () => await list?.refresh(),
    loadMore: async () => await list?.loadMore(),
  }), [snapshot, list]);
}
