import type { Principal } from "../protocol/principal.ts";

/** What a listener tells of a request besides the request itself. */
export interface RequestEnv {
  /** Address of the peer, without a port. */
  readonly remote: string;
}

/** What handlers find in their context. */
export interface AppEnv {
  Bindings: RequestEnv;
  Variables: {
    /** Names the request in its answer and in every line of the log. */
    requestId: string;
    /** The client's address: the peer's, or what the trusted proxies say. */
    address: string;
    /** The client speaks https, as far as can be seen. */
    secure: boolean;
    /** Only behind `bearer`. */
    principal: Principal;
    /** The token, where it came in the cookie of a session. */
    sessionToken: string | undefined;
  };
}
