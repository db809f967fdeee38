import { useEffect, useRef } from "react";
import type { RoomEvent } from "../sdk/mod.ts";
import { isRoomId, useAccount } from "./use_account.ts";

/** Tells of each event of a room as it arrives. */
export function useRoomEvents(room: string, told: (event: RoomEvent) => void): void {
  const account = useAccount();
  const latest = useRef(told);
  latest.current = told;
  useEffect(() => {
    if (account === undefined || !isRoomId(room)) return;
    return account.client.room(room).on("event", (event) => latest.current(event));
  }, [account, room]);
}
