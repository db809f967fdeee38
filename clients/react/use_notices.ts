import { useMemo } from "react";
import type { ApiError, Notices, NoticesInput, OwnSnapshot, RoomNoticeInput } from "../sdk/mod.ts";
import { present, useAccount } from "./use_account.ts";
import { useObservable } from "./use_observable.ts";

export interface UseNotices {
  /** `undefined`: not known yet. */
  readonly notices: Notices | undefined;
  readonly error?: ApiError;
  /** For all rooms of which nothing else was said; rejects with `ApiError`. */
  readonly update: (change: NoticesInput) => Promise<void>;
  /** For one room; `undefined`: as for all others again. */
  readonly setRoom: (room: string, notice: RoomNoticeInput | undefined) => Promise<void>;
}

const unknown: OwnSnapshot<Notices> = { value: undefined };

/** What one wants to be told of, on every device. */
export function useNotices(): UseNotices {
  const attention = useAccount()?.attention;
  const { value: notices, error } = useObservable(attention?.notices, unknown);
  const actions = useMemo(() => ({
    update: async (change: NoticesInput) => void await (await present(attention)).setNotices(change),
    setRoom: async (room: string, notice: RoomNoticeInput | undefined) =>
      void await (await present(attention)).setRoomNotice(room, notice),
  }), [attention]);
  return useMemo(() => ({ notices, ...(error === undefined ? {} : { error }), ...actions }), [notices, error, actions]);
}
