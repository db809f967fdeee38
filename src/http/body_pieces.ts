import type { Context } from "hono";
import { uploadSilenceMs } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { AppEnv } from "./app_env.ts";

/**
 * The bytes of a body as they come, however many there are; no more is read than is asked for.
 *
 * @throws ParleyError `bad_request` when it ends early, `timeout` when nothing comes for too long.
 */
export async function* bodyPieces(c: Context<AppEnv>, clock: Clock): AsyncGenerator<Uint8Array> {
  const reader = c.req.raw.body?.getReader();
  if (reader === undefined) return;
  let over = false;
  try {
    while (!over) {
      const { done, value } = await inTime(reader.read(), clock);
      over = done;
      if (value !== undefined) yield value;
    }
  } catch (cause) {
    if (cause instanceof ParleyError) throw cause;
    over = true;
    throw new ParleyError("bad_request", "The body ended early", { cause });
  } finally {
    // Whoever stopped asking wants no more. What a broken body says to that is known already.
    if (!over) await reader.cancel().catch(() => undefined);
  }
}

function inTime<T>(read: Promise<T>, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(uploadSilenceMs, () => reject(new ParleyError("timeout")));
    read.then(resolve, reject).finally(cancel);
  });
}
