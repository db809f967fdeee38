import { pushSubscriptionsPerUserMax } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeptItem, KeptItems } from "../ports/kept_items.ts";
import type { PushSender, PushTarget } from "../ports/push_sender.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type { PushSubscriptionInput, PushSubscriptionView } from "../protocol/push.ts";
import type { PushKeys } from "./push_keys.ts";

/** Browsers that are sent notifications when nobody looks at them. */
export interface PushActions {
  /** What a page subscribes with; `null`: this server sends none. */
  publicKey(): Promise<string | null>;
  /**
   * From now on this browser is this user's, and nobody else's. Repeating it is harmless.
   * @param contact The page's origin.
   */
  subscribe(actor: Principal, input: PushSubscriptionInput, contact?: string): Promise<PushSubscriptionView>;
  list(actor: Principal): Promise<readonly PushSubscriptionView[]>;
  unsubscribe(actor: Principal, id: string): Promise<void>;
}

export interface PushActionsPorts {
  readonly kept: Pick<KeptItems, "put" | "of" | "remove">;
  readonly clock: Pick<Clock, "now">;
  /** Absent: no notifications are sent. */
  readonly sender?: Pick<PushSender, "accepts" | "publicKey"> | undefined;
  readonly keys?: Pick<PushKeys, "keys"> | undefined;
}

export function createPushActions({ kept, clock, sender, keys }: PushActionsPorts): PushActions {
  return {
    async publicKey() {
      return sender === undefined || keys === undefined ? null : sender.publicKey(await keys.keys());
    },
    async subscribe(actor, { endpoint, keys: { p256dh, auth } }, contact) {
      if (sender === undefined) throw new ParleyError("not_found", "This server sends no notifications");
      if (!sender.accepts(endpoint)) {
        throw new ParleyError("invalid", "endpoint: Expected the address of a push service on the public internet");
      }
      const target: PushTarget = { endpoint, p256dh, auth, ...(contact === undefined ? {} : { contact }) };
      const item = { key: await idOf(endpoint), text: JSON.stringify(target), at: clock.now() };
      if (await kept.put(actor.id, "push", item, { most: pushSubscriptionsPerUserMax, alone: true }) === "full") {
        throw new ParleyError("limit_reached", `At most ${pushSubscriptionsPerUserMax} browsers can be told`);
      }
      return viewOf(item);
    },
    async list(actor) {
      return ((await kept.of([actor.id], "push")).get(actor.id) ?? []).map(viewOf);
    },
    async unsubscribe(actor, id) {
      await kept.remove(actor.id, "push", id);
    },
  };
}

/** Of the endpoint, which only the browser, its service and this server are to know. */
async function idOf(endpoint: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return new Uint8Array(digest).subarray(0, 16).toHex();
}

function viewOf({ key, text, at }: KeptItem): PushSubscriptionView {
  const { endpoint } = JSON.parse(text) as PushTarget;
  return { id: key, host: new URL(endpoint).host, created_at: new Date(at).toISOString() };
}
