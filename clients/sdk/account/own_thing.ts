import { type ApiError, asApiError } from "../api_error.ts";
import type { Environment } from "../environment.ts";
import { type Observable, View } from "../observable.ts";

/** Something of the user's own that every device may change. */
export interface OwnSnapshot<Value> {
  /** `undefined`: not known yet. */
  readonly value: Value | undefined;
  readonly error?: ApiError;
}

/** A value on the server, read when somebody looks and whenever another device has changed it. */
export class OwnThing<Value> {
  readonly #load: () => Promise<Value>;
  readonly #view: View<OwnSnapshot<Value>>;
  #snapshot: OwnSnapshot<Value> = { value: undefined };
  /** Counts changes of here: what was asked for before one is asked for again. */
  #version = 0;

  constructor(load: () => Promise<Value>, environment: Pick<Environment, "frame">) {
    this.#load = load;
    this.#view = new View({
      build: () => this.#snapshot,
      frame: environment.frame,
      watched: () => void this.refresh(),
    });
  }

  get snapshot(): Observable<OwnSnapshot<Value>> {
    return this.#view;
  }

  /** Reads it anew, if somebody looks. Never rejects: the snapshot has the error. */
  async refresh(): Promise<void> {
    if (!this.#view.isWatched) return;
    const version = this.#version;
    try {
      const value = await this.#load();
      if (version !== this.#version) return await this.refresh();
      this.#snapshot = { value };
    } catch (error) {
      this.#snapshot = { ...this.#snapshot, error: asApiError(error) };
    }
    this.#view.touch();
  }

  /** Shows `change` of the value at once, does `work`, and reads what came of it. Rejects with what `work` does. */
  async change<Done>(change: (value: Value) => Value, work: () => Promise<Done>): Promise<Done> {
    this.#version++;
    const { value } = this.#snapshot;
    if (value !== undefined) this.#snapshot = { value: change(value) };
    // What a person has just done is shown at once.
    this.#view.flush();
    try {
      return await work();
    } finally {
      this.#version++;
      await this.refresh();
    }
  }

  close(): void {
    this.#view.close();
  }
}
