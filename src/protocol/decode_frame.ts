import { type ClientFrame, clientFrameSchema } from "./client_frame.ts";
import { ParleyError } from "./parley_error.ts";

/** Faults of a value in a frame of the right shape: a person's text too long, not a broken client. */
const valueFaults = new Set(["too_big", "too_small", "custom"]);

/**
 * Reads one text frame of a client. Throws only {@link ParleyError}: `bad_frame` for what no client of this protocol
 * sends (not JSON, unknown type or key, wrong type), `invalid` for a value out of its bounds.
 */
export function decodeFrame(text: string): ClientFrame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ParleyError("bad_frame", "The frame is not JSON", { cause });
  }
  const result = clientFrameSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.join(".") || "frame";
  const code = result.error.issues.every(({ code }) => valueFaults.has(code)) ? "invalid" : "bad_frame";
  throw new ParleyError(code, `${where}: ${issue?.message ?? "unknown fault"}`, { cause: result.error });
}

/** The client_id of a frame that could not be accepted, so that its sender can tell which message it was. */
export function clientIdOf(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("client_id" in value)) return undefined;
    const clientId = value.client_id;
    return typeof clientId === "string" && clientId.length <= 128 ? clientId : undefined;
  } catch {
    return undefined;
  }
}
