import type { IncomingMessage } from "node:http";
import { request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import { pipeline } from "node:stream";
import { constants, createGunzip } from "node:zlib";
import { linkRedirectsMax, urlCharsMax } from "../../limits.ts";
import { checkedLookup, type Resolve } from "./checked_lookup.ts";
import { isPublicAddress } from "./public_address.ts";
import { hostOf, isPublicName } from "./public_name.ts";

/** Whom one may connect to. Everything is absent but in tests, whose servers are not public. */
export interface WebOptions {
  readonly allows?: ((address: string) => boolean) | undefined;
  readonly resolve?: Resolve | undefined;
  readonly ports?: readonly number[] | undefined;
  /** A certificate to be believed beside the usual ones. */
  readonly ca?: string | undefined;
}

/** What is asked for. */
export interface Wanted {
  /** Types of content, with their greatest number of bytes; of another type nothing is read. */
  readonly types: readonly { readonly type: RegExp; readonly bytesMax: number }[];
  readonly accept: string;
  readonly signal: AbortSignal;
}

export interface Fetched {
  /** Where it was found, behind all redirects. */
  readonly url: URL;
  /** The header as it came. */
  readonly contentType: string;
  /** Unpacked; not more than `bytesMax`. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** There was more. */
  readonly cut: boolean;
}

const usualPorts = [80, 443];
/** Nothing of whoever wants to see it is told; what asks says that it is a program, and what for. */
const agent = "Mozilla/5.0 (compatible; ParleyLinkPreview/1.0; bot)";

/** An address that may be asked for, going by how it is written; `undefined`: it may not. */
export function webTarget(text: string, base?: URL, ports: readonly number[] = usualPorts): URL | undefined {
  const url = URL.parse(text, base?.href);
  if (url === null || url.href.length > urlCharsMax) return undefined;
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  if (url.username !== "" || url.password !== "" || !ports.includes(portOf(url))) return undefined;
  return isPublicName(hostOf(url)) ? url : undefined;
}

function portOf({ protocol, port }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}

/**
 * Reads what stands at an address, over a few redirects, each of which is checked as the first one was.
 *
 * @returns `undefined`: it may not be asked for, or there is nothing of what is wanted.
 * @throws What the network or the signal throws.
 */
export async function fetchWeb(text: string, wanted: Wanted, options: WebOptions): Promise<Fetched | undefined> {
  let url = webTarget(text, undefined, options.ports);
  for (let hop = 0; url !== undefined && hop <= linkRedirectsMax; hop++) {
    const answer = await ask(url, wanted, options);
    const { statusCode = 0, headers } = answer;
    if (statusCode === 200) return await readAnswer(url, answer, wanted);
    answer.destroy();
    if (![301, 302, 303, 307, 308].includes(statusCode)) return undefined;
    url = webTarget(headers.location ?? "", url, options.ports);
  }
  return undefined;
}

function ask(url: URL, { accept, signal }: Wanted, options: WebOptions): Promise<IncomingMessage> {
  const { allows = isPublicAddress, resolve, ca } = options;
  const { promise, resolve: answered, reject } = Promise.withResolvers<IncomingMessage>();
  const request = (url.protocol === "https:" ? requestTls : requestPlain)({
    hostname: hostOf(url),
    port: portOf(url),
    path: `${url.pathname}${url.search}`,
    headers: { "User-Agent": agent, "Accept": accept, "Accept-Encoding": "gzip", "Accept-Language": "en, *;q=0.5" },
    agent: false,
    signal,
    lookup: checkedLookup(allows, resolve) as never,
    ...(ca === undefined ? {} : { ca }),
  }, answered);
  request.on("error", reject);
  request.end();
  return promise;
}

async function readAnswer(url: URL, answer: IncomingMessage, { types }: Wanted): Promise<Fetched | undefined> {
  const contentType = answer.headers["content-type"] ?? "";
  const bytesMax = types.find(({ type }) => type.test(contentType))?.bytesMax;
  const encoding = answer.headers["content-encoding"] ?? "identity";
  if (bytesMax === undefined || !["gzip", "identity"].includes(encoding)) {
    answer.destroy();
    return undefined;
  }
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of encoding === "gzip" ? unpacked(answer, bytesMax) : answer as AsyncIterable<Uint8Array>) {
    pieces.push(piece);
    length += piece.length;
    // Leaving the loop ends the connection.
    if (length > bytesMax) break;
  }
  const bytes = new Uint8Array(Math.min(length, bytesMax));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece.subarray(0, bytes.length - at), at);
    at += Math.min(piece.length, bytes.length - at);
  }
  return { url, contentType, bytes, cut: length > bytesMax };
}

/** What was packed may unpack into a thousand times as much: it is unpacked piece by piece, as far as it is read. */
function unpacked(answer: IncomingMessage, bytesMax: number): AsyncIterable<Uint8Array> {
  // What is read of a cut one counts.
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 16_384 });
  let packed = 0;
  answer.on("data", (piece: Uint8Array) => {
    packed += piece.length;
    // Empty blocks unpack into nothing, for ever.
    if (packed > bytesMax) answer.destroy();
  });
  return pipeline(answer, gunzip, () => undefined);
}
