import { createContext, useContext } from "react";
import type { Parley } from "../sdk/mod.ts";

export const ParleyContext = createContext<Parley | undefined>(undefined);

/** The client that the nearest {@link ParleyProvider} was given. Throws outside of one. */
export function useClient(): Parley {
  const client = useContext(ParleyContext);
  if (client === undefined) throw new Error("Parley's hooks work inside a ParleyProvider only");
  return client;
}
