import type { Broker, Signal, SignalReceiver } from "../../ports/broker.ts";

/** The nodes of one process ring each other over this. */
export interface InProcessBus {
  /** One node's end. */
  broker(): Broker;
}

/** Delivers in a microtask of its own, so that nobody is called from within `publish`. */
export function createInProcessBus(): InProcessBus {
  const ends = new Map<Broker, SignalReceiver | undefined>();
  let made = 0;

  function spread(from: Broker, signal: Signal): void {
    for (const [end, receiver] of ends) {
      if (end === from || receiver === undefined) continue;
      queueMicrotask(() => ends.has(end) && receiver.receive(signal, from.node));
    }
  }

  return {
    broker() {
      const end: Broker = {
        node: (++made).toString(16).padStart(16, "0"),
        publish: (signal) => void (ends.has(end) && spread(end, signal)),
        subscribe(receiver) {
          if (!ends.has(end)) return Promise.resolve();
          ends.set(end, receiver);
          receiver.resynced();
          return Promise.resolve();
        },
        healthy: () => ends.has(end),
        close() {
          ends.delete(end);
          return Promise.resolve();
        },
      };
      ends.set(end, undefined);
      return end;
    },
  };
}
