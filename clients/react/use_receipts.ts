import { useMemo } from "react";
import type { OwnSnapshot, ReceiptsView } from "../sdk/mod.ts";
import { useRoomModel } from "./use_account.ts";
import { useObservable } from "./use_observable.ts";

const unknown: OwnSnapshot<ReceiptsView> = { value: undefined };

/** How many members have read a room up to a message or further, and the first of them; `undefined`: not known yet. */
export function useReceipts(room: string, seq: number): ReceiptsView | undefined {
  const model = useRoomModel(room);
  const receipts = useMemo(() => model?.receipts.of(seq), [model, seq]);
  return useObservable(receipts, unknown).value;
}
