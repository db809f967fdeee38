import type { ThreadListSnapshot } from "../sdk/mod.ts";
import { useAccount } from "./use_account.ts";
import { type LongListDeeds, useLongList } from "./use_long_list.ts";

export interface UseThreads extends ThreadListSnapshot, LongListDeeds {}

const loading: ThreadListSnapshot = { threads: [], total: 0, status: "loading" };

/** The threads that one follows, over all rooms, most recently answered first. */
export function useThreads(): UseThreads {
  return useLongList(useAccount()?.threads, loading);
}
