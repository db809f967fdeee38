/** Typed events. A listener that throws harms neither the others nor the sender: what it threw goes to `report`. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(value: never) => void>>();
  readonly #report: (error: unknown) => void;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** Calls `listener` at each event of that name, in order; the answer unsubscribes it. */
  on<Name extends keyof Events>(name: Name, listener: (value: Events[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    // Wrapped, so that one function subscribed twice is two subscriptions.
    const own = (value: Events[Name]) => listener(value);
    listeners.add(own);
    return () => {
      listeners.delete(own);
    };
  }

  emit<Name extends keyof Events>(name: Name, value: Events[Name]): void {
    const listeners = this.#listeners.get(name) as Set<(value: Events[Name]) => void> | undefined;
    if (listeners === undefined) return;
    for (const listener of [...listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.#report(error);
      }
    }
  }
}
