import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { MessageView, ReactionView } from "../entities.ts";
import { present } from "../present.ts";

/** A message as it stands after the event at `asOf` of its room's log. Never changed: what changes is another object. */
export interface MessageState {
  readonly view: MessageView;
  readonly asOf: number;
}

/** How many of those who reacted are named; of the others only the number is known. */
export const namedUsersMax = 20;

/** Where in the log the messages stand that an event is about: the one it was done to, and the one whose thread that is in. */
export function targetsOf({ of, thread }: RoomEvent): readonly number[] {
  return [of, thread].filter((seq) => seq !== undefined);
}

/**
 * The message after an event of its room. Events must come in the order of the log; those that the state holds already and
 * those that are about something else change nothing, so that states and events may overlap.
 */
export function applyEvent(state: MessageState, event: RoomEvent, me: Id): MessageState {
  if (event.seq <= state.asOf) return state;
  if (event.erased === true) return { view: nameless(state.view, event), asOf: event.seq };
  const { seq } = state.view;
  if (event.of === seq) return { view: changed(state.view, event, me), asOf: event.seq };
  return event.thread === seq ? { view: threaded(state.view, event), asOf: event.seq } : state;
}

/** The account of who acted was deleted: what was named after it is named as the event says. */
function nameless(view: MessageView, { user_id, username }: RoomEvent): MessageView {
  const { target, forwarded } = view;
  const isActor = view.user_id === user_id;
  if (!isActor && target?.id !== user_id && forwarded?.user_id !== user_id) return view;
  const rest = isActor && view.content.startsWith(view.username) ? view.content.slice(view.username.length) : undefined;
  return {
    ...view,
    ...(isActor ? { username } : {}),
    // A system event's sentence, for those who show no better one, begins with who acted.
    ...(view.type === "system" && rest !== undefined ? { content: username + rest } : {}),
    ...(target?.id === user_id ? { target: { ...target, username } } : {}),
    ...(forwarded?.user_id === user_id ? { forwarded: { ...forwarded, username } } : {}),
  };
}

function changed(view: MessageView, event: RoomEvent, me: Id): MessageView {
  // What is deleted stays so, and says no more.
  if (view.deleted !== undefined) return view;
  const { seq, user_id } = event;
  switch (event.type) {
    case "edited":
      // Its text was taken out of the log: the deletion comes later, but is known now.
      return event.deleted === undefined ? edited(view, event) : tombstone(view, event.deleted);
    case "deleted":
      return tombstone(view, { seq, user_id });
    case "reaction":
      return { ...view, reactions: reacted(view.reactions ?? [], event, me) };
    case "system":
      return pinned(view, event);
    default:
      return view;
  }
}

/** Something came into the thread that the message began, or went. */
function threaded(view: MessageView, { type, seq, timestamp }: RoomEvent): MessageView {
  const { thread_info: info } = view;
  if (type === "reply") {
    return { ...view, thread_info: { replies: (info?.replies ?? 0) + 1, last_seq: seq, last_timestamp: timestamp } };
  }
  if (type !== "deleted" || info === undefined) return view;
  return { ...view, thread_info: { ...info, replies: Math.max(0, info.replies - 1) } };
}

function edited(view: MessageView, { seq, timestamp, content, mentions, mentions_room }: RoomEvent): MessageView {
  const { mentions: _mentions, mentions_room: _room, ...kept } = view;
  return { ...kept, content, edited: { seq, timestamp }, ...present({ mentions, mentions_room }) };
}

/** What is left of a message that was deleted: that it was there, whose it was, where, and the thread below it. */
export function tombstone(view: MessageView, deleted: { readonly seq: number; readonly user_id: Id }): MessageView {
  const { id, room_id, user_id, username, type, timestamp, seq, client_id, reply_to, thread, thread_info } = view;
  const place = { id, room_id, user_id, username, type, timestamp, seq, client_id, reply_to, thread, thread_info };
  return present({ ...place, content: "", deleted });
}

function pinned(view: MessageView, { action, seq, user_id }: RoomEvent): MessageView {
  if (action !== "pin" && action !== "unpin") return view;
  const { pinned: _pinned, ...kept } = view;
  return action === "pin" ? { ...kept, pinned: { seq, user_id } } : kept;
}

/** A set by user and emoji; the log has only what changed it. */
function reacted(reactions: readonly ReactionView[], event: RoomEvent, me: Id): readonly ReactionView[] {
  const { content: emoji, removed, user_id } = event;
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  const { count, users, me: wasMine } = known ?? { count: 0, users: [], me: false };
  const others = users.filter((user) => user !== user_id);
  const next: ReactionView = removed === undefined
    ? { emoji, count: count + 1, users: [...others, user_id].slice(0, namedUsersMax), me: wasMine || user_id === me }
    : { emoji, count: count - 1, users: others, me: wasMine && user_id !== me };
  if (next.count <= 0) return reactions.filter((reaction) => reaction !== known);
  return known === undefined ? [...reactions, next] : reactions.map((one) => one === known ? next : one);
}
