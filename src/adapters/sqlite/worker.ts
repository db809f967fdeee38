/** The store's thread: owns one connection, answers one message after the other, whoever of its callers sent it. */
import type { Engine } from "./engine.ts";
import { failureOf } from "./failure.ts";
import { openEngine, type OpenOptions } from "./open_engine.ts";
import type { FromWorker, FurtherCaller, ToWorker } from "./worker_messages.ts";

/** What a Worker's global scope offers; the default library describes a window. */
interface Scope {
  onmessage: (event: MessageEvent<ToWorker | FurtherCaller>) => void;
  postMessage(message: FromWorker): void;
}

const scope = globalThis as unknown as Scope;
let options: OpenOptions | undefined;
let engine: Engine | undefined;

function answer(message: ToWorker): unknown {
  if ("open" in message) return open(message.open);
  if (options === undefined) throw new Error("Called before it was opened");
  // Where a restarted thread could not open the file, it tries again with every call.
  engine ??= openEngine(options).engine;
  const method = engine[message.name] as (...args: readonly unknown[]) => unknown;
  return method(...message.args);
}

function open(wanted: OpenOptions): unknown {
  options = wanted;
  if (engine !== undefined) return [];
  const opened = openEngine(options);
  engine = opened.engine;
  return opened.notices;
}

function serve(message: ToWorker, post: (answer: FromWorker) => void): void {
  try {
    post({ id: message.id, value: answer(message) });
  } catch (error) {
    post({ id: message.id, failure: failureOf(error) });
  }
  engine?.tidy();
}

function welcome(port: MessagePort): void {
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    if (!("name" in data) || data.name !== "close") return serve(data, (answer) => port.postMessage(answer));
    // The file stays open for the others.
    port.postMessage({ id: data.id, value: undefined } satisfies FromWorker);
    port.close();
  };
}

scope.onmessage = ({ data }) => {
  if ("port" in data) welcome(data.port);
  else serve(data, (answer) => scope.postMessage(answer));
};
