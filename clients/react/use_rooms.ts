import { useMemo } from "react";
import type { RoomListSnapshot, RoomQuery, RoomSummary } from "../sdk/mod.ts";
import { present, useAccount } from "./use_account.ts";
import { useObservable } from "./use_observable.ts";

/** What a new room is made from. */
export interface NewRoom {
  readonly name: string;
  readonly description?: string;
  readonly isPrivate?: boolean;
  readonly password?: string;
}

export interface UseRooms extends RoomListSnapshot {
  /** Reads the list anew; it also renews itself. */
  readonly refresh: () => Promise<void>;
  readonly create: (room: NewRoom) => Promise<RoomSummary>;
  readonly join: (id: string, password?: string) => Promise<RoomSummary>;
  readonly leave: (id: string) => Promise<void>;
  /** Becomes a member by the code of an invitation. */
  readonly accept: (code: string) => Promise<RoomSummary>;
  /** The conversation of oneself and these people; for accounts only. */
  readonly openDirect: (users: readonly string[]) => Promise<RoomSummary>;
  /** Searches public rooms and one's own, by name, in pages. */
  readonly find: (query?: RoomQuery) => Promise<{ readonly rooms: readonly RoomSummary[]; readonly total: number }>;
}

const none: RoomListSnapshot = { rooms: [], status: "loading" };

/** The rooms one is a member of, with what is unread in them. Its functions reject with `ApiError`. */
export function useRooms(): UseRooms {
  const list = useAccount()?.rooms;
  const snapshot = useObservable(list?.snapshot, none);
  const actions = useMemo((): Omit<UseRooms, keyof RoomListSnapshot> => {
    return {
      refresh: async () => await (await present(list)).refresh(),
      create: async ({ isPrivate, ...room }) =>
        await (await present(list)).create({ ...room, ...(isPrivate === undefined ? {} : { is_private: isPrivate }) }),
      join: async (id, password) => await (await present(list)).join(id, password),
      accept: async (code) => await (await present(list)).accept(code),
      leave: async (id) => await (await present(list)).leave(id),
      openDirect: async (users) => await (await present(list)).openDirect(users),
      find: async (query) => await (await present(list)).find(query),
    };
  }, [list]);
  return useMemo(() => ({ ...snapshot, ...actions }), [snapshot, actions]);
}
