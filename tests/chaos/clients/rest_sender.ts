import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Bearer } from "../../support/wire_client_token.ts";
import type { ChaosHistory } from "../checking/chaos_history.ts";
import { Actor } from "./actor.ts";
import { callRest } from "./rest_call.ts";

export interface RestSenderOptions {
  readonly bearer: Bearer;
  readonly token: string;
  readonly room: string;
  /** The node of the next request. */
  readonly url: () => string;
  readonly history: ChaosHistory;
  readonly restMs: number;
  /** What it says, by client_id. */
  readonly says?: (clientId: string) => string;
}

const retryMs = 200;
/** Of messages, so that no two of one user have one client_id. */
let numbers = 0;

/** Posts one message after the other by REST, each until it is accepted, on whichever node. */
export class RestSender extends Actor {
  readonly #options: RestSenderOptions;
  #attempts = 0;
  /** The message that is not accepted yet, also when it stopped: then its outcome is unknown. */
  waiting: string | undefined;

  constructor(options: RestSenderOptions) {
    super(() => this.say(), () => options.restMs);
    this.#options = options;
  }

  /** Says one thing, until it is accepted, or the time is over, or it is to stop. */
  async say(msMax = Infinity): Promise<void> {
    const start = performance.now();
    this.waiting = `${this.#options.bearer.username}-${++numbers}`;
    while (!await this.#post(this.waiting)) {
      await this.rest(retryMs);
      if (this.stopped || performance.now() - start > msMax) return;
    }
    this.waiting = undefined;
  }

  async #post(clientId: string): Promise<boolean> {
    const { bearer: { username: client }, token, url, room, history, says } = this.#options;
    const connection = `${client}/${++this.#attempts}`;
    const content = says?.(clientId) ?? `${clientId} by REST`;
    history.sends.record({ kind: "invoke", client, connection, room, clientId, content });
    const body = { content, client_id: clientId };
    const answer = await callRest({ url: url(), token, call: `POST /api/rooms/${room}/messages`, body });
    if (answer?.status !== 201) return false;
    const { id, seq } = JSON.parse(answer.text) as RoomEvent;
    history.sends.record({ kind: "ok", client, connection, room, clientId, id, seq });
    return true;
  }
}
