import type { SeededRandom } from "../../support/seeded_random.ts";
import { Actor } from "./actor.ts";
import type { ChaosClient } from "./chaos_client.ts";
import { callRest } from "./rest_call.ts";

export interface HabitsOptions {
  /** In whose name it acts. */
  readonly clients: readonly ChaosClient[];
  readonly url: () => string;
  readonly random: SeededRandom;
  readonly restMs: number;
}

/** What a draft may be: what was acknowledged last, or anything of which nobody knows when it will arrive. */
export interface DraftsOf {
  readonly user: string;
  readonly room: string;
  last: string | undefined;
  readonly unsure: Set<string | undefined>;
}

const recentMessages = 20;

/** What people do beside talking, each thing once and on whichever node: drafts, threads followed, and how far they have read. */
export class Habits extends Actor {
  readonly #options: HabitsOptions;
  #drafts = 0;
  readonly drafts = new Map<string, DraftsOf>();
  /** What was answered with success, counted. */
  readonly done = new Map<string, number>();

  constructor(options: HabitsOptions) {
    super(() => this.#act(), () => options.restMs);
    this.#options = options;
  }

  async #act(): Promise<void> {
    const { random, clients } = this.#options;
    const client = random.pick(clients);
    const runs = client.openRuns;
    if (runs.length === 0) return;
    const { room } = random.pick(runs);
    const dice = random.int(6);
    if (dice < 2) await this.#draft(client, room);
    else if (dice < 4) await this.#thread(client, room);
    else {
      const seq = Math.max(0, client.cursor(room) - random.int(recentMessages));
      const back = dice === 5;
      const what = back ? "marked as unread" : "marked as read";
      await this.#do(client, what, `PUT /api/rooms/${room}/read`, { seq, ...(back && { back }) });
    }
  }

  async #draft(client: ChaosClient, room: string): Promise<void> {
    const key = `${client.user} ${room}`;
    const own = this.drafts.get(key) ?? { user: client.user, room, last: undefined, unsure: new Set() };
    this.drafts.set(key, own);
    const content = this.#options.random.chance(0.7) ? `draft ${++this.#drafts}` : undefined;
    const status = content === undefined
      ? await this.#do(client, "drafts removed", `DELETE /api/rooms/${room}/draft`)
      : await this.#do(client, "drafts", `PUT /api/rooms/${room}/draft`, { content });
    if (status === 200 || status === 204) own.last = content;
    else if (status === undefined || status >= 500) own.unsure.add(content);
  }

  async #thread(client: ChaosClient, room: string): Promise<void> {
    const { random } = this.#options;
    const fold = client.fold(room);
    const recent = fold?.newest(recentMessages) ?? [];
    const answered = recent.filter((seq) => (fold?.shown(seq)?.replies ?? 0) > 0);
    const roots = answered.length > 0 ? answered : recent;
    if (roots.length === 0) return;
    const thread = `/api/rooms/${room}/messages/${random.pick(roots)}/thread`;
    const dice = random.int(3);
    if (dice === 0) await this.#do(client, "threads followed", `PUT ${thread}/follow`);
    else if (dice === 1) await this.#do(client, "threads followed no more", `DELETE ${thread}/follow`);
    else await this.#do(client, "threads read", `PUT ${thread}/read`, { seq: client.cursor(room) });
  }

  /** Answers the status; `undefined`: there was no answer. */
  async #do({ token }: ChaosClient, what: string, call: string, body?: unknown): Promise<number | undefined> {
    const answer = await callRest({ url: this.#options.url(), token, call, ...(body === undefined ? {} : { body }) });
    if (answer !== undefined && answer.status < 300) this.done.set(what, (this.done.get(what) ?? 0) + 1);
    return answer?.status;
  }
}
