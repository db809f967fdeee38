import type { PresenceSnapshot } from "../sdk/mod.ts";
import { useRoomModel } from "./use_account.ts";
import { useObservable } from "./use_observable.ts";

const nobody: PresenceSnapshot = { count: 0, online: new Map(), lastSeen: () => undefined };

/** Who is in a room at this moment. */
export function usePresence(id: string): PresenceSnapshot {
  return useObservable(useRoomModel(id)?.presence.snapshot, nobody);
}
