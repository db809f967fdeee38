import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { unitsOf } from "../protocol/search_words.ts";
import { hasRight } from "./rights.ts";
import type { RoomView } from "./room_view.ts";

/** What people follow or programs make a link of, wherever it stands. Of bounded length, so that any text is looked through once. */
const link = /\b[a-z][a-z0-9+.-]{1,20}:\/\/|\bwww\.|\bmailto:|\]\(/i;

/** Lists of rooms, taken apart once. */
const known = new WeakMap<readonly string[], readonly string[]>();

/**
 * Throws `content_refused` where a room does not take this text from this user: a link without the right to post them, or a
 * word of the room's list, or of one that it has chosen, from somebody who may not mute. A room that says nothing about either pays for nothing.
 */
export function requireContent(view: RoomView, user: Id, content: string): void {
  const { policy } = view.settings;
  if (policy === undefined) return;
  const { rights, guests_denied = [], blocked_words = [], word_list = null } = policy;
  const restricted = rights?.post_links !== undefined || guests_denied.includes("post_links");
  if (restricted && link.test(content) && !hasRight(view, user, "post_links")) {
    throw new ParleyError("content_refused", "Your role in the room does not allow links");
  }
  const own = blocked_words.length > 0 && saysOneOf(blocked_words, content);
  const listed = !own && word_list !== null && view.words?.says(word_list, content) === true;
  if (!(own || listed) || hasRight(view, user, "mute")) return;
  // Which one is not said: who is to be kept from saying it would learn how to.
  throw new ParleyError("content_refused", "The room does not take a word of this text");
}

/** Whole words in their order, whatever their case, accents and what stands between them. The list is taken apart once. */
export function saysOneOf(words: readonly string[], content: string): boolean {
  let sought = known.get(words);
  if (sought === undefined) known.set(words, sought = words.map(wordsOf).filter((text) => text.trim() !== ""));
  const said = wordsOf(content);
  return sought.some((text) => said.includes(text));
}

function wordsOf(text: string): string {
  return ` ${unitsOf(text).map((unit) => unit.text).join(" ")} `;
}
