import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { SeededRandom } from "../../support/seeded_random.ts";
import type { Bearer } from "../../support/wire_client_token.ts";
import type { ChaosHistory } from "../checking/chaos_history.ts";
import { Actor } from "./actor.ts";
import { callRest, type RestAnswer } from "./rest_call.ts";

export interface HistoryPollerOptions {
  readonly bearer: Bearer;
  readonly token: string;
  readonly rooms: readonly string[];
  readonly url: () => string;
  readonly history: ChaosHistory;
  readonly random: SeededRandom;
  readonly restMs: number;
}

/** Reads pages of history, sometimes from its end, sometimes from where it was, on whichever node. */
export class HistoryPoller extends Actor {
  readonly #options: HistoryPollerOptions;
  readonly #cursors = new Map<string, number>();

  constructor(options: HistoryPollerOptions) {
    super(() => this.#poll(), () => options.restMs);
    this.#options = options;
  }

  async #poll(): Promise<void> {
    const { rooms, random } = this.#options;
    const room = random.pick(rooms);
    const goesOn = random.chance(0.5);
    const query = goesOn ? `after=${this.#cursors.get(room) ?? 0}` : `offset=${random.int(20)}`;
    const { answer, events } = await readPage(this.#options, room, `limit=100&${query}`);
    if (answer?.status === 200 && goesOn) this.#cursors.set(room, events.at(-1)?.seq ?? this.#cursors.get(room) ?? 0);
  }
}

/** Reads one page of the log as it is, and puts into the history what was given. */
export async function readPage(
  { bearer, token, url, history }: Pick<HistoryPollerOptions, "bearer" | "token" | "url" | "history">,
  room: string,
  query: string,
): Promise<{ readonly answer: RestAnswer | undefined; readonly events: readonly RoomEvent[] }> {
  const answer = await callRest({ url: url(), token, call: `GET /api/rooms/${room}/messages?type=all&${query}` });
  if (answer?.status !== 200) return { answer, events: [] };
  const { messages } = JSON.parse(answer.text) as { readonly messages: readonly RoomEvent[] };
  history.page({ client: bearer.username, user: bearer.id, room }, messages);
  return { answer, events: messages };
}
