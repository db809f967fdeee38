/** Whether a node hears itself: of each stream, when it rang and when it last heard that. All times in milliseconds. */
export class Echoes {
  readonly #silenceMs: number;
  readonly #heardAt: (number | undefined)[];
  /** When each echo was sent that is still on its way, by its number. */
  readonly #underWay = new Map<number, { readonly stream: number; readonly at: number }>();
  #since = 0;
  #number = 0;

  constructor(streams: number, silenceMs: number) {
    this.#silenceMs = silenceMs;
    this.#heardAt = Array.from({ length: streams }, () => undefined);
  }

  /** A new connection: what was heard over another says nothing about it. */
  start(now: number): void {
    this.#since = now;
    this.#heardAt.fill(undefined);
    this.#underWay.clear();
  }

  /** The number of an echo that is sent now. */
  send(stream: number, now: number): number {
    for (const [number, { at }] of this.#underWay) {
      if (now - at > 2 * this.#silenceMs) this.#underWay.delete(number);
    }
    this.#underWay.set(++this.#number, { stream, at: now });
    return this.#number;
  }

  /** How long it was on its way; `undefined`: it is not of this connection, or was heard before. */
  heard(number: number, now: number): number | undefined {
    const echo = this.#underWay.get(number);
    if (echo === undefined) return undefined;
    this.#underWay.delete(number);
    this.#heardAt[echo.stream] = now;
    return now - echo.at;
  }

  /** Every stream was heard lately. */
  fresh(now: number): boolean {
    return this.#heardAt.every((at) => at !== undefined && now - at < this.#silenceMs);
  }

  /** A stream was not heard for too long, though it had the time. */
  silent(now: number): boolean {
    return this.#heardAt.some((at) => now - (at ?? this.#since) >= this.#silenceMs);
  }
}
