import type { AckFrame, ErrorFrame, ServerFrame } from "../../src/protocol/server_frame.ts";
import { openWire, type WireClient } from "../support/wire_client.ts";

/** What became of one message. */
export type Outcome =
  | { readonly kind: "ack"; readonly seq: number; readonly tookMs: number }
  | { readonly kind: "error"; readonly error: ErrorFrame; readonly tookMs: number };

interface Sent {
  readonly at: number;
  readonly promise: Promise<Outcome>;
  readonly resolve: (outcome: Outcome) => void;
}

const decoder = new TextDecoder();

/** One person on one connection, who sends and hears what became of it. */
export class Talker {
  readonly name: string;
  readonly closed: Promise<number>;
  /** Seqs of the events it got. */
  readonly seqs: number[] = [];
  /** Errors that concern no message. */
  readonly errors: ErrorFrame[] = [];
  readonly #sent = new Map<string, Sent>();
  readonly #answered = new Set<string>();
  #wire!: WireClient;
  /** Answers to nothing that was asked, or to the same thing twice. */
  strays = 0;

  private constructor(name: string, closed: Promise<number>) {
    this.name = name;
    this.closed = closed;
  }

  /** Connects and joins; resolves when it is subscribed. Rejects with the refusal of the upgrade. */
  static async open(port: number, name: string, token: string, room: string): Promise<Talker> {
    const closed = Promise.withResolvers<number>();
    const live = Promise.withResolvers<void>();
    const talker = new Talker(name, closed.promise);
    talker.#wire = await openWire({ port, path: `/ws?token=${token}&room_id=${room}` }, {
      text: (bytes, start, end) => {
        const frame = JSON.parse(decoder.decode(bytes.subarray(start, end))) as ServerFrame;
        if (frame.type === "subscribed") live.resolve();
        talker.#hear(frame);
      },
      closed: (code) => {
        closed.resolve(code);
        live.reject(new Error(`closed with ${code}`));
      },
    });
    await live.promise;
    return talker;
  }

  /** Sends a message; resolves with what became of it. */
  say(room: string, content: string): Promise<Outcome> {
    const clientId = `${this.name}-${this.#sent.size + 1}`;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.#sent.set(clientId, { at: performance.now(), promise, resolve });
    this.#wire.send(JSON.stringify({ type: "message", room_id: room, content, client_id: clientId }));
    return promise;
  }

  /** Sends a frame as it is. */
  send(text: string): void {
    this.#wire.send(text);
  }

  /** By client_id, in the order in which they were sent. */
  async outcomes(): Promise<[string, Outcome][]> {
    return await Promise.all(
      [...this.#sent].map(async ([id, { promise }]) => [id, await promise] as [string, Outcome]),
    );
  }

  close(): void {
    this.#wire.destroy();
  }

  #hear(frame: ServerFrame): void {
    if (frame.type === "ack") return this.#answer(frame.client_id, frame);
    if (frame.type === "error" && frame.client_id !== undefined) return this.#answer(frame.client_id, frame);
    if (frame.type === "error") this.errors.push(frame);
    if (frame.type === "text" || frame.type === "system") this.seqs.push(frame.seq);
  }

  #answer(clientId: string, frame: AckFrame | ErrorFrame): void {
    const sent = this.#sent.get(clientId);
    if (sent === undefined || this.#answered.has(clientId)) return void this.strays++;
    this.#answered.add(clientId);
    const tookMs = performance.now() - sent.at;
    sent.resolve(
      frame.type === "ack" ? { kind: "ack", seq: frame.seq, tookMs } : { kind: "error", error: frame, tookMs },
    );
  }
}
