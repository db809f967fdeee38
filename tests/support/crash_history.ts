import type { RoomEvent } from "../../src/protocol/event.ts";
import type { Observation } from "./checker.ts";

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** What all clients of one driver did and saw, numbered by one counter, in the order in which it happened. */
export class History {
  readonly observations: Observation[] = [];
  readonly counts = { invoke: 0, ok: 0, subscribed: 0, receive: 0 };
  readonly #events = new Map<string, RoomEvent>();

  record(observation: Without<Observation, "at">): void {
    this.counts[observation.kind]++;
    this.observations.push({ ...observation, at: this.observations.length + 1 } as Observation);
  }

  /** The event of a text. The same text, read by many, is kept once; another text is another event. */
  event(text: string): RoomEvent {
    let event = this.#events.get(text);
    if (event === undefined) {
      event = JSON.parse(text) as RoomEvent;
      this.#events.set(text, event);
    }
    return event;
  }
}
