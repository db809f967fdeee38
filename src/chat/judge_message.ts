import { editsPerMessageMax, emojisPerMessageMax, reactionsPerUserMax } from "../limits.ts";
import type { MessageFact } from "../ports/messages.ts";
import type { Effect, RoomEvent } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { type Draft, system } from "./draft.ts";
import type { Actor, EditIntent, Intent, ReactIntent, TextIntent } from "./intent.ts";
import { hasRight, requireRight } from "./rights.ts";
import type { RoomView } from "./room_view.ts";

/** What is done to a message that stands in the log. */
export type ToMessage = Extract<Intent, { readonly of: number }>;

/** A message of somebody who may speak, as the event it becomes. */
export function judgeText(view: RoomView, actor: Actor, intent: TextIntent): Draft {
  const { content, clientId, thread, replyTo, forwarded, attachments } = intent;
  if (intent.unusable !== undefined) throw new ParleyError("invalid", intent.unusable);
  if (thread !== undefined) requireRoot(view, thread);
  if (replyTo !== undefined) requireAnswerable(view, replyTo, thread);
  const mentions = mentionsOf(view, actor.id, intent);
  const said = {
    ...(thread !== undefined && { thread }),
    ...(attachments !== undefined && { attachments: attachments.map(({ id }) => id) }),
    ...mentions,
  };
  const about = {
    ...(replyTo !== undefined && { reply_to: replyTo }),
    ...(thread !== undefined && { thread }),
    ...mentions,
    ...(forwarded !== undefined && { forwarded }),
    ...(attachments !== undefined && { attachments }),
  };
  return {
    type: thread === undefined ? "text" : "reply",
    content,
    ...(clientId !== undefined && { clientId }),
    ...(Object.keys(about).length > 0 && { about }),
    ...(Object.keys(said).length > 0 && { effect: { kind: "said", ...said } }),
  };
}

/** What a member does to a message, as the event it becomes; `undefined`: it is so already. */
export function judgeToMessage(view: RoomView, actor: Actor, intent: ToMessage): Draft | undefined {
  const fact = requireMessage(view, intent.of);
  const draft = judgeDeed(view, actor, fact, intent);
  if (draft === undefined) return undefined;
  const about = { of: fact.seq, ...(fact.thread !== undefined && { thread: fact.thread }), ...draft.about };
  return { ...draft, about, ...(intent.clientId !== undefined && { clientId: intent.clientId }) };
}

function judgeDeed(view: RoomView, actor: Actor, fact: MessageFact, intent: ToMessage): Draft | undefined {
  switch (intent.kind) {
    case "edit":
      return judgeEdit(view, actor, fact, intent);
    case "delete_message":
      return judgeDeletion(view, actor, fact);
    case "react":
      return judgeReaction(view, actor, fact, intent);
    case "pin":
      return judgePin(view, actor, fact, intent.pinned);
  }
}

function judgePin(view: RoomView, actor: Actor, fact: MessageFact, pinned: boolean): Draft | undefined {
  requireRight(view, actor.id, "pin");
  if (pinned) requireLeft(fact);
  if (fact.pinned === pinned) return undefined;
  const content = `${actor.username} ${pinned ? "pinned" : "unpinned"} a message`;
  return system(content, pinned ? "pin" : "unpin", { kind: "pinned", of: fact.seq, pinned, user_id: actor.id });
}

function judgeEdit(view: RoomView, actor: Actor, fact: MessageFact, intent: EditIntent): Draft {
  requireRight(view, actor.id, "edit_own");
  if (fact.sender !== actor.id) throw new ParleyError("forbidden", "Only its author may edit a message");
  requireLeft(fact);
  if (fact.edits >= editsPerMessageMax) {
    throw new ParleyError("limit_reached", `A message can be edited ${editsPerMessageMax} times`);
  }
  const mentions = mentionsOf(view, actor.id, intent);
  const thread = fact.thread === undefined ? {} : { thread: fact.thread };
  const effect: Effect = { kind: "message_edited", of: fact.seq, ...thread, ...mentions };
  return { type: "edited", content: intent.content, about: mentions, effect };
}

function judgeDeletion(view: RoomView, actor: Actor, fact: MessageFact): Draft | undefined {
  const own = fact.sender === actor.id && hasRight(view, actor.id, "delete_own");
  if (!own) requireRight(view, actor.id, "delete_any");
  if (fact.deleted) return undefined;
  const thread = fact.thread === undefined ? {} : { thread: fact.thread };
  const effect: Effect = { kind: "message_deleted", of: fact.seq, user_id: actor.id, ...thread };
  return { type: "deleted", content: "", effect };
}

function judgeReaction(view: RoomView, actor: Actor, fact: MessageFact, intent: ReactIntent): Draft | undefined {
  requireRight(view, actor.id, "react");
  const { emoji, added } = intent;
  const own = fact.own.get(actor.id);
  if (own === undefined) throw new Error(`Cannot judge a reaction of ${actor.id}: not looked up`);
  if (added) requireLeft(fact);
  if (own.has(emoji) === added) return undefined;
  if (added && own.size >= reactionsPerUserMax) {
    throw new ParleyError("limit_reached", `You can put ${reactionsPerUserMax} emojis on one message`);
  }
  if (added && !fact.emojis.has(emoji) && fact.emojis.size >= emojisPerMessageMax) {
    throw new ParleyError("limit_reached", `A message can have ${emojisPerMessageMax} different emojis`);
  }
  const effect: Effect = { kind: "reaction", of: fact.seq, user_id: actor.id, emoji, added };
  return { type: "reaction", content: emoji, about: added ? {} : { removed: true }, effect };
}

function requireMessage(view: RoomView, seq: number): MessageFact {
  const fact = view.message(seq);
  if (fact === undefined || (fact.type !== "text" && fact.type !== "reply")) {
    throw new ParleyError("not_found", `There is no message ${seq} in this room`);
  }
  return fact;
}

function requireLeft({ deleted }: MessageFact): void {
  if (deleted) throw new ParleyError("message_deleted");
}

function requireRoot(view: RoomView, seq: number): void {
  const fact = requireMessage(view, seq);
  if (fact.type !== "text") throw new ParleyError("invalid", "thread: Expected a message of the timeline");
  requireLeft(fact);
}

/** A message of the timeline answers one of the timeline; in a thread, its root or another of its replies. */
function requireAnswerable(view: RoomView, seq: number, thread: number | undefined): void {
  const fact = requireMessage(view, seq);
  if (seq !== thread && fact.thread !== thread) {
    const wanted = thread === undefined ? "a message of the timeline" : "a message of the same thread";
    throw new ParleyError("invalid", `reply_to: Expected ${wanted}`);
  }
  requireLeft(fact);
}

type Mentions = Pick<RoomEvent, "mentions" | "mentions_room">;

const nobody: Mentions = {};

/** Who else of those named is a member now; and everybody, where the sender may say so. */
function mentionsOf(view: RoomView, actor: Id, { mentioned, mentionsRoom }: TextIntent | EditIntent): Mentions {
  if (mentioned === undefined && mentionsRoom === undefined) return nobody;
  const members = (mentioned ?? []).filter((user) => user !== actor && view.member(user) !== undefined);
  return {
    ...(members.length > 0 && { mentions: members }),
    ...(mentionsRoom === true && hasRight(view, actor, "mention_room") && { mentions_room: true }),
  };
}
