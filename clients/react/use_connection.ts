import type { Connection } from "../sdk/mod.ts";
import { useClient } from "./parley_context.ts";
import { useObservable } from "./use_observable.ts";

const closed: Connection = { state: "closed" };

/** How the connection stands, and when it is tried again. */
export function useConnection(): Connection {
  return useObservable(useClient().connection, closed);
}
