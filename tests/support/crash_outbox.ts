/** A message of one room that is not acknowledged yet. */
export interface Unacknowledged {
  readonly clientId: string;
  readonly content: string;
  /** How often it was handed to a connection. */
  attempts: number;
}

/** What a client has to say in one room until it is acknowledged, in the order in which it said it. */
export class Outbox {
  readonly #messages = new Map<string, Unacknowledged>();

  get size(): number {
    return this.#messages.size;
  }

  /** Those that a server may have got. */
  get inFlight(): number {
    let count = 0;
    for (const { attempts } of this.#messages.values()) if (attempts > 0) count++;
    return count;
  }

  add(clientId: string, content: string): Unacknowledged {
    const message = { clientId, content, attempts: 0 };
    this.#messages.set(clientId, message);
    return message;
  }

  /** Takes the acknowledged message out; `undefined`: it was acknowledged before. */
  acknowledge(clientId: string): Unacknowledged | undefined {
    const message = this.#messages.get(clientId);
    this.#messages.delete(clientId);
    return message;
  }

  has(clientId: string): boolean {
    return this.#messages.has(clientId);
  }

  [Symbol.iterator](): IterableIterator<Unacknowledged> {
    return this.#messages.values();
  }
}
