import type { MessageSnapshot } from "../sdk/mod.ts";
import { useMemo } from "react";
import { useRoomModel } from "./use_account.ts";
import { useObservable } from "./use_observable.ts";

const loading: MessageSnapshot = { item: undefined, status: "loading" };

/** One message as it stands, wherever in the log: what another one quotes, what a link leads to. */
export function useMessage(room: string, seq: number): MessageSnapshot {
  const model = useRoomModel(room);
  return useObservable(useMemo(() => model?.message(seq), [model, seq]), loading);
}
