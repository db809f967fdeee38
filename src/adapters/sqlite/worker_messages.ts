import type { Failure } from "./failure.ts";
import type { CallName } from "./lane.ts";
import type { OpenOptions } from "./open_engine.ts";

/** What is posted to the store's thread: `open` first. */
export type ToWorker =
  | { readonly id: number; readonly open: OpenOptions }
  | { readonly id: number; readonly name: CallName; readonly args: readonly unknown[] };

/** What it answers, in the order of the calls. */
export type FromWorker =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: Failure };
