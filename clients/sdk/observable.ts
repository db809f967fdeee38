import type { Cancel } from "./environment.ts";

/** A value that changes, in the form that `useSyncExternalStore` and its likes want. Both functions need no `this`. */
export interface Observable<Value> {
  /** The value: the same object until it changes. */
  readonly get: () => Value;
  /** Calls `changed` after changes, at most once a frame; the answer stops it. */
  readonly subscribe: (changed: () => void) => Cancel;
}

export interface ViewOptions<Value> {
  /** Makes the value from what is behind it: called once a frame at most, however much has changed. */
  build(): Value;
  /** Runs a task with the next frame. */
  frame(task: () => void): Cancel;
  /** Somebody looks, for the first time or again. */
  watched?(): void;
  /** Nobody looks any more. */
  unwatched?(): void;
}

/** An {@link Observable} over something mutable. */
export class View<Value> implements Observable<Value> {
  readonly #options: ViewOptions<Value>;
  readonly #listeners = new Set<{ readonly changed: () => void }>();
  #value: Value | undefined;
  #isBuilt = false;
  #cancelFrame: Cancel | undefined;
  #isClosed = false;

  constructor(options: ViewOptions<Value>) {
    this.#options = options;
  }

  /** Whether somebody looks. */
  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  readonly get = (): Value => {
    // Between two frames a watched value stands still, although what is behind it may have moved.
    if (!this.#isBuilt || (this.#cancelFrame !== undefined && !this.isWatched)) this.#build();
    return this.#value as Value;
  };

  readonly subscribe = (changed: () => void): Cancel => {
    const listener = { changed };
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#options.watched?.();
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#options.unwatched?.();
    };
  };

  /** Something has changed: whoever looks is told with the next frame. */
  touch(): void {
    if (!this.#isClosed) this.#cancelFrame ??= this.#options.frame(() => this.flush());
  }

  /** The same, at once: for what a person has just done. */
  flush(): void {
    this.#build();
    for (const { changed } of [...this.#listeners]) changed();
  }

  /** Nothing is told with a frame any more. */
  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  #cancel(): void {
    this.#cancelFrame?.();
    this.#cancelFrame = undefined;
  }

  #build(): void {
    this.#cancel();
    this.#isBuilt = true;
    this.#value = this.#options.build();
  }
}

/** An {@link Observable} that holds its value itself and tells of every change at once. */
export class Cell<Value> implements Observable<Value> {
  readonly #listeners = new Set<{ readonly changed: () => void }>();
  #value: Value;

  constructor(value: Value) {
    this.#value = value;
  }

  readonly get = (): Value => this.#value;

  readonly subscribe = (changed: () => void): Cancel => {
    const listener = { changed };
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  set(value: Value): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const { changed } of [...this.#listeners]) changed();
  }
}
