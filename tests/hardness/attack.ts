import type { RealServer, RealServerOptions } from "../support/real_server.ts";

/** One attack, and what must come of it. */
export type Attack = (server: RealServer) => Promise<void>;

/** Attacks by name, which begins with the line of the list of attacks that it is from. */
export type Attacks = Readonly<Record<string, Attack | { readonly options: RealServerOptions; readonly run: Attack }>>;
