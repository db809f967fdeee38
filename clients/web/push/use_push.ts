import { useCallback, useEffect, useState } from "react";
import { useClient } from "../../react/mod.ts";
import { beginPush, endPush, keepPush, otherBrowsers, type PushState, pushState } from "./browser_push.ts";

export interface UsePush {
  /** `undefined`: not known yet. */
  readonly state: PushState | undefined;
  /** How many other browsers are told. */
  readonly others: number;
  /** Rejects with `ApiError`, or with what the browser's service says. */
  turn(on: boolean): Promise<void>;
}

/** Whether this browser tells of messages while no page is open, and how to change that. */
export function usePush(): UsePush {
  const { api: { push } } = useClient();
  const [state, setState] = useState<PushState>();
  const [others, setOthers] = useState(0);
  const look = useCallback(async () => {
    setState(await pushState(push));
    setOthers(await otherBrowsers(push));
  }, [push]);
  useEffect(() => {
    look().catch(reportError);
  }, [look]);
  const turn = useCallback(async (on: boolean) => {
    if (on) setState(await beginPush(push));
    else {
      await endPush(push);
      setState(await pushState(push));
    }
  }, [push]);
  return { state, others, turn };
}

/** For as long as somebody is logged in: what this browser is told is theirs. */
export function useKeptPush(): void {
  const { api: { push } } = useClient();
  useEffect(() => {
    // Without a network it is said at the next visit.
    keepPush(push).catch(() => undefined);
  }, [push]);
}
