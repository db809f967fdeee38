import { useMemo } from "react";
import type { RoomSnapshot } from "../sdk/mod.ts";
import { isRoomId, present, useRoomModel } from "./use_account.ts";
import { useObservable } from "./use_observable.ts";

export interface UseRoom extends RoomSnapshot {
  /** Becomes a member; rejects with `ApiError`, for example `wrong_password`. */
  readonly join: (password?: string) => Promise<void>;
  readonly leave: () => Promise<void>;
}

const loading: RoomSnapshot = {
  ...{ room: undefined, members: [], status: "loading" },
  membership: { role: "member" },
  rights: new Set(),
};
const gone: RoomSnapshot = { ...loading, status: "gone" };

/** One room: what it is, who its members are, and how one stands to it. */
export function useRoom(id: string): UseRoom {
  const model = useRoomModel(id);
  const snapshot = useObservable(model?.snapshot, isRoomId(id) ? loading : gone);
  const actions = useMemo((): Omit<UseRoom, keyof RoomSnapshot> => {
    return {
      join: async (password) => await (await present(model)).join(password),
      leave: async () => await (await present(model)).leave(),
    };
  }, [model]);
  return useMemo(() => ({ ...snapshot, ...actions }), [snapshot, actions]);
}
