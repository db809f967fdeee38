import { useMemo } from "react";
import { type Account, ApiError, type RoomModel } from "../sdk/mod.ts";
import { useClient } from "./parley_context.ts";
import { useObservable } from "./use_observable.ts";

/** Everything of the user who is logged in; `undefined`: nobody is. */
export function useAccount(): Account | undefined {
  return useObservable(useClient().account, undefined);
}

/** The model of a room; `undefined`: nobody is logged in, or no room can have this id. */
export function useRoomModel(id: string): RoomModel | undefined {
  const account = useAccount();
  return useMemo(() => isRoomId(id) ? account?.room(id) : undefined, [account, id]);
}

export function isRoomId(id: string): boolean {
  return /^[0-9a-f]{24}$/.test(id);
}

/** What is there only while somebody is logged in; rejects while nobody is. */
export async function present<Value>(value: Value | undefined): Promise<Value> {
  if (value === undefined) throw new ApiError("unauthorized", "Nobody is logged in");
  return await Promise.resolve(value);
}
