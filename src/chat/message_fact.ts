import type { MessageFact } from "../ports/messages.ts";
import type { Effect } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";

/** The seq of the message that an effect is about; `undefined`: about none. */
export function messageOf(effect: Effect): number | undefined {
  return "of" in effect ? effect.of : undefined;
}

/** What an effect about a message makes of what is known of it. */
export function changedFact(fact: MessageFact, effect: Effect): MessageFact {
  switch (effect.kind) {
    case "message_edited":
      return { ...fact, edits: fact.edits + 1 };
    case "message_deleted":
      return { ...fact, deleted: true, pinned: false, emojis: new Map(), own: emptied(fact.own) };
    case "pinned":
      return { ...fact, pinned: effect.pinned };
    case "reaction":
      return reacted(fact, effect);
    default:
      return fact;
  }
}

function emptied(own: MessageFact["own"]): MessageFact["own"] {
  return new Map([...own.keys()].map((user): [Id, ReadonlySet<string>] => [user, new Set()]));
}

function reacted(fact: MessageFact, { user_id, emoji, added }: Effect & { readonly kind: "reaction" }): MessageFact {
  const emojis = new Map(fact.emojis);
  const count = (emojis.get(emoji) ?? 0) + (added ? 1 : -1);
  if (count > 0) emojis.set(emoji, count);
  else emojis.delete(emoji);
  const before = fact.own.get(user_id);
  if (before === undefined) return { ...fact, emojis };
  const now = new Set(before);
  if (added) now.add(emoji);
  else now.delete(emoji);
  return { ...fact, emojis, own: new Map(fact.own).set(user_id, now) };
}
