import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Broker, NodeName, Signal, SignalReceiver } from "../../../src/ports/broker.ts";

/** Brokers that ring each other, as the nodes of one cluster do; gone when the scope ends. */
export interface BrokerCluster extends AsyncDisposable {
  /** One more node's end, not subscribed yet. */
  node(): Promise<Broker>;
  /** Breaks every connection of every node, and keeps them from coming back until `heal`. */
  sever?(): Promise<void>;
  heal?(): Promise<void>;
  /** Says something that is no signal on each channel the nodes listen to. */
  babble?(): Promise<void>;
}

/** Each case is a law, told as a sentence, and a function that breaks where an adapter breaks it. */
export type BrokerCases = Readonly<Record<string, (cluster: BrokerCluster, limitMs: number) => Promise<void>>>;

/** A receiver that remembers. */
export class Ear implements SignalReceiver {
  readonly heard: Signal[] = [];
  /** Who said each of it. */
  readonly from: NodeName[] = [];
  resyncs = 0;
  heeds?: (room: string) => boolean;

  receive(signal: Signal, from: NodeName): void {
    this.heard.push(signal);
    this.from.push(from);
  }

  resynced(): void {
    this.resyncs++;
  }

  /** What was heard, each as text, in an order that does not depend on arrival; what came twice, once. */
  get kinds(): string[] {
    return [...new Set(this.heard.map((signal) => JSON.stringify(signal)))].sort();
  }
}

/** A node that listens. */
export async function listening(cluster: BrokerCluster): Promise<{ broker: Broker; ear: Ear }> {
  const [broker, ear] = [await cluster.node(), new Ear()];
  await broker.subscribe(ear);
  return { broker, ear };
}

/** Waits for a condition that a real network makes true sooner or later. */
export async function until(what: string, limitMs: number, condition: () => boolean): Promise<void> {
  const start = performance.now();
  while (!condition()) {
    assert.ok(performance.now() - start < limitMs, `Not within ${limitMs} ms: ${what}`);
    await pause(5);
  }
}

export const textsOf = (signals: readonly Signal[]): string[] => signals.map((signal) => JSON.stringify(signal)).sort();

export const head = (number: number, room = "a".repeat(24)): Signal => ({ kind: "head", room, head: number });
