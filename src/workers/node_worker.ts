/** The thread of one node: a whole server, but for the store's threads, the log's end and the metrics of all. */
import { onFaults } from "../adapters/system/fault_guard.ts";
import { NodeRun } from "./node_run.ts";
import type { FromNode, ToNode } from "./node_messages.ts";

/** What a Worker's global scope offers; the default library describes a window. */
interface Scope {
  onmessage: (event: MessageEvent<ToNode>) => void;
  postMessage(message: FromNode, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as Scope;
const run = new NodeRun((message, transfer = []) => scope.postMessage(message, transfer));

onFaults((error) => run.fault(error));
scope.onmessage = ({ data }) => run.told(data);
