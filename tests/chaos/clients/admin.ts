import type { SeededRandom } from "../../support/seeded_random.ts";
import { Actor } from "./actor.ts";
import { callRest } from "./rest_call.ts";

export interface AdminOptions {
  readonly token: string;
  readonly rooms: readonly string[];
  /** Ids of those who are removed now and then. */
  readonly victims: readonly string[];
  readonly url: () => string;
  readonly random: SeededRandom;
  readonly restMs: () => number;
}

/** The creator of the rooms, who removes members. */
export class Admin extends Actor {
  readonly #options: AdminOptions;
  /** Removals that were answered with success, and those of which nothing is known. */
  removals = 0;
  unknown = 0;

  constructor(options: AdminOptions) {
    super(() => this.#removeSomebody(), options.restMs);
    this.#options = options;
  }

  /** Answers whether it is certain that the user is out. */
  async remove(room: string, user: string, url = this.#options.url()): Promise<boolean> {
    const { token } = this.#options;
    const answer = await callRest({ url, token, call: `DELETE /api/rooms/${room}/members/${user}` });
    if (answer?.status === 204) this.removals++;
    else if (answer === undefined || answer.status >= 500) this.unknown++;
    return answer?.status === 204;
  }

  async #removeSomebody(): Promise<void> {
    const { rooms, victims, random } = this.#options;
    if (victims.length > 0) await this.remove(random.pick(rooms), random.pick(victims));
  }
}
