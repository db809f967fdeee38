import type { Clock } from "./ports/clock.ts";
import type { Log } from "./ports/log.ts";

export interface ShutdownDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds after which the process ends whatever is left to do. */
  readonly deadlineMs: number;
  /** What is to be done, in this order; a step that fails does not keep the next from being done. */
  readonly steps: () => readonly (readonly [name: string, run: () => void | Promise<void>])[];
  readonly exit: (code: number) => void;
}

/**
 * A signal again this soon is the same one: a key press reaches a process twice where a task runner passes it on. Milliseconds.
 */
const sameSignalMs = 1_000;

/** Ends a process in order, once, and within its deadline. */
export class Shutdown {
  readonly #deps: ShutdownDeps;
  #begunAt: number | undefined;

  constructor(deps: ShutdownDeps) {
    this.#deps = deps;
  }

  /** A signal: the first begins, a later one ends the process at once, because whoever asks twice does not want to wait. */
  signalled(signal: string): void {
    const { clock, exit } = this.#deps;
    if (this.#begunAt !== undefined && clock.monotonic() - this.#begunAt >= sameSignalMs) return exit(1);
    this.begin(signal, 0);
  }

  /** As `run`, for callers that cannot wait. */
  begin(reason: string, code: number): void {
    const { log, exit } = this.#deps;
    this.run(reason, code).catch((error: unknown) => {
      log.error("Stopping failed", { error });
      exit(1);
    });
  }

  /** Runs the steps and exits with the code: 1 instead of 0 where a step failed or the deadline passed. */
  async run(reason: string, code: number): Promise<void> {
    if (this.#begunAt !== undefined) return;
    const { clock, log, deadlineMs, steps, exit } = this.#deps;
    this.#begunAt = clock.monotonic();
    log.info("Stopping", { reason });
    const cancel = clock.after(deadlineMs, () => {
      log.error("Stopping took too long and was cut short", { deadline_ms: deadlineMs });
      exit(1);
    });
    let outcome = code;
    for (const [name, run] of steps()) {
      try {
        await run();
      } catch (error) {
        outcome = outcome === 0 ? 1 : outcome;
        log.error("A step of stopping failed", { step: name, error });
      }
    }
    cancel();
    exit(outcome);
  }
}
