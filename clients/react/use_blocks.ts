import { useMemo } from "react";
import type { ApiError, BlockView, OwnSnapshot, Person } from "../sdk/mod.ts";
import { present, useAccount } from "./use_account.ts";
import { useObservable } from "./use_observable.ts";

export interface UseBlocks {
  /** The latest first; `undefined`: not known yet. */
  readonly blocks: readonly BlockView[] | undefined;
  readonly error?: ApiError;
  /** Hears nothing more from somebody in the conversation of the two; rejects with `ApiError`. */
  readonly block: (user: Person) => Promise<void>;
  readonly unblock: (user: string) => Promise<void>;
}

const unknown: OwnSnapshot<readonly BlockView[]> = { value: undefined };

/** Whom one does not want to hear from. */
export function useBlocks(): UseBlocks {
  const model = useAccount()?.blocks;
  const { value: blocks, error } = useObservable(model?.list, unknown);
  const actions = useMemo(() => ({
    block: async (user: Person) => await (await present(model)).block(user),
    unblock: async (user: string) => await (await present(model)).unblock(user),
  }), [model]);
  return useMemo(() => ({ blocks, ...(error === undefined ? {} : { error }), ...actions }), [blocks, error, actions]);
}
