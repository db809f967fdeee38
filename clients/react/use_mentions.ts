import type { MentionListSnapshot } from "../sdk/mod.ts";
import { useAccount } from "./use_account.ts";
import { type LongListDeeds, useLongList } from "./use_long_list.ts";

export interface UseMentions extends MentionListSnapshot, LongListDeeds {}

const loading: MentionListSnapshot = { mentions: [], total: 0, status: "loading" };

/** The messages that mention one, over all rooms, the newest first. */
export function useMentions(): UseMentions {
  return useLongList(useAccount()?.mentions, loading);
}
