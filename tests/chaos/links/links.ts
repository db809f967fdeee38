import { Buffer } from "node:buffer";
import type { SeededRandom } from "../../support/seeded_random.ts";
import { TcpProxy } from "../../support/tcp_proxy.ts";
import type { Tap } from "../../support/tcp_proxy_pipe.ts";
import { Tripwire } from "./fault_point.ts";
import { type StoreMessage, storeTap, type StoreVerdict } from "./store_tap.ts";

export interface LinkTargets {
  readonly store: () => number;
  readonly broker: () => number;
  readonly node: () => number;
}

const nothing = Buffer.alloc(0);

/** One node's networks: to the store, to the broker, and from its clients, each with a proxy of its own. */
export class Links implements AsyncDisposable {
  readonly store: TcpProxy;
  readonly broker: TcpProxy;
  /** The way in for clients that are to be hit by what happens to it. */
  readonly clients: TcpProxy;
  /** The same for clients that hardly read. */
  readonly slow: TcpProxy;
  readonly tripwire = new Tripwire();
  readonly #random: SeededRandom;
  /** Probability that the answer to an insertion is cut in its middle. */
  cutAnswers = 0;
  /** How often that was done. */
  answersCut = 0;
  /** Commands that went to the store, by name and collection. */
  readonly storeCommands = new Map<string, number>();

  private constructor(proxies: readonly [TcpProxy, TcpProxy, TcpProxy, TcpProxy], random: SeededRandom) {
    [this.store, this.broker, this.clients, this.slow] = proxies;
    this.#random = random;
    const fraction = (): number => random.fraction();
    for (const { toxics } of proxies) toxics.random = fraction;
    this.slow.toxics.bytesPerSecond = 1_000;
    this.store.tap = () => storeTap((message) => this.#judge(message));
    this.broker.tap = () => this.#brokerTap();
    this.clients.tap = () => this.#clientTap();
  }

  static async open({ store, broker, node }: LinkTargets, random: SeededRandom): Promise<Links> {
    const targets = [store, broker, node, node] as const;
    const [a, b, c, d] = await Promise.all(targets.map((target) => TcpProxy.open(target)));
    return new Links([a!, b!, c!, d!], random);
  }

  /** The node is dead from the outside: not a byte of it reaches anybody any more. */
  sever(): void {
    for (const proxy of this.#all) proxy.cut();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const proxy of this.#all) await proxy[Symbol.asyncDispose]();
  }

  get #all(): readonly TcpProxy[] {
    return [this.store, this.broker, this.clients, this.slow];
  }

  #judge({ way, command }: StoreMessage): StoreVerdict {
    if (way === "up") this.storeCommands.set(command, (this.storeCommands.get(command) ?? 0) + 1);
    if (command !== "insert log") return "pass";
    if (this.tripwire.passes(way === "up" ? "before_insert" : "after_insert")) return "swallow";
    if (way === "up" || !this.#random.chance(this.cutAnswers)) return "pass";
    this.answersCut++;
    return "cut_halfway";
  }

  #brokerTap(): Tap {
    return (way, bytes) => {
      const rings = way === "up" && bytes.includes('"kind":"head"') && this.tripwire.passes("before_ring");
      return { bytes: rings ? nothing : bytes };
    };
  }

  #clientTap(): Tap {
    return (way, bytes) => {
      const acks = way === "down" && bytes.includes('"type":"ack"') && this.tripwire.passes("before_ack");
      return { bytes: acks ? nothing : bytes };
    };
  }
}
