import { closeReasonBytesMax } from "../limits.ts";

/** What `closed` is told when there was no close frame (RFC 6455, 7.4.1). Never on the wire. */
export const abnormalCode = 1006;

const encoder = new TextEncoder();
const space = new Uint8Array(closeReasonBytesMax);

/** As much of a reason as a close frame holds, cut between code points. */
export function closeReason(reason: string): string {
  return reason.slice(0, encoder.encodeInto(reason, space).read);
}
