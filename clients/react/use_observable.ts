import { useSyncExternalStore } from "react";
import type { Observable } from "../sdk/mod.ts";

/** What is observed, kept current; `fallback` (the same object at every render) where there is nothing to observe. */
export function useObservable<Value>(observable: Observable<Value> | undefined, fallback: Value): Value {
  const get = observable?.get ?? (() => fallback);
  return useSyncExternalStore(observable?.subscribe ?? never, get, get);
}

function never(): () => void {
  return () => {};
}
