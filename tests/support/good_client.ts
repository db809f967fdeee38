import { openWire, type WireClient } from "./wire_client.ts";

export interface GoodClientOptions {
  readonly port: number;
  /** Path and query of the upgrade. */
  readonly path: string;
  readonly room: string;
  /** Between two messages, milliseconds. */
  readonly everyMs: number;
}

/** What a good client saw. */
export interface Experience {
  readonly sent: number;
  /** Acknowledged. */
  readonly answered: number;
  /** From sending to acknowledgement, milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
  /** The close code, if the server hung up. */
  readonly closed: number | undefined;
}

/** A well-behaved client: sends at a steady pace, whatever happens around it, and notes how long each answer takes. */
export class GoodClient {
  readonly #sentAt = new Map<string, number>();
  readonly #took: number[] = [];
  #sent = 0;
  #closed: number | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #wire: WireClient | undefined;

  static async start({ port, path, room, everyMs }: GoodClientOptions): Promise<GoodClient> {
    const client = new GoodClient();
    const decoder = new TextDecoder();
    const wire = client.#wire = await openWire({ port, path }, {
      text: (bytes, start, end) => client.#told(decoder.decode(bytes.subarray(start, end))),
      closed: (code) => void (client.#closed = code),
    });
    client.#timer = setInterval(() => {
      const clientId = `good${client.#sent++}`;
      client.#sentAt.set(clientId, performance.now());
      wire.send(JSON.stringify({ type: "message", room_id: room, content: "how are you?", client_id: clientId }));
    }, everyMs);
    return client;
  }

  /** Stops sending, waits for what is not answered yet, up to five seconds, and leaves. */
  async stop(): Promise<Experience> {
    clearInterval(this.#timer);
    const end = performance.now() + 5_000;
    while (this.#sentAt.size > 0 && this.#closed === undefined && performance.now() < end) await pause(5);
    this.#wire?.close();
    while (this.#closed === undefined && performance.now() < end + 1_000) await pause(5);
    const took = this.#took.toSorted((a, b) => a - b);
    const at = (part: number): number => took[Math.min(took.length - 1, Math.floor(took.length * part))] ?? Infinity;
    const closed = this.#closed === 1000 ? undefined : this.#closed;
    return { sent: this.#sent, answered: took.length, p50: at(0.5), p99: at(0.99), worst: at(1), closed };
  }

  #told(text: string): void {
    if (!text.startsWith('{"type":"ack"')) return;
    const { client_id } = JSON.parse(text) as { client_id: string };
    const sentAt = this.#sentAt.get(client_id);
    if (sentAt === undefined) return;
    this.#sentAt.delete(client_id);
    this.#took.push(performance.now() - sentAt);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
