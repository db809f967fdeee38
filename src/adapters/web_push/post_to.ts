import { lookup } from "node:dns";
import { request } from "node:https";
import { isIP } from "node:net";

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

type Found = (error: Error | null, address?: string | { address: string; family: number }[], family?: number) => void;

/**
 * Posts to an https address. The connection goes to the very address that was looked at, so that a name cannot lead
 * elsewhere the second time; no redirect is followed, and of the answer only its head is read.
 */
export function postTo(
  endpoint: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  { allows, msMax, ca }: PostOptions,
): Promise<Posted> {
  const { promise, resolve, reject } = Promise.withResolvers<Posted>();
  const url = new URL(endpoint);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !allows(host)) return Promise.reject(refusal());
  const look = (name: string, options: { all?: boolean }, found: Found): void => {
    lookup(name, { all: true }, (error, addresses) => {
      if (error !== null) return found(error);
      const [first] = addresses;
      // One that is not public among them is enough: nobody knows which one is asked next.
      if (first === undefined || addresses.some(({ address }) => !allows(address))) return found(refusal());
      if (options.all === true) found(null, addresses);
      else found(null, first.address, first.family);
    });
  };
  const sent = request({
    method: "POST",
    hostname: host,
    port: url.port === "" ? 443 : Number(url.port),
    path: `${url.pathname}${url.search}`,
    headers,
    agent: false,
    signal: AbortSignal.timeout(msMax),
    lookup: look as never,
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

function refusal(): Error {
  return new Error("The push service is not on the public internet");
}
