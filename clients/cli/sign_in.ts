import { ApiError, type ParleyApi, type SessionUser } from "../sdk/mod.ts";
import { type Options, UsageError } from "./options.ts";
import type { Screen } from "./screen.ts";

export interface SignIn {
  readonly user: SessionUser;
  /** Gets a new token where that is possible: a guest's end is its end. */
  renew(): Promise<string | undefined>;
}

/** Names tried for a guest without one, before giving up. */
const triesMax = 5;

/** Becomes somebody: logs in, registers first if asked to, or enters as a guest. The API has the token afterwards. */
export async function signIn(api: ParleyApi, options: Options, screen: Pick<Screen, "readLine">): Promise<SignIn> {
  const { user, email } = options;
  if (email === undefined && options.password === undefined) {
    const login = user === undefined ? await anyGuest(api) : await api.guest(user);
    return { user: login.user, renew: () => Promise.resolve(undefined) };
  }
  const password = options.password ?? await screen.readLine({ text: "Password: ", isSecret: true });
  if (password === undefined || password === "") throw new UsageError("A password is needed");
  if (options.register && user !== undefined && email !== undefined) {
    await api.register({ username: user, email, password });
  }
  if (email === undefined && user === undefined) throw new UsageError("-password needs -user or -email");
  const credentials = email === undefined ? { username: user, password } : { email, password };
  const login = await api.login(credentials);
  return { user: login.user, renew: async () => (await api.login(credentials)).token };
}

/** A guest with a name of its own making. */
async function anyGuest(api: ParleyApi): Promise<{ readonly user: SessionUser }> {
  for (let tries = 1;; tries++) {
    const digits = String(crypto.getRandomValues(new Uint32Array(1))[0]! % 10_000).padStart(4, "0");
    try {
      return await api.guest(`guest-${digits}`);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "username_taken" || tries === triesMax) throw error;
    }
  }
}
