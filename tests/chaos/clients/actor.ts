/** Somebody who does one thing after another until told to stop. */
export class Actor {
  readonly #step: () => Promise<void>;
  readonly #restMs: () => number;
  #running: Promise<void> | undefined;
  #stopped = false;
  #wake: () => void = () => {};

  /** @param restMs How long it rests after each step, milliseconds. */
  constructor(step: () => Promise<void>, restMs: () => number) {
    this.#step = step;
    this.#restMs = restMs;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the step under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#running;
  }

  /** Rests, unless it is to stop. */
  rest(ms: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.#step();
      await this.rest(this.#restMs());
    }
  }
}
