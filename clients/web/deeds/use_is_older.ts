import { useThreads } from "../../react/mod.ts";

/** While servers are being replaced, one may answer that knows nothing of what is done to messages: then nothing is offered. */
export function useIsOlder(): boolean {
  return useThreads().error?.code === "not_found";
}
