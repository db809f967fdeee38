import type { Link, Wire, WireListener, WireText } from "../../../src/ports/wire.ts";

/** A wire in memory that does what a test says, and hears itself unless told otherwise. */
export class FalseWire implements Wire {
  readonly channels = 4;
  readonly streams = 2;
  sendsMax = 1;
  /** What connecting does. */
  onConnect: "connects" | "fails" | "hangs" = "connects";
  /** What sending does: arrives, is lost on the way, is refused, or never ends. */
  onSend: "arrives" | "is lost" | "is refused" | "hangs" = "arrives";
  /** Of which stream nothing arrives. */
  deafStream: number | undefined;
  attempts = 0;
  closed = 0;
  /** Every batch that was sent, without echoes. */
  readonly batches: string[][] = [];
  #listener: WireListener | undefined;

  connect(listener: WireListener, signal: AbortSignal): Promise<Link> {
    this.attempts++;
    if (this.onConnect === "fails") return Promise.reject(new Error("Nobody there"));
    if (this.onConnect === "hangs") {
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
    }
    this.#listener = listener;
    const close = (): Promise<void> => {
      this.closed++;
      return Promise.resolve();
    };
    return Promise.resolve({ send: (texts) => this.#send(texts), close });
  }

  /** Somebody else says something. */
  say(text: string): void {
    this.#listener?.heard(text);
  }

  /** The link ends by itself. */
  end(): void {
    this.#listener?.ended(new Error("Cut"));
  }

  async #send(texts: readonly WireText[]): Promise<void> {
    if (this.onSend === "hangs") await new Promise(() => {});
    if (this.onSend === "is refused") throw new Error("Refused");
    const signals = texts.map(({ text }) => text).filter((text) => !text.includes('"echo"'));
    if (signals.length > 0) this.batches.push(signals);
    if (this.onSend === "is lost") return;
    for (const { channel, text } of texts) if (channel !== this.deafStream) this.#listener?.heard(text);
  }
}
