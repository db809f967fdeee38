import type { LinkPreviewsSnapshot } from "../sdk/mod.ts";
import { useMemo } from "react";
import { useAccount } from "./use_account.ts";
import { useObservable } from "./use_observable.ts";

const none: LinkPreviewsSnapshot = { previews: [], status: "ready" };

/** Where the links of a message lead that says this; a `seq` of `undefined`: nowhere, and nothing is asked. */
export function useLinkPreviews(room: string, seq: number | undefined, content: string): LinkPreviewsSnapshot {
  const account = useAccount();
  const known = useMemo(
    () => seq === undefined ? undefined : account?.previews.of(room, seq, content),
    [account, room, seq, content],
  );
  return useObservable(known, none);
}
