import type { Failure } from "./failure.ts";
import type { CallName } from "./lane.ts";
import type { OpenOptions } from "./open_engine.ts";

/** What a caller posts to the store's thread: `open` first. Of an open file, `open` changes nothing. */
export type ToWorker =
  | { readonly id: number; readonly open: OpenOptions }
  | { readonly id: number; readonly name: CallName; readonly args: readonly unknown[] };

/** A further caller, by a port of its own: what it posts is answered there, and its `close` closes the port alone. */
export interface FurtherCaller {
  readonly port: MessagePort;
}

/** What the thread answers, in the order of the calls. */
export type FromWorker =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: Failure };
