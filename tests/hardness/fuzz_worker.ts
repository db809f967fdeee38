import { type FuzzDeeds, type FuzzOrders, runFuzz } from "./fuzz_run.ts";

/** What a Worker's global scope offers; the default library describes a window. */
const scope = self as unknown as {
  onmessage: (event: MessageEvent<FuzzOrders>) => void;
  postMessage(deeds: FuzzDeeds): void;
};

scope.onmessage = ({ data }) => {
  // A throw here is an error of the Worker, which whoever gave the orders hears of.
  void runFuzz(data).then((deeds) => scope.postMessage(deeds));
};
