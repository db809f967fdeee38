/** The store's thread: owns one connection, answers one message after the other. */
import type { Engine } from "./engine.ts";
import { failureOf } from "./failure.ts";
import { openEngine, type OpenOptions } from "./open_engine.ts";
import type { FromWorker, ToWorker } from "./worker_messages.ts";

/** What a Worker's global scope offers; the default library describes a window. */
interface Scope {
  onmessage: (event: MessageEvent<ToWorker>) => void;
  postMessage(message: FromWorker): void;
}

const scope = globalThis as unknown as Scope;
let options: OpenOptions | undefined;
let engine: Engine | undefined;

function answer(message: ToWorker): unknown {
  if ("open" in message) {
    options = message.open;
    const opened = openEngine(options);
    engine = opened.engine;
    return opened.notices;
  }
  if (options === undefined) throw new Error("Called before it was opened");
  // Where a restarted thread could not open the file, it tries again with every call.
  engine ??= openEngine(options).engine;
  const method = engine[message.name] as (...args: readonly unknown[]) => unknown;
  return method(...message.args);
}

scope.onmessage = ({ data }) => {
  try {
    scope.postMessage({ id: data.id, value: answer(data) });
  } catch (error) {
    scope.postMessage({ id: data.id, failure: failureOf(error) });
  }
  engine?.tidy();
};
