import { useMemo } from "react";
import type { UnreadSnapshot } from "../sdk/mod.ts";
import { present, useRoomModel } from "./use_account.ts";
import { useObservable } from "./use_observable.ts";

export interface UseUnread extends UnreadSnapshot {
  /** Everything up to there has been read, on all devices. It never goes back. */
  readonly markRead: (seq: number) => void;
  /** What comes after there is unread again, on all devices. Rejects with `ApiError`. */
  readonly markUnread: (seq: number) => Promise<void>;
}

const nothing: UnreadSnapshot = { count: 0, mentions: 0, lastRead: 0 };

/** What is unread in a room one is a member of. */
export function useUnread(id: string): UseUnread {
  const model = useRoomModel(id);
  const snapshot = useObservable(model?.unread, nothing);
  return useMemo(() => ({
    ...snapshot,
    markRead: (seq: number) => model?.markRead(seq),
    markUnread: async (seq: number) => await (await present(model)).markUnread(seq),
  }), [snapshot, model]);
}
