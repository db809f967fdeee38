import { useMemo } from "react";
import type { Person } from "../sdk/mod.ts";
import { useRoomModel } from "./use_account.ts";
import { useObservable } from "./use_observable.ts";

export interface UseTyping {
  /** Who types, oneself left out, in the order in which they began. */
  readonly typing: readonly Person[];
  /** To be called at each change of what is being written. */
  readonly notify: () => void;
  /** What was being written was given up. (Sending it says so by itself.) */
  readonly stop: () => void;
}

const nobody: readonly Person[] = [];

/** Who is typing in a room. */
export function useTyping(id: string): UseTyping {
  const model = useRoomModel(id);
  const typing = useObservable(model?.typing.snapshot, nobody);
  return useMemo(
    () => ({ typing, notify: () => model?.typing.notify(), stop: () => model?.typing.stop() }),
    [typing, model],
  );
}
