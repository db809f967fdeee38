import type { PinsSnapshot } from "../sdk/mod.ts";
import { useRoomModel } from "./use_account.ts";
import { useObservable } from "./use_observable.ts";

const loading: PinsSnapshot = { items: [], total: 0, status: "loading" };

/** What is pinned in a room. */
export function usePins(room: string): PinsSnapshot {
  return useObservable(useRoomModel(room)?.pins.snapshot, loading);
}
