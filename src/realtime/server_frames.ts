import type { Receipt } from "../chat/intent.ts";
import type { Id } from "../protocol/id.ts";
import type { ErrorCode } from "../protocol/error_code.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { timestampOf } from "../protocol/event.ts";
import type { ReadMark } from "../ports/reads.ts";
import type { ErrorFrame, ServerFrame } from "../protocol/server_frame.ts";
import { Outgoing } from "./outgoing.ts";

export function frame(value: ServerFrame): Outgoing {
  return new Outgoing([JSON.stringify(value)]);
}

/** The acknowledgement of what is durable: an `AckFrame`, written by hand since there is one for every message. */
export function ackFrame(room: Id, clientId: string, { written, id, seq, text }: Receipt): Outgoing {
  if (!written) return frame({ type: "ack", client_id: clientId, room_id: room, seq, unchanged: true });
  if (id === undefined || text === undefined) throw new Error("Cannot acknowledge what was not written");
  const about = `"client_id":${JSON.stringify(clientId)},"id":"${id}","room_id":"${room}"`;
  return new Outgoing([`{"type":"ack",${about},"seq":${seq},"timestamp":"${timestampOf(text)}"}`]);
}

export function readFrame({ room, user, seq, rewinds = 0 }: ReadMark): Outgoing {
  return frame({ type: "read", room_id: room, user_id: user, seq, ...(rewinds === 0 ? {} : { rewinds }) });
}

export function trimmedFrame(room: Id, floor: number): Outgoing {
  return frame({ type: "trimmed", room_id: room, begins_at: floor + 1 });
}

/** What an error frame is about. */
export interface About {
  readonly client_id?: string | undefined;
  readonly room_id?: Id | undefined;
}

/** What a client is told of an error: faults of the program only as `internal`. */
export function errorFrame(error: unknown, about: About): Outgoing {
  const { code, message, retryAfterMs } = error instanceof ParleyError ? error : new ParleyError("internal");
  return refusalFrame(code, message, about, retryAfterMs);
}

export function refusalFrame(
  code: ErrorCode,
  message: string,
  { client_id, room_id }: About,
  retryAfterMs?: number,
): Outgoing {
  const value: ErrorFrame = {
    type: "error",
    code,
    message,
    ...(client_id === undefined ? {} : { client_id }),
    ...(room_id === undefined ? {} : { room_id }),
    ...(retryAfterMs === undefined ? {} : { retry_after_ms: Math.ceil(retryAfterMs) }),
  };
  return frame(value);
}
