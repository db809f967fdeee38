/** A node's thread in which the test can make something go wrong that nothing catches. */
import "../../src/workers/node_worker.ts";

addEventListener("message", (event) => {
  const { data } = event as MessageEvent<{ kind: string }>;
  if (data.kind === "fail") {
    queueMicrotask(() => {
      throw new Error("planted");
    });
  }
  if (data.kind === "reject") void Promise.reject(new Error("planted"));
});
