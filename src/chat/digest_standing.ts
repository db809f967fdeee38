import { mailConfirmMs } from "../limits.ts";
import type { Account } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeptItems } from "../ports/kept_items.ts";
import type { DigestView } from "../protocol/digest.ts";
import type { Id } from "../protocol/id.ts";
import type { TellOwn } from "./own_signal.ts";

/**
 * Keys of what is kept of a user for digests: the address that was asked to confirm, the one that did and so wants them, and
 * when the last one was sent.
 */
export const digestKeys = { asked: "asked", on: "on", sent: "sent" } as const;
/** Items of this kind of one user. */
export const digestItemsMax = 3;

export interface DigestStandingPorts {
  readonly kept: Pick<KeptItems, "of" | "put" | "remove">;
  readonly clock: Pick<Clock, "now">;
  readonly tellOwn: TellOwn;
}

/** Whether somebody wants digests, as every device of theirs is told. */
export interface DigestStanding {
  of(account: Pick<Account, "id" | "email">): Promise<DigestView>;
  /** A mail was sent that asks for it. */
  asked(user: Id, email: string): Promise<void>;
  confirmed(user: Id, email: string): Promise<void>;
  /** None any more; repeating it is harmless. */
  end(user: Id): Promise<void>;
}

export function createDigestStanding({ kept, clock, tellOwn }: DigestStandingPorts): DigestStanding {
  async function put(user: Id, key: string, text: string): Promise<void> {
    await kept.put(user, "digest", { key, text, at: clock.now() }, { most: digestItemsMax });
  }

  return {
    async of({ id, email }) {
      const items = (await kept.of([id], "digest", [digestKeys.asked, digestKeys.on])).get(id) ?? [];
      const own = items.filter(({ text }) => text === email);
      if (own.some(({ key }) => key === digestKeys.on)) return { state: "on", email };
      // As long as the link holds.
      return { state: own.some(({ at }) => at > clock.now() - mailConfirmMs) ? "unconfirmed" : "off", email };
    },
    async asked(user, email) {
      await put(user, digestKeys.asked, email);
      tellOwn(user, "notifications");
    },
    async confirmed(user, email) {
      // From now on: what was missed before, nobody asked to be told.
      await put(user, digestKeys.sent, "");
      await put(user, digestKeys.on, email);
      await kept.remove(user, "digest", digestKeys.asked);
      tellOwn(user, "notifications");
    },
    async end(user) {
      const keys = [digestKeys.asked, digestKeys.on];
      const ended = await Promise.all(keys.map((key) => kept.remove(user, "digest", key)));
      if (ended.includes(true)) tellOwn(user, "notifications");
    },
  };
}
