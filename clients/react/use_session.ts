import { useMemo } from "react";
import type { Parley, SessionState } from "../sdk/mod.ts";
import { useClient } from "./parley_context.ts";
import { useObservable } from "./use_observable.ts";

export interface UseSession extends SessionState {
  /** By email or username. Rejects with `ApiError`, for example `invalid_credentials`. */
  readonly logIn: Parley["logIn"];
  /** Makes an account and logs in. */
  readonly register: Parley["register"];
  /** Without an account, by a name alone. */
  readonly guest: Parley["guest"];
  /** Also forgets what was kept in this browser, messages that wait to be sent among it. */
  readonly logOut: Parley["logOut"];
  /** Deletes the account with all it wrote, and logs out. Rejects with `ApiError`: `wrong_password`. */
  readonly deleteAccount: Parley["deleteAccount"];
}

const unknown: SessionState = { status: "loading" };

/** Who is logged in, and how to change that. */
export function useSession(): UseSession {
  const client = useClient();
  const state = useObservable(client.session, unknown);
  const actions = useMemo((): Omit<UseSession, keyof SessionState> => ({
    logIn: (login, password) => client.logIn(login, password),
    register: (registration) => client.register(registration),
    guest: (username) => client.guest(username),
    logOut: () => client.logOut(),
    deleteAccount: (password) => client.deleteAccount(password),
  }), [client]);
  return useMemo(() => ({ ...state, ...actions }), [state, actions]);
}
