import { useCallback, useEffect, useMemo, useState } from "react";
import { ApiError, type DataJob } from "../sdk/mod.ts";
import { useClient } from "./parley_context.ts";

export interface UseOwnData {
  /** The copy of one's data, or the work on it; `null`: there is none; `undefined`: not known yet. */
  readonly copy: DataJob | null | undefined;
  readonly error?: unknown;
  /** Asks for a copy; a finished one is replaced. Rejects with `ApiError`. */
  readonly request: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** How often is asked how far it is, milliseconds. */
const lookMs = 1_000;

/** The copy of one's own data, and how far it is. */
export function useOwnData(): UseOwnData {
  const { data } = useClient().api;
  const [copy, setCopy] = useState<DataJob | null>();
  const [error, setError] = useState<unknown>();
  const isOpen = copy?.state === "open";
  const look = useCallback(async (signal: AbortSignal) => {
    try {
      const found = await data.export({ signal });
      if (!signal.aborted) setCopy(found);
    } catch (thrown) {
      if (signal.aborted) return;
      if (thrown instanceof ApiError && thrown.code === "not_found") setCopy(null);
      else setError(thrown);
    }
  }, [data]);
  useEffect(() => {
    const leaving = new AbortController();
    void look(leaving.signal);
    const timer = isOpen ? setInterval(() => void look(leaving.signal), lookMs) : undefined;
    return () => {
      leaving.abort();
      clearInterval(timer);
    };
  }, [look, isOpen]);
  const actions = useMemo(() => ({
    request: async () => setCopy(await data.requestExport()),
    remove: async () => {
      await data.removeExport();
      setCopy(null);
    },
  }), [data]);
  return useMemo(() => ({ copy, ...(error === undefined ? {} : { error }), ...actions }), [copy, error, actions]);
}
