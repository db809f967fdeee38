import type { Receipt } from "../chat/intent.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { RoomEvent } from "../protocol/event.ts";
import type { AckFrame, ErrorFrame, ServerFrame } from "../protocol/server_frame.ts";
import { Outgoing } from "./outgoing.ts";

export function frame(value: ServerFrame): Outgoing {
  return new Outgoing([JSON.stringify(value)]);
}

/** The acknowledgement of a durable message. */
export function ackFrame(room: Id, clientId: string, { text }: Receipt): Outgoing {
  const { id, seq, timestamp } = JSON.parse(text ?? "{}") as RoomEvent;
  const ack: AckFrame = { type: "ack", client_id: clientId, id, room_id: room, seq, timestamp };
  return frame(ack);
}

/** What a client is told of an error: faults of the program only as `internal`. */
export function errorFrame(
  error: unknown,
  about: { client_id?: string | undefined; room_id?: Id | undefined },
): Outgoing {
  const known = error instanceof ParleyError ? error : new ParleyError("internal");
  const { client_id, room_id } = about;
  const value: ErrorFrame = {
    type: "error",
    code: known.code,
    message: known.message,
    ...(client_id === undefined ? {} : { client_id }),
    ...(room_id === undefined ? {} : { room_id }),
    ...(known.retryAfterMs === undefined ? {} : { retry_after_ms: Math.ceil(known.retryAfterMs) }),
  };
  return frame(value);
}
