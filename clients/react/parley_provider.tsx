import { type ReactNode, useEffect } from "react";
import type { Parley } from "../sdk/mod.ts";
import { ParleyContext } from "./parley_context.ts";

export interface ParleyProviderProps {
  /** Made once, outside of components; who made it closes it. */
  readonly client: Parley;
  readonly children?: ReactNode;
}

/** Gives the client to the hooks below, and starts it. */
export function ParleyProvider({ client, children }: ParleyProviderProps): ReactNode {
  useEffect(() => void client.start(), [client]);
  return <ParleyContext value={client}>{children}</ParleyContext>;
}
