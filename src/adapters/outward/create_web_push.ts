import { buildPushPayload } from "@block65/webcrypto-web-push";
import { isIP } from "node:net";
import { pushMsMax, pushRetryMs, pushRetryMsMax } from "../../limits.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { PushNote, PushOutcome, PushSender, PushTarget } from "../../ports/push_sender.ts";
import { postTo } from "./post_to.ts";
import { isPublicAddress } from "./public_address.ts";
import { hostOf, isPublicName } from "./public_name.ts";

export interface WebPushOptions {
  readonly log: Log;
  readonly clock: Pick<Clock, "now">;
  /** Whether an address may be connected to; absent: those of the public internet. */
  readonly allows?: (address: string) => boolean;
  /** A certificate to be believed beside the usual ones. */
  readonly ca?: string;
}

/** The server's keys, P-256: the public point uncompressed, and the private number; base64url. */
interface Keys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Push services want somebody to turn to. This is nobody, where the subscription does not say where it was made. */
const nobody = "mailto:nobody@parley.invalid";

/** Web push (RFC 8030, 8291, 8292): encrypted for the browser, signed with the server's keys. */
export function createWebPush({ log, clock, allows = isPublicAddress, ca }: WebPushOptions): PushSender {
  async function post(
    target: PushTarget,
    { text, urgent, topic, ttlSeconds }: PushNote,
    keys: Keys,
  ): Promise<PushOutcome> {
    const { endpoint, p256dh, auth, contact = nobody } = target;
    const subscription = { endpoint, expirationTime: null, keys: { p256dh, auth } };
    const options = {
      ttl: ttlSeconds,
      urgency: urgent ? "high" : "normal",
      topic: await hidden(topic, keys.privateKey),
    } as const;
    const { headers, body } = await buildPushPayload({ data: text, options }, subscription, {
      subject: contact,
      ...keys,
    });
    return outcomeOf(
      await postTo(endpoint, headers as Record<string, string>, body, { allows, msMax: pushMsMax, ca }),
      clock,
    );
  }

  return {
    async makeKeys() {
      const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
      const { x = "", y = "", d = "" } = await crypto.subtle.exportKey("jwk", pair.privateKey);
      const point = Uint8Array.of(4, ...Uint8Array.fromBase64(x, url), ...Uint8Array.fromBase64(y, url));
      const keys: Keys = { publicKey: point.toBase64({ ...url, omitPadding: true }), privateKey: d };
      return JSON.stringify(keys);
    },
    publicKey: (keys) => (JSON.parse(keys) as Keys).publicKey,
    accepts(endpoint) {
      if (!URL.canParse(endpoint)) return false;
      const url = new URL(endpoint);
      const { protocol, username, password } = url;
      return protocol === "https:" && username === "" && password === "" && isNameOrAllowed(url, allows);
    },
    async send(target, note, keys) {
      try {
        return await post(target, note, JSON.parse(keys) as Keys);
      } catch (error) {
        // Never the endpoint: who knows it can try to send there.
        log.debug("A notification was not sent", { host: new URL(target.endpoint).host, error });
        return { kind: "refused" };
      }
    },
  };
}

const url = { alphabet: "base64url" } as const;

/** An address stands for itself; where a name leads is not known yet. Those that lead home are told apart. */
function isNameOrAllowed(url: URL, allows: (address: string) => boolean): boolean {
  const host = hostOf(url);
  return isIP(host) === 0 ? isPublicName(host) : allows(host);
}

/** A name that says nothing to a push service but that it is the same as before: 32 characters, as many as there may be. */
async function hidden(topic: string, secret: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${secret} ${topic}`));
  return new Uint8Array(digest).subarray(0, 24).toBase64(url);
}

function outcomeOf(
  { status, retryAfter }: { status: number; retryAfter: string | undefined },
  clock: Pick<Clock, "now">,
): PushOutcome {
  if (status >= 200 && status < 300) return { kind: "ok" };
  if (status === 404 || status === 410) return { kind: "gone" };
  if (status !== 429 && status < 500) return { kind: "refused" };
  return { kind: "later", retryAfterMs: Math.min(pushRetryMsMax, waitOf(retryAfter, clock.now())) };
}

/** Seconds, or a date. */
function waitOf(retryAfter: string | undefined, now: number): number {
  if (retryAfter === undefined) return pushRetryMs;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - now;
  return Number.isFinite(ms) ? Math.max(pushRetryMs, ms) : pushRetryMs;
}
