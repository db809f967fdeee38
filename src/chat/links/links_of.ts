import { createHash } from "node:crypto";
import { linksPerMessageMax } from "../../limits.ts";
import { withoutCode } from "../mention_names.ts";

/** A link of a message that may be looked at. */
export interface Link {
  /** As it is written. */
  readonly text: string;
  /** As it is asked for: without what only the page itself would see. */
  readonly url: string;
  /** Names it in addresses of this server. */
  readonly key: string;
}

/** Behind `<` it is meant to stay a link and nothing more. Within a word it is none. */
const written = /(?<![<\w])https?:\/\/[^\s<>"`\\^{|}]+/gi;

/** The first links of a text, each once, outside of code. */
export function linksOf(content: string): readonly Link[] {
  if (!content.includes("://")) return [];
  const links = new Map<string, Link>();
  for (const [whole] of withoutCode(content).matchAll(written)) {
    const text = withoutEnd(whole);
    const url = URL.parse(text);
    if (url === null) continue;
    url.hash = "";
    if (!links.has(url.href)) links.set(url.href, { text, url: url.href, key: keyOf(url.href) });
    if (links.size === linksPerMessageMax) break;
  }
  return [...links.values()];
}

/** A sentence may end behind a link, and a link may stand in brackets, which it may also have itself. */
function withoutEnd(text: string): string {
  // What closes more than was opened. Counted once: a text may end in thousands of them.
  const tooMany = new Map([[")", timesIn(text, ")") - timesIn(text, "(")], [
    "]",
    timesIn(text, "]") - timesIn(text, "["),
  ]]);
  let end = text.length;
  while (end > 0) {
    const last = text[end - 1]!;
    const over = tooMany.get(last);
    if (over === undefined ? !/[.,;:!?'*_~]/.test(last) : over <= 0) break;
    if (over !== undefined) tooMany.set(last, over - 1);
    end--;
  }
  return text.slice(0, end);
}

function timesIn(text: string, sign: string): number {
  return text.split(sign).length - 1;
}

function keyOf(url: string): string {
  return createHash("sha256").update(url).digest("hex").slice(0, 32);
}
