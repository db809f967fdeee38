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

/** Ends a process in order, once, and within its deadline. */
export class Shutdown {
  readonly #deps: ShutdownDeps;
  #begun = false;

  constructor(deps: ShutdownDeps) {
    this.#deps = deps;
  }

  get begun(): boolean {
    return this.#begun;
  }

  /** Runs the steps and exits with the code: 1 instead of 0 where a step failed or the deadline passed. */
  async run(reason: string, code: number): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    const { clock, log, deadlineMs, steps, exit } = this.#deps;
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
