import { request } from "node:https";
import { isIP } from "node:net";
import { checkedLookup, NotPublic } from "./checked_lookup.ts";
import { hostOf } from "./public_name.ts";

export interface PostOptions {
  /** Whether an address may be connected to. */
  readonly allows: (address: string) => boolean;
  readonly msMax: number;
  /** A certificate to be believed beside the usual ones. */
  readonly ca?: string | undefined;
}

export interface Posted {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

/** Posts to an https address. No redirect is followed, and of the answer only its head is read. */
export function postTo(
  endpoint: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  { allows, msMax, ca }: PostOptions,
): Promise<Posted> {
  const { promise, resolve, reject } = Promise.withResolvers<Posted>();
  const url = new URL(endpoint);
  const host = hostOf(url);
  if (isIP(host) !== 0 && !allows(host)) return Promise.reject(new NotPublic());
  const sent = request({
    method: "POST",
    hostname: host,
    port: url.port === "" ? 443 : Number(url.port),
    path: `${url.pathname}${url.search}`,
    headers,
    agent: false,
    signal: AbortSignal.timeout(msMax),
    lookup: checkedLookup(allows) as never,
    ...(ca === undefined ? {} : { ca }),
  }, (answer) => {
    const retryAfter = answer.headers["retry-after"];
    resolve({ status: answer.statusCode ?? 0, retryAfter });
    answer.on("error", () => undefined);
    answer.destroy();
  });
  sent.on("error", reject);
  sent.end(body);
  return promise;
}
