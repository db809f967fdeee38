import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiError, type DigestView } from "../sdk/mod.ts";
import { useClient } from "./parley_context.ts";
import { useNotices } from "./use_notices.ts";

export interface UseDigest {
  /** `null`: there is none, of this server or for guests; `undefined`: not known yet. */
  readonly digest: DigestView | null | undefined;
  /** Asks for the mail that its reader has to confirm, again as well; or for no more mail. Rejects with `ApiError`. */
  readonly turn: (on: boolean) => Promise<void>;
}

/** Whether one is told by mail what one missed: as it is on every device, also once the link of the mail was followed. */
export function useDigest(): UseDigest {
  const { api } = useClient();
  // They are read anew with each change that another device tells of, as this is.
  const { notices } = useNotices();
  const [digest, setDigest] = useState<DigestView | null>();
  const version = useRef(0);
  useEffect(() => {
    if (notices === undefined) return;
    const asked = ++version.current;
    if (notices.mail === false) return setDigest(null);
    api.notices.digest().then(
      (found) => asked === version.current && setDigest(found),
      (thrown: unknown) => {
        const isNone = thrown instanceof ApiError && (thrown.code === "not_found" || thrown.code === "forbidden");
        // Whatever else it was, what is known stays, until the next change.
        if (isNone && asked === version.current) setDigest(null);
      },
    );
    return () => void version.current++;
  }, [api, notices]);
  const turn = useCallback(async (on: boolean) => {
    const found = await api.notices.setDigest(on);
    version.current++;
    setDigest(found);
  }, [api]);
  return useMemo(() => ({ digest, turn }), [digest, turn]);
}
