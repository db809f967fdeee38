/** A browser that wants to be told, as its `PushSubscription` says. */
export interface PushTarget {
  /** Of its push service: https. */
  readonly endpoint: string;
  /** Base64url: the browser's public key, and the secret it shares with whoever it tells both. */
  readonly p256dh: string;
  readonly auth: string;
  /** Where the subscription was made, `https://…`: by it a push service knows whom to turn to. Absent: not known. */
  readonly contact?: string;
}

/** What a notification says. */
export interface PushNote {
  /** At most some 3,000 bytes; only the browser can read it. */
  readonly text: string;
  readonly urgent: boolean;
  /** One that has not arrived is replaced by a newer one of the same topic. Told to nobody as it is. */
  readonly topic: string;
  /** How long the push service keeps it for a browser that is away. */
  readonly ttlSeconds: number;
}

/** `gone`: the browser has no such subscription any more. `refused`: never mind. `later`: the service wants to be left alone. */
export type PushOutcome =
  | { readonly kind: "ok" | "gone" | "refused" }
  | { readonly kind: "later"; readonly retryAfterMs: number };

/**
 * Sends notifications to browsers by way of their push services.
 *
 * Laws: nothing but the browser can read what is sent; an endpoint that leads to an address that is not public is never
 * connected to; no call takes longer than `pushMsMax`; `send` throws nothing.
 */
export interface PushSender {
  /** New keys of the server, by which push services know it. A secret. */
  makeKeys(): Promise<string>;
  /** What browsers must be told of the keys, base64url. */
  publicKey(keys: string): string;
  /** Whether such an endpoint may be used at all; where its name leads is seen when it is used. */
  accepts(endpoint: string): boolean;
  send(target: PushTarget, note: PushNote, keys: string): Promise<PushOutcome>;
}
