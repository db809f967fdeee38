import type { RoomEvent } from "../../src/protocol/event.ts";
import type { History } from "./crash_history.ts";

export interface CrashRestSenderOptions {
  readonly name: string;
  readonly token: string;
  readonly url: string;
  readonly room: string;
  readonly history: History;
}

const answerMsMax = 3_000;
const retryMs = 25;

/** Posts one message after the other by REST, each until it is answered with success. */
export class CrashRestSender {
  readonly #options: CrashRestSenderOptions;
  #running: Promise<void> | undefined;
  #writing = true;
  #attempts = 0;
  #messages = 0;
  /** Whether a request is on its way. */
  busy = false;
  /** Messages that needed more than one request. */
  repeated = 0;
  /** Answers by status that were neither a success nor the end of a server. */
  readonly refusals = new Map<number, number>();

  constructor(options: CrashRestSenderOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends after the message that is on its way; rejects when that takes too long. */
  async finish(): Promise<void> {
    this.#writing = false;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#writing) {
      const clientId = `${this.#options.name}-${++this.#messages}`;
      this.busy = true;
      for (let attempt = 1; !await this.#post(clientId); attempt++) {
        if (attempt === 1) this.repeated++;
        if (attempt > 1_000) throw new Error(`${clientId} was never accepted`);
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
      this.busy = false;
    }
  }

  async #post(clientId: string): Promise<boolean> {
    const { name, token, url, room, history } = this.#options;
    const connection = `${name}/${++this.#attempts}`;
    const content = `${clientId} by REST`;
    history.record({ kind: "invoke", client: name, connection, room, clientId, content });
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), answerMsMax);
    try {
      const response = await fetch(`${url}/api/rooms/${room}/messages`, {
        method: "POST",
        headers: { "authorization": `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ content, client_id: clientId }),
        signal: late.signal,
      });
      const text = await response.text();
      if (response.status !== 201) {
        this.refusals.set(response.status, (this.refusals.get(response.status) ?? 0) + 1);
        return false;
      }
      const { id, seq } = JSON.parse(text) as RoomEvent;
      history.record({ kind: "ok", client: name, connection, room, clientId, id, seq });
      return true;
    } catch {
      return false; // The server is gone, or was before it had answered.
    } finally {
      clearTimeout(timer);
    }
  }
}
