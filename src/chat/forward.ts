import type { EventLog, LogEntry } from "../ports/event_log.ts";
import type { Messages } from "../ports/messages.ts";
import type { MessageView } from "../protocol/message_view.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { viewsOf } from "./history.ts";
import type { TextIntent } from "./intent.ts";
import type { LiveRooms } from "./live_rooms.ts";
import { reading } from "./reading.ts";

export interface OneMessagePorts {
  readonly live: Pick<LiveRooms, "room">;
  readonly log: Pick<EventLog, "read">;
  readonly messages: Pick<Messages, "states">;
}

/** A message as it stands, as JSON, for somebody who may read its room. Throws `not_found` for what is no message. */
export async function readMessage(
  { live, log, messages }: OneMessagePorts,
  viewer: Id,
  room: Id,
  seq: number,
): Promise<{ readonly message: string; readonly asOf: number }> {
  return await reading(live, viewer, room, async (head) => {
    const entry = await readEntry(log, room, seq, head);
    const { messages: [message], asOf } = await viewsOf({ messages }, { room, viewer, head }, [entry]);
    return { message: message ?? entry.text, asOf };
  });
}

/** The entry of a message that is there at a head. */
export async function readEntry(log: OneMessagePorts["log"], room: Id, seq: number, head: number): Promise<LogEntry> {
  const [entry] = seq > head ? [] : await log.read(room, { after: seq - 1, upTo: seq }, 1);
  if (entry?.type !== "text" && entry?.type !== "reply") {
    throw new ParleyError("not_found", `There is no message ${seq} in this room`);
  }
  return entry;
}

/** What is said by repeating a message that one may read; of a repeated one, the first is named. */
export async function readForwarded(
  ports: OneMessagePorts,
  viewer: Id,
  { room_id, seq }: { readonly room_id: Id; readonly seq: number },
): Promise<Pick<TextIntent, "content" | "forwarded" | "attachments">> {
  const { message } = await readMessage(ports, viewer, room_id, seq);
  const { content, deleted, user_id, username, timestamp, forwarded, attachments } = JSON.parse(message) as MessageView;
  if (deleted !== undefined) throw new ParleyError("message_deleted");
  return {
    content,
    forwarded: forwarded ?? { room_id, seq, user_id, username, timestamp },
    ...(attachments !== undefined && { attachments }),
  };
}
