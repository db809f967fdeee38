import { useEffect, useState } from "react";
import { type Profile, useAccount, useClient } from "../../react/mod.ts";

/** A pause in typing after which one is taken to have typed what is looked for, milliseconds. */
const pauseMs = 200;
const foundMax = 20;

export interface FoundPeople {
  /** `undefined`: nothing was asked, or the answer is awaited. */
  readonly users: readonly Profile[] | undefined;
  readonly error?: unknown;
}

/** Accounts whose name begins so, without oneself. */
export function useFoundPeople(beginning: string): FoundPeople {
  const { api } = useClient();
  const me = useAccount()?.user.id;
  const [found, setFound] = useState<FoundPeople>({ users: undefined });
  const wanted = beginning.trim();
  useEffect(() => {
    if (wanted === "") return setFound({ users: undefined });
    const giveUp = new AbortController();
    const ask = async () => {
      try {
        const { users } = await api.search.people(wanted, { limit: foundMax }, { signal: giveUp.signal });
        if (!giveUp.signal.aborted) setFound({ users: users.filter(({ id }) => id !== me) });
      } catch (error) {
        if (!giveUp.signal.aborted) setFound({ users: undefined, error });
      }
    };
    const timer = setTimeout(() => void ask(), pauseMs);
    return () => {
      clearTimeout(timer);
      giveUp.abort();
    };
  }, [api, me, wanted]);
  return found;
}
