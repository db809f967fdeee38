import { Buffer } from "node:buffer";
import type { Context } from "hono";
import { ParleyError } from "../protocol/parley_error.ts";
import type { AppEnv } from "./app_env.ts";

/** A body that is what it looks like: nothing here unpacks anything. */
export function requirePlain(c: Context<AppEnv>): void {
  const encoding = c.req.header("content-encoding");
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new ParleyError("unsupported_media_type", "Encoded bodies are not accepted");
  }
}

/** The bytes of a body: those that really come are counted, whatever the headers say. Throws `too_large`, `bad_request`. */
export async function bodyBytes(c: Context<AppEnv>, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(c.req.header("content-length")) > bytesMax) throw new ParleyError("too_large");
  const parts: Uint8Array[] = [];
  let total = 0;
  const reader = c.req.raw.body?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new ParleyError("bad_request", "The body ended early", { cause });
    });
    if (done) break;
    total += value.length;
    if (total > bytesMax) {
      await reader.cancel();
      throw new ParleyError("too_large");
    }
    parts.push(value);
  }
  return new Uint8Array(Buffer.concat(parts));
}
