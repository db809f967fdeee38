import type { RoomEvent } from "../protocol/event.ts";
import type { Intent } from "./intent.ts";

/** Whether an event is what became of this intent, said before under the same client_id; of a tombstone only its kind is left. */
export function isAsked(intent: Intent, event: RoomEvent): boolean {
  switch (intent.kind) {
    case "text":
      return (event.type === "text" || event.type === "reply") && event.thread === intent.thread &&
        (event.deleted !== undefined || isSaid(event, intent));
    case "edit":
      return event.type === "edited" && event.of === intent.of &&
        (event.deleted !== undefined || event.content === intent.content);
    case "delete_message":
      return event.type === "deleted" && event.of === intent.of;
    case "react":
      return event.type === "reaction" && event.of === intent.of && event.content === intent.emoji &&
        (event.removed === undefined) === intent.added;
    case "pin":
      return event.action === (intent.pinned ? "pin" : "unpin") && event.of === intent.of;
    default:
      return false;
  }
}

function isSaid(event: RoomEvent, { content, replyTo, forwarded, attachments }: Intent & { kind: "text" }): boolean {
  const files = (event.attachments ?? []).map(({ id }) => id).join();
  return event.content === content && event.reply_to === replyTo && event.forwarded?.seq === forwarded?.seq &&
    event.forwarded?.room_id === forwarded?.room_id && files === (attachments ?? []).map(({ id }) => id).join();
}
