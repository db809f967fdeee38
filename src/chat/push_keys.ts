import type { Clock } from "../ports/clock.ts";
import type { KeptItems } from "../ports/kept_items.ts";
import type { PushSender } from "../ports/push_sender.ts";

/** Nobody: what belongs to the server itself is kept under it. */
const server = "0".repeat(24);

/**
 * The server's keys, by which push services know it: made when they are first needed and kept in the store, so that all nodes
 * have the same. Subscriptions are bound to them.
 */
export class PushKeys {
  readonly #kept: Pick<KeptItems, "claim">;
  readonly #sender: Pick<PushSender, "makeKeys">;
  readonly #clock: Pick<Clock, "now">;
  #keys: string | undefined;

  constructor(kept: Pick<KeptItems, "claim">, sender: Pick<PushSender, "makeKeys">, clock: Pick<Clock, "now">) {
    this.#kept = kept;
    this.#sender = sender;
    this.#clock = clock;
  }

  async keys(): Promise<string> {
    const item = async () => ({ key: "keys", text: await this.#sender.makeKeys(), at: this.#clock.now() });
    return this.#keys ??= await this.#kept.claim(server, "vapid", await item());
  }
}
