import { pushesAtOnce, pushesWaitingMax, pushTriesMax, pushTtlSeconds } from "../limits.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { KeptItem, KeptItems } from "../ports/kept_items.ts";
import type { Log } from "../ports/log.ts";
import type { Meter } from "../ports/meter.ts";
import type { PushNote, PushSender, PushTarget } from "../ports/push_sender.ts";
import type { Id } from "../protocol/id.ts";
import type { PushPayload } from "../protocol/push.ts";
import type { PushKeys } from "./push_keys.ts";

export interface PushPostPorts {
  readonly sender: Pick<PushSender, "send">;
  readonly keys: Pick<PushKeys, "keys">;
  readonly kept: Pick<KeptItems, "remove">;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly log: Log;
}

interface Letter {
  readonly user: Id;
  readonly item: KeptItem;
  readonly note: PushNote;
  readonly tries: number;
}

/** Notifications on their way: a few at a time, a bounded number that wait, each tried a few times. */
export class PushPost {
  readonly #ports: PushPostPorts;
  readonly #waiting: Letter[] = [];
  readonly #pauses = new Set<Cancel>();
  #sending = 0;
  #stopped = false;

  constructor(ports: PushPostPorts) {
    this.#ports = ports;
  }

  /** To this browser of the user's. Never waits, never throws. */
  send(user: Id, item: KeptItem, payload: PushPayload): void {
    const note = {
      text: JSON.stringify(payload),
      urgent: payload.mention,
      topic: payload.room_id,
      ttlSeconds: pushTtlSeconds,
    };
    this.#add({ user, item, note, tries: 0 });
  }

  /** What waits is not sent any more. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
    for (const cancel of this.#pauses) cancel();
    this.#pauses.clear();
  }

  #add(letter: Letter): void {
    if (this.#stopped) return;
    if (this.#waiting.length + this.#pauses.size >= pushesWaitingMax) return this.#ports.meter.count("push_dropped");
    this.#waiting.push(letter);
    while (this.#sending < pushesAtOnce && this.#waiting.length > 0) {
      this.#sending++;
      void this.#run();
    }
  }

  async #run(): Promise<void> {
    for (let letter = this.#waiting.shift(); letter !== undefined; letter = this.#waiting.shift()) {
      try {
        await this.#deliver(letter);
      } catch (error) {
        this.#ports.meter.count("push_failed");
        this.#ports.log.warn("A notification could not be sent", { error });
      }
    }
    this.#sending--;
  }

  async #deliver(letter: Letter): Promise<void> {
    const { sender, keys, kept, meter } = this.#ports;
    const outcome = await sender.send(JSON.parse(letter.item.text) as PushTarget, letter.note, await keys.keys());
    if (outcome.kind === "ok") return meter.count("push_sent");
    if (outcome.kind === "gone") {
      meter.count("push_gone");
      await kept.remove(letter.user, "push", letter.item.key);
    } else if (outcome.kind === "later" && letter.tries + 1 < pushTriesMax) this.#again(letter, outcome.retryAfterMs);
    else meter.count("push_failed");
  }

  #again(letter: Letter, ms: number): void {
    if (this.#stopped) return;
    const cancel = this.#ports.clock.after(ms, () => {
      this.#pauses.delete(cancel);
      this.#add({ ...letter, tries: letter.tries + 1 });
    });
    this.#pauses.add(cancel);
  }
}
