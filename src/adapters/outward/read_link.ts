import { linkMsMax, linkPageBytesMax, linkPictureBytesMax } from "../../limits.ts";
import type { LinkFacts } from "../../ports/link_reader.ts";
import { fetchWeb, type WebOptions, webTarget } from "./fetch_web.ts";
import { pageFacts } from "./page_facts.ts";
import { pageText } from "./page_text.ts";
import { hostOf } from "./public_name.ts";

export interface ReadOptions extends WebOptions {
  /** Longest a page, and its picture, may take, milliseconds. */
  readonly msMax?: number | undefined;
}

const page = { type: /^(text\/html|application\/xhtml\+xml)\b/i, bytesMax: linkPageBytesMax };
const picture = { type: /^image\//i, bytesMax: linkPictureBytesMax };
const pictureAccept = "image/png,image/jpeg,image/webp,image/gif;q=0.9";

/** What is said of itself by what stands at an address: a page, or a picture. Throws what the network throws. */
export async function readLink(text: string, options: ReadOptions = {}): Promise<LinkFacts | undefined> {
  const accept = `text/html,application/xhtml+xml;q=0.9,${pictureAccept};q=0.8`;
  const signal = AbortSignal.timeout(options.msMax ?? linkMsMax);
  const found = await fetchWeb(text, { accept, types: [page, picture], signal }, options);
  if (found === undefined) return undefined;
  const host = hostOf(found.url);
  if (picture.type.test(found.contentType)) return found.cut ? undefined : { host, picture: found.bytes };
  const { picture: address, ...facts } = pageFacts(pageText(found.bytes, found.contentType));
  const bytes = address === undefined ? undefined : await readPicture(address, found.url, options);
  if (bytes === undefined && facts.title === undefined) return undefined;
  return { host, ...facts, ...(bytes !== undefined && { picture: bytes }) };
}

/** A page without its picture is a page. */
async function readPicture(
  address: string,
  base: URL,
  options: ReadOptions,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const target = webTarget(address, base, options.ports);
  if (target === undefined) return undefined;
  try {
    const signal = AbortSignal.timeout(options.msMax ?? linkMsMax);
    const found = await fetchWeb(target.href, { accept: pictureAccept, types: [picture], signal }, options);
    return found === undefined || found.cut ? undefined : found.bytes;
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
