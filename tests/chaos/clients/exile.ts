import type { SeededRandom } from "../../support/seeded_random.ts";
import type { ChaosHistory } from "../checking/chaos_history.ts";
import { Actor } from "./actor.ts";
import { ChaosClient, type ChaosClientOptions } from "./chaos_client.ts";
import { readPage } from "./history_poller.ts";
import { callRest } from "./rest_call.ts";

export interface ExileOptions extends Omit<ChaosClientOptions, "removed"> {
  readonly url: () => string;
  /** How long it tries every door before it joins again, drawn between half and whole; milliseconds. */
  readonly outsideMs: number;
}

/**
 * A member whom the admin removes again and again. While it is outside it tries every door of every node: subscribing,
 * history, sending. Then it joins again.
 */
export class Exile {
  readonly client: ChaosClient;
  readonly #options: ExileOptions;
  readonly #history: ChaosHistory;
  readonly #random: SeededRandom;
  readonly #outside = new Map<string, number>();
  readonly #actor: Actor;
  /** Doors that were tried from outside, and how often it came back. */
  knocks = 0;
  returns = 0;

  constructor(options: ExileOptions) {
    this.#options = options;
    this.#history = options.history;
    this.#random = options.random;
    this.client = new ChaosClient({ ...options, removed: (room) => this.#removed(room) });
    this.#actor = new Actor(() => this.#step(), () => 40 + this.#random.fraction() * 80);
  }

  start(): void {
    this.client.start();
    this.#actor.start();
  }

  async stop(): Promise<void> {
    await this.#actor.stop();
    await this.client.stop();
  }

  /** Whether it is a member of every room, as far as it knows. */
  get inside(): boolean {
    return this.#outside.size === 0;
  }

  #removed(room: string): void {
    if (this.#outside.has(room)) return;
    this.#outside.set(room, performance.now() + this.#options.outsideMs * (0.5 + this.#random.fraction() / 2));
  }

  async #step(): Promise<void> {
    for (const [room, until] of this.#outside) {
      if (performance.now() > until) await this.#return(room);
      else await this.#knock(room);
    }
  }

  async #knock(room: string): Promise<void> {
    this.knocks++;
    const { url, token, bearer } = this.#options;
    const door = this.#random.int(3);
    if (door === 0) this.client.subscribe(room);
    else if (door === 1) await readPage({ bearer, token, url, history: this.#history }, room, "limit=50");
    else {
      const clientId = `${bearer.username}-knock-${this.knocks}`;
      const content = "May I?";
      const connection = clientId;
      const { sends } = this.#history;
      sends.record({ kind: "invoke", client: bearer.username, connection, room, clientId, content });
      const body = { content, client_id: clientId };
      const answer = await callRest({ url: url(), token, call: `POST /api/rooms/${room}/messages`, body });
      if (answer?.status === 403) this.#history.refused.add(`${room} ${clientId}`);
    }
  }

  async #return(room: string): Promise<void> {
    const { url, token, bearer } = this.#options;
    this.#history.joining(bearer.id, room);
    const answer = await callRest({ url: url(), token, call: `POST /api/rooms/${room}/join`, body: {} });
    // Banned meanwhile: it tries again.
    if (answer?.status === 403) this.#history.notJoined(bearer.id, room);
    if (answer?.status !== 200) return;
    this.returns++;
    this.#outside.delete(room);
    this.client.rejoined(room);
  }
}
