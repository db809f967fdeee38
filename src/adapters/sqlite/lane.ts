import type { Engine } from "./engine.ts";

export type CallName = keyof Engine;

/** A call that writes or reads, by the lane for it. */
export type EngineCall = <N extends CallName>(
  name: N,
  ...args: Parameters<Engine[N]>
) => Promise<ReturnType<Engine[N]>>;

/** A way to an engine: in this thread or in another. Calls are executed in the order they were made. */
export interface Lane {
  /** Rejects only with {@link CallFault}. */
  call<N extends CallName>(name: N, ...args: Parameters<Engine[N]>): Promise<ReturnType<Engine[N]>>;
  /** After what was called before. Later calls reject. Never rejects. */
  close(): Promise<void>;
}

/** A call that failed. `definite`: it did nothing and will not; `unknown`: it may have, or may yet. */
export class CallFault extends Error {
  override readonly name = "CallFault";
  readonly outcome: "definite" | "unknown";

  constructor(outcome: "definite" | "unknown", message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.outcome = outcome;
  }
}

export const closedFault = (): CallFault => new CallFault("definite", "The store is closed");
