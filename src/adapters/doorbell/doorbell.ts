import { brokerNodesMax, brokerStartMsMax, brokerTextCharsMax } from "../../limits.ts";
import type { Broker, NodeName, Signal, SignalReceiver } from "../../ports/broker.ts";
import type { Cancel, Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Meter } from "../../ports/meter.ts";
import type { Random } from "../../ports/random.ts";
import type { Link, Wire, WireText } from "../../ports/wire.ts";
import { Echoes } from "./echoes.ts";
import { LinkLoop } from "./link_loop.ts";
import { reasonText } from "./reason.ts";
import { createSeal, type Seal, sealChars } from "./seal.ts";
import { Sender } from "./sender.ts";
import { addressedTo, channelOf, echoText, readText, type Saying, signalText } from "./signal_text.ts";

export interface DoorbellOptions {
  readonly wire: Wire;
  /** What the log calls the broker. */
  readonly name: string;
  /** Texts that must not stand in a log: passwords, tokens. */
  readonly secrets: readonly string[];
  /** How often the node rings itself, and the silence after which the broker counts as deaf, milliseconds. */
  readonly echoMs: number;
  readonly silenceMs: number;
  /** How long signals are gathered before they are sent, milliseconds. */
  readonly gatherMs: number;
  /** Text of entries that one signal may carry, UTF-16 units. */
  readonly carriedCharsMax: number;
  /** What all nodes of the cluster sign with, and nobody else has: see `brokerKey`. */
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly meter: Meter;
}

/**
 * The broker's port over any wire. The node rings itself all the time, since neither a socket nor a driver notices a
 * network that has fallen silent: as long as it hears itself the broker is healthy; when it does not for `silenceMs`, the
 * link is cut and made anew.
 */
export class Doorbell implements Broker {
  readonly node: NodeName;
  readonly #options: DoorbellOptions;
  readonly #seal: Seal;
  readonly #loop: LinkLoop;
  readonly #sender: Sender;
  readonly #echoes: Echoes;
  /** When each node of the cluster was heard last. */
  readonly #nodes = new Map<string, number>();
  readonly #firstUp = Promise.withResolvers<void>();
  #receiver: SignalReceiver | undefined;
  #up = false;
  /** The node has heard itself over this link. */
  #hasHeard = false;
  #closed = false;
  #forged = false;
  #cancelWatch: Cancel | undefined;

  constructor(options: DoorbellOptions) {
    const { wire, clock, random, meter } = options;
    this.#options = options;
    this.#seal = createSeal(options.key);
    this.node = Array.from(random.bytes(8), (byte) => byte.toString(16).padStart(2, "0")).join("");
    this.#echoes = new Echoes(wire.streams, options.silenceMs);
    this.#sender = new Sender({
      encode: (signal) => {
        const text = signalText(this.node, signal);
        if (text === undefined) return undefined;
        return { channel: channelOf(signal, wire.channels), text: this.#seal.close(text) };
      },
      sendsMax: wire.sendsMax,
      gatherMs: options.gatherMs,
      carriedCharsMax: options.carriedCharsMax,
      refused: (reason) => {
        options.log.warn("The broker does not take signals", {
          broker: options.name,
          reason: reasonText(reason, options.secrets),
        });
      },
      clock,
      random,
      meter,
    });
    this.#loop = new LinkLoop({
      ...options,
      up: (link) => this.#rise(link),
      down: () => this.#fall(),
      heard: (text) => this.#heard(text),
    });
  }

  publish(signal: Signal): void {
    if (this.#closed) return;
    this.#loop.start();
    this.#sender.put(signal);
  }

  /** Resolves when the node hears, or when that takes too long: it hears later then, and polls meanwhile. */
  async subscribe(receiver: SignalReceiver): Promise<void> {
    if (this.#closed) return;
    this.#receiver = receiver;
    if (this.#up) return receiver.resynced();
    this.#loop.start();
    const cancel = this.#options.clock.after(brokerStartMsMax, this.#firstUp.resolve);
    await this.#firstUp.promise;
    cancel();
  }

  healthy(): boolean {
    return this.#up && this.#echoes.fresh(this.#options.clock.monotonic());
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#receiver = undefined;
    this.#firstUp.resolve();
    this.#sender.close();
    await this.#loop.close();
  }

  #rise(link: Link): void {
    this.#up = true;
    this.#hasHeard = false;
    this.#options.meter.count("broker_connections");
    this.#echoes.start(this.#options.clock.monotonic());
    this.#sender.up(link);
    this.#watch();
    this.#receiver?.resynced();
    this.#firstUp.resolve();
  }

  #fall(): void {
    this.#up = false;
    this.#cancelWatch?.();
    this.#sender.down();
    this.#nodes.clear();
    this.#options.meter.gauge("broker_nodes", 0);
  }

  /** Rings itself over every stream, and gives up a link over which that is not heard. */
  #watch(): void {
    const { clock, echoMs, silenceMs, wire } = this.#options;
    const now = clock.monotonic();
    // A broker that refuses what is sent is told apart from a deaf one: connecting anew would not help it.
    if (this.#echoes.silent(now) && now - this.#sender.failedAt >= silenceMs) {
      return this.#loop.cut(`A node's own signal was not heard for ${silenceMs} ms`);
    }
    const echoes = Array.from({ length: wire.streams }, (_, stream): WireText => {
      return { channel: stream, text: this.#seal.close(echoText(this.node, this.#echoes.send(stream, now))) };
    });
    void this.#sender.now(echoes);
    this.#countNodes(now);
    this.#cancelWatch = clock.after(echoMs, () => this.#watch());
  }

  #heard(sealed: string): void {
    if (!this.#concerns(sealed)) return;
    const said = this.#read(sealed);
    if (said === undefined) return;
    const now = this.#options.clock.monotonic();
    if (this.#nodes.has(said.node) || this.#nodes.size < brokerNodesMax) this.#nodes.set(said.node, now);
    if (said.kind === "echo") {
      if (said.node === this.node) this.#hearSelf(said.number, now);
    } else if (said.node !== this.node && !this.#closed) {
      this.#options.meter.count("broker_heard");
      this.#receiver?.receive(said.signal, said.node);
    }
  }

  /** Most of what is said in a large cluster is about rooms that nobody reads here: it need not even be verified. */
  #concerns(sealed: string): boolean {
    const { room, to } = addressedTo(sealed, sealChars);
    if (to !== undefined && to !== this.node) return false;
    return room === undefined || this.#receiver?.heeds?.(room) !== false;
  }

  #read(sealed: string): Saying | undefined {
    const { meter, log, name } = this.#options;
    if (sealed.length > sealChars + brokerTextCharsMax || sealed[sealChars] !== "{") {
      meter.count("broker_ignored");
      return undefined;
    }
    const text = this.#seal.open(sealed);
    if (text === undefined) {
      meter.count("broker_forged");
      // Once: whoever can forge one can forge many.
      if (!this.#forged) {
        log.warn("A signal is not signed by a node with this JWT_SECRET: it is ignored", { broker: name });
      }
      this.#forged = true;
      return undefined;
    }
    const said = readText(text);
    if (said === undefined) meter.count("broker_ignored");
    return said;
  }

  #hearSelf(number: number, now: number): void {
    const deaf = !this.#echoes.fresh(now);
    const ms = this.#echoes.heard(number, now);
    if (ms === undefined) return;
    this.#options.meter.observe("broker_echo_seconds", ms / 1_000);
    if (!deaf || !this.#echoes.fresh(now)) return;
    // Back from a silence that ended before the link was cut. At its beginning heads have been compared already.
    if (this.#hasHeard) this.#receiver?.resynced();
    this.#hasHeard = true;
  }

  #countNodes(now: number): void {
    for (const [node, at] of this.#nodes) {
      if (now - at >= this.#options.silenceMs) this.#nodes.delete(node);
    }
    this.#options.meter.gauge("broker_nodes", this.#nodes.size);
  }
}
