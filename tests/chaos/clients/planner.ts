import type { SeededRandom } from "../../support/seeded_random.ts";
import type { Bearer } from "../../support/wire_client_token.ts";
import type { ChaosHistory } from "../checking/chaos_history.ts";
import { Actor } from "./actor.ts";
import { callRest } from "./rest_call.ts";

export interface PlannerOptions {
  /** Of an account: guests cannot say anything later. */
  readonly bearer: Bearer;
  readonly token: string;
  readonly rooms: readonly string[];
  readonly url: () => string;
  readonly history: ChaosHistory;
  readonly random: SeededRandom;
  readonly restMs: number;
}

/** When what it schedules is due, milliseconds from then: between the first and both. */
const aheadMs = 1_000;
const spreadMs = 2_000;

/** Has messages sent by the server, within seconds. Each is asked for once. */
export class Planner extends Actor {
  readonly #options: PlannerOptions;
  #messages = 0;

  constructor(options: PlannerOptions) {
    super(() => this.#schedule(), () => options.restMs);
    this.#options = options;
  }

  /** What is still to be sent, by any node's word; `undefined`: it did not answer. */
  async waiting(): Promise<number | undefined> {
    const { token, url } = this.#options;
    const answer = await callRest({ url: url(), token, call: "GET /api/scheduled" });
    if (answer?.status !== 200) return undefined;
    return (JSON.parse(answer.text) as { readonly scheduled: readonly unknown[] }).scheduled.length;
  }

  async #schedule(): Promise<void> {
    const { bearer, token, rooms, url, history, random } = this.#options;
    const room = random.pick(rooms);
    const content = `${bearer.username} says later: ${++this.#messages}`;
    const send_at = new Date(Date.now() + aheadMs + random.int(spreadMs)).toISOString();
    history.scheduled.set(`${room} ${content}`, "unknown");
    const body = { room_id: room, content, send_at };
    const answer = await callRest({ url: url(), token, call: "POST /api/scheduled", body });
    if (answer?.status === 201) history.scheduled.set(`${room} ${content}`, "taken");
    // Its clock may be ahead.
    else if (answer !== undefined && answer.status < 500) history.scheduled.delete(`${room} ${content}`);
  }
}
