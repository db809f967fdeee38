import type { Broker, NodeName, Signal, SignalReceiver } from "../../ports/broker.ts";

/** A node's end of the bell between the threads of one process. */
export interface ThreadBroker extends Broker {
  /** One more node, at the other end of a channel. Of the two ends each is given to one node. */
  connect(port: MessagePort): void;
}

interface Said {
  readonly from: NodeName;
  readonly signals: readonly Signal[];
}

/**
 * Rings the nodes in the other threads of this process, over a channel for each pair: a message goes from thread to thread
 * without passing a third one, and a node that died leaves nothing behind but a port nobody reads. What is said in one turn of
 * the event loop goes together.
 *
 * @param node The node's name, which no other has.
 */
export function createThreadBroker(node: NodeName): ThreadBroker {
  const ports = new Set<MessagePort>();
  let receiver: SignalReceiver | undefined;
  let waiting: Signal[] = [];
  let open = true;

  function send(): void {
    const signals = waiting;
    waiting = [];
    const said: Said = { from: node, signals };
    for (const port of ports) port.postMessage(said);
  }

  return {
    node,
    connect(port) {
      if (!open) return port.close();
      ports.add(port);
      port.onmessage = ({ data }: MessageEvent<Said>) => {
        for (const signal of data.signals) receiver?.receive(signal, data.from);
      };
    },
    publish(signal) {
      if (!open) return;
      if (waiting.length === 0) queueMicrotask(send);
      waiting.push(signal);
    },
    subscribe(listener) {
      if (!open) return Promise.resolve();
      receiver = listener;
      listener.resynced();
      return Promise.resolve();
    },
    healthy: () => open,
    close() {
      open = false;
      receiver = undefined;
      for (const port of ports) port.close();
      ports.clear();
      return Promise.resolve();
    },
  };
}
