import type { MiddlewareHandler } from "hono";
import { bodyBytesMax } from "../limits.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { AppEnv } from "./app_env.ts";
import { bodyBytes, requirePlain } from "./body_bytes.ts";

/**
 * Reads the body of a request, as JSON text, before its schema is looked at: counts the bytes that really come, whatever
 * the headers say, and stops at the limit. Requiring the type is what keeps the forms of foreign pages out.
 *
 * @param needed Whether a request without a body is refused; else it counts as `{}`.
 */
export function jsonBody(needed: boolean): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    requirePlain(c);
    const type = c.req.header("content-type");
    if (type === undefined ? needed : !isJson(type)) throw new ParleyError("unsupported_media_type");
    const text = decode(await bodyBytes(c, bodyBytesMax));
    if (text !== "" && type === undefined) throw new ParleyError("unsupported_media_type");
    const { url, method, headers } = c.req.raw;
    c.req.raw = new Request(url, { method, headers, body: text === "" && !needed ? nothing(type) : text });
    await next();
  };
}

/** Of a body that may be missing: one that claims to be JSON is the empty object. */
function nothing(type: string | undefined): string | null {
  return type === undefined ? null : "{}";
}

/** No other charset: JSON between systems is UTF-8 (RFC 8259, 8.1). */
function isJson(contentType: string): boolean {
  return /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(contentType.trim());
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ParleyError("bad_request", "The body is not UTF-8", { cause });
  }
}
