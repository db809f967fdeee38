import type { SeededRandom } from "../../support/seeded_random.ts";
import { Actor } from "./actor.ts";
import { callRest } from "./rest_call.ts";

export interface StewardOptions {
  readonly token: string;
  /** Who may be muted or made a moderator, and who is banned now and then; each with the own rooms. */
  readonly people: readonly Governed[];
  readonly outlaws: readonly Governed[];
  readonly rooms: readonly string[];
  readonly url: () => string;
  readonly random: SeededRandom;
  readonly restMs: () => number;
}

export interface Governed {
  readonly user: string;
  readonly rooms: readonly string[];
}

/** What is to be undone, from this step on. */
interface Debt {
  readonly step: number;
  readonly call: string;
  readonly body?: unknown;
}

const untilUndoneMs = 300;

/**
 * The owner of the rooms as a moderator: bans and mutes for a second, which end by themselves or are lifted before, gives and takes
 * roles, and slows rooms down for a while. Whatever it does it undoes.
 */
export class Steward extends Actor {
  readonly #options: StewardOptions;
  #debts: Debt[] = [];
  /** The same of what nobody knows to have happened: it may yet. */
  readonly #doubtful = new Map<string, Debt>();
  #steps = 0;

  constructor(options: StewardOptions) {
    super(() => this.#govern(), options.restMs);
    this.#options = options;
  }

  /** Undoes everything, however long that takes. Once it has stopped, and all nodes stand. */
  async settle(msMax: number): Promise<void> {
    const end = performance.now() + msMax;
    this.#debts.push(...this.#doubtful.values());
    while (this.#debts.length > 0 && performance.now() < end) {
      await this.#undo(() => true);
      if (this.#debts.length > 0) await new Promise((resolve) => setTimeout(resolve, untilUndoneMs));
    }
  }

  async #govern(): Promise<void> {
    this.#steps++;
    await this.#undo(({ step }) => step <= this.#steps);
    const { random, people, outlaws, rooms } = this.#options;
    const dice = random.int(10);
    if (dice < 2 && outlaws.length > 0) await this.#sanction("bans", random.pick(outlaws));
    else if (dice < 5) await this.#sanction("mutes", random.pick(people));
    else if (dice < 8) await this.#promote(random.pick(people));
    else if (dice < 9) await this.#slowDown(random.pick(rooms));
  }

  async #sanction(kind: "bans" | "mutes", { user, rooms }: Governed): Promise<void> {
    const path = `/api/rooms/${this.#options.random.pick(rooms)}/${kind}/${user}`;
    await this.#do(`PUT ${path}`, { seconds: 1 }, { call: `DELETE ${path}` });
  }

  async #promote({ user, rooms }: Governed): Promise<void> {
    const call = `PUT /api/rooms/${this.#options.random.pick(rooms)}/members/${user}/role`;
    await this.#do(call, { role: "moderator" }, { call, body: { role: "member" } });
  }

  async #slowDown(room: string): Promise<void> {
    const call = `PATCH /api/rooms/${room}`;
    await this.#do(call, { slow_mode_seconds: 1 }, { call, body: { slow_mode_seconds: 0 } });
  }

  async #do(call: string, body: unknown, undone: Omit<Debt, "step">): Promise<void> {
    const { url, token, random } = this.#options;
    const debt = { ...undone, step: this.#steps + 1 + random.int(4) };
    const answer = await callRest({ url: url(), token, call, body });
    if (answer === undefined || answer.status >= 500) this.#doubtful.set(call, debt);
    this.#debts.push(debt);
  }

  async #undo(isDue: (debt: Debt) => boolean): Promise<void> {
    const { url, token } = this.#options;
    const [due, later] = [this.#debts.filter(isDue), this.#debts.filter((debt) => !isDue(debt))];
    this.#debts = later;
    for (const debt of due) {
      const answer = await callRest({ url: url(), token, call: debt.call, body: debt.body });
      if (answer === undefined || answer.status >= 500) this.#debts.push(debt);
    }
  }
}
