import { useCallback, useEffect, useState } from "react";
import type { UseMessages } from "../../react/mod.ts";
import type { Target } from "../messages/use_list_place.ts";

export interface UseTarget {
  readonly target: Target | undefined;
  /** Shows a message of the room, wherever in the log it stands. */
  jump(seq: number): void;
}

/** Where in the list somebody wants to be: by the address, a quote, a pin or a hit of a search. */
export function useTarget(messages: Pick<UseMessages, "jumpTo" | "status">, wanted: Target | undefined): UseTarget {
  const { jumpTo, status } = messages;
  const [target, setTarget] = useState<Target>();
  const jump = useCallback((seq: number) => {
    setTarget({ seq });
    void jumpTo(seq);
  }, [jumpTo]);
  const isReady = status === "ready";
  useEffect(() => {
    if (wanted !== undefined && isReady) jump(wanted.seq);
  }, [wanted, isReady, jump]);
  return { target, jump };
}
