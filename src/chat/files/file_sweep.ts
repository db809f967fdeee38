import { fileSweepMax, fileSweepMs } from "../../limits.ts";
import type { Blobs } from "../../ports/blobs.ts";
import type { Cancel, Clock } from "../../ports/clock.ts";
import type { Files } from "../../ports/files.ts";
import type { Log } from "../../ports/log.ts";

export interface FileSweepDeps {
  readonly files: Pick<Files, "take" | "forget">;
  readonly blobs: Pick<Blobs, "remove">;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Removes files that no message carries any more, and those that were never sent. First the register says that a file is
 * gone, then its bytes go, then its entry: a crash in between leaves an entry, and the next sweep finds it.
 */
export class FileSweep {
  readonly #deps: FileSweepDeps;
  #cancel: Cancel | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(deps: FileSweepDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.kick();
  }

  /** There may be something to remove. */
  kick(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#stopped) return;
      this.#cancel?.();
      this.#cancel = this.#deps.clock.after(fileSweepMs, () => this.kick());
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    const { files, blobs, clock, log } = this.#deps;
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        const taken = await files.take(clock.now(), fileSweepMax);
        for (const file of taken) {
          await blobs.remove(file.id, file);
          await files.forget(file.id);
        }
        if (taken.length === fileSweepMax) this.#again = true;
      }
    } catch (error) {
      // What is left cannot be read any more; the next sweep tries again.
      log.warn("Cannot remove files", { error });
    }
  }
}
