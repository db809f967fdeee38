import type { RoomEvent } from "./event.ts";
import type { Id } from "./id.ts";

/**
 * What is left in the log of a deleted message, or of an edit of it: who, when and where, and that it was deleted, by the event
 * at `seq` of `user_id`. Of a text that is a tombstone already, the same.
 *
 * @param text A {@link RoomEvent} as JSON.
 */
export function tombstone(text: string, seq: number, user_id: Id): string {
  const event = JSON.parse(text) as RoomEvent;
  if (event.deleted !== undefined) return text;
  const { id, room_id, user_id: sender, username, type, timestamp, client_id, of, reply_to, thread } = event;
  const left: RoomEvent = {
    id,
    room_id,
    user_id: sender,
    username,
    content: "",
    type,
    timestamp,
    seq: event.seq,
    ...(client_id === undefined ? {} : { client_id }),
    ...(of === undefined ? {} : { of }),
    ...(reply_to === undefined ? {} : { reply_to }),
    ...(thread === undefined ? {} : { thread }),
    deleted: { seq, user_id },
  };
  return JSON.stringify(left);
}
