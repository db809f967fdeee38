import type { Effect, EventType, RoomEvent, Sanction, UserRef } from "./event.ts";
import type { Id } from "./id.ts";

/** What somebody is called whose account was deleted. No username: those have no spaces. */
export const erasedName = "Deleted account";

/** Whether an event tells that the account of who acted was deleted. Not parsed: inside strings JSON escapes quotes. */
export function isErased({ type, text }: { readonly type: EventType; readonly text: string }): boolean {
  return type === "system" && text.includes('"erased":true');
}

/**
 * An event without the name of a user whose account was deleted: as who acted, as whom it was done to, as who wrote what it
 * repeats, and in the sentence of a system event. Doing it again changes nothing.
 *
 * @param text A {@link RoomEvent} as JSON.
 */
export function withoutName(text: string, user: Id): string {
  if (!text.includes(user)) return text;
  const event = JSON.parse(text) as RoomEvent;
  const isActor = event.user_id === user;
  const { target, forwarded } = event;
  const nameless: RoomEvent = {
    ...event,
    ...(isActor ? { username: erasedName } : {}),
    content: event.type === "system" ? sentence(event, user) : event.content,
    ...(target?.id === user ? { target: nobody(target) } : {}),
    ...(forwarded?.user_id === user ? { forwarded: { ...forwarded, username: erasedName } } : {}),
  };
  return JSON.stringify(nameless);
}

/** The sentence of a system event begins with who acted, and names whom it was done to after that. */
function sentence({ content, user_id, username, target }: RoomEvent, user: Id): string {
  const isActor = user_id === user && content.startsWith(username);
  const rest = isActor ? content.slice(username.length) : content;
  const named = target?.id === user ? replaceLast(rest, ` ${target.username}`, ` ${erasedName}`) : rest;
  return isActor ? erasedName + named : named;
}

function replaceLast(text: string, part: string, by: string): string {
  const at = text.lastIndexOf(part);
  return at === -1 ? text : text.slice(0, at) + by + text.slice(at + part.length);
}

/** The same of an effect, as JSON. */
export function effectWithoutName(text: string, user: Id): string {
  if (!text.includes(user)) return text;
  const effect = JSON.parse(text) as Effect;
  switch (effect.kind) {
    case "member_joined":
      return JSON.stringify({ ...effect, user: plainOf(effect.user, user) });
    case "banned":
    case "muted":
      return JSON.stringify({ ...effect, sanction: sanctionOf(effect.sanction, user) });
    default:
      return text;
  }
}

/** The same of a sanction, as JSON. */
export function sanctionWithoutName(text: string, user: Id): string {
  return text.includes(user) ? JSON.stringify(sanctionOf(JSON.parse(text) as Sanction, user)) : text;
}

function sanctionOf(sanction: Sanction, user: Id): Sanction {
  return { ...sanction, user: plainOf(sanction.user, user), by: plainOf(sanction.by, user) };
}

function plainOf(ref: UserRef, user: Id): UserRef {
  return ref.id === user ? nobody(ref) : ref;
}

function nobody({ id }: UserRef): UserRef {
  return { id, username: erasedName };
}
