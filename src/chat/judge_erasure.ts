import type { Effect } from "../protocol/event.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Draft } from "./draft.ts";
import type { Actor, Intent } from "./intent.ts";
import { judgeTransfer } from "./judge_people.ts";
import { ownerOf } from "./rights.ts";
import type { RoomView } from "./room_view.ts";

/**
 * What becomes of what somebody wrote whose account is being deleted. It asks for no membership and no right in the room, and
 * lets the actor do nothing but take back what is the actor's.
 */
export function judgeErasure(view: RoomView, actor: Actor, intent: Intent): Draft | undefined {
  if (view.deleted) throw new ParleyError("not_found", "There is no such room");
  switch (intent.kind) {
    case "leave":
      return leaving(view, actor);
    case "transfer":
      return judgeTransfer(view, actor, intent);
    case "delete":
      return roomDeleted(view, actor);
    case "delete_message":
      return takenBack(view, actor, intent.of);
    case "react":
      if (intent.added) break;
      return unreacted(view, actor, intent);
  }
  throw new ParleyError("forbidden", "An account that is being deleted only takes back what it did");
}

/** Also of who is no member any more: it is how everybody hears that the name is gone. */
function leaving(view: RoomView, actor: Actor): Draft {
  return {
    type: "system",
    content: `${actor.username} left`,
    action: "leave",
    about: { erased: true },
    ...(view.member(actor.id) === undefined ? {} : { effect: { kind: "member_left", user_id: actor.id } }),
  };
}

/** A room of nobody: of its owner alone, or a conversation that everybody has left. */
function roomDeleted(view: RoomView, actor: Actor): Draft {
  const { participants = [] } = view.settings.policy ?? {};
  if (ownerOf(view) !== actor.id && !participants.includes(actor.id)) {
    throw new ParleyError("forbidden", "The room is somebody else's");
  }
  const content = `${actor.username} deleted the room`;
  return { type: "system", content, action: "delete", effect: { kind: "room_deleted" } };
}

function takenBack(view: RoomView, actor: Actor, of: number): Draft | undefined {
  const fact = view.message(of);
  if (fact === undefined || fact.deleted) return undefined;
  if (fact.sender !== actor.id) throw new ParleyError("forbidden", "The message is somebody else's");
  const thread = fact.thread === undefined ? {} : { thread: fact.thread };
  const effect: Effect = { kind: "message_deleted", of, user_id: actor.id, ...thread };
  return { type: "deleted", content: "", about: { of, ...thread }, effect };
}

function unreacted(
  view: RoomView,
  actor: Actor,
  { of, emoji }: Intent & { readonly kind: "react" },
): Draft | undefined {
  const fact = view.message(of);
  if (fact?.own.get(actor.id)?.has(emoji) !== true) return undefined;
  const thread = fact.thread === undefined ? {} : { thread: fact.thread };
  const effect: Effect = { kind: "reaction", of, user_id: actor.id, emoji, added: false };
  return { type: "reaction", content: emoji, about: { of, ...thread, removed: true }, effect };
}
