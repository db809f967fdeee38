import { useMemo } from "react";
import type { MentionListSnapshot } from "../sdk/mod.ts";
import { useAccount } from "./use_account.ts";
import { useObservable } from "./use_observable.ts";

export interface UseMentions extends MentionListSnapshot {
  readonly refresh: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
}

const loading: MentionListSnapshot = { mentions: [], total: 0, status: "loading" };

/** The messages that mention one, over all rooms, the newest first. */
export function useMentions(): UseMentions {
  const list = useAccount()?.mentions;
  const snapshot = useObservable(list?.snapshot, loading);
  return useMemo(() => ({
    ...snapshot,
    refresh: async () => await list?.refresh(),
    loadMore: async () => await list?.loadMore(),
  }), [snapshot, list]);
}
