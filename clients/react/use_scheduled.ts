import { useMemo } from "react";
import type { ApiError, NewScheduledInput, OwnSnapshot, ScheduledChangeInput, ScheduledView } from "../sdk/mod.ts";
import { present, useAccount } from "./use_account.ts";
import { useObservable } from "./use_observable.ts";

export interface UseScheduled {
  /** By time; `undefined`: not known yet. What was sent is in its room, and not here any more. */
  readonly scheduled: readonly ScheduledView[] | undefined;
  readonly error?: ApiError;
  /** Each rejects with `ApiError`. */
  readonly schedule: (message: NewScheduledInput) => Promise<ScheduledView>;
  readonly reschedule: (id: string, change: ScheduledChangeInput) => Promise<ScheduledView>;
  readonly unschedule: (id: string) => Promise<void>;
}

const unknown: OwnSnapshot<readonly ScheduledView[]> = { value: undefined };

/** Messages that one has left to be sent at a time to come. */
export function useScheduled(): UseScheduled {
  const attention = useAccount()?.attention;
  const { value: scheduled, error } = useObservable(attention?.scheduled, unknown);
  const actions = useMemo(() => ({
    schedule: async (message: NewScheduledInput) => await (await present(attention)).schedule(message),
    reschedule: async (id: string, change: ScheduledChangeInput) =>
      await (await present(attention)).reschedule(id, change),
    unschedule: async (id: string) => await (await present(attention)).unschedule(id),
  }), [attention]);
  return useMemo(
    () => ({ scheduled, ...(error === undefined ? {} : { error }), ...actions }),
    [scheduled, error, actions],
  );
}
