import * as z from "zod";
import { emojiUnitsMax } from "../limits.ts";

const oneEmoji = new RegExp("^\\p{RGI_Emoji}$", "v");
const emojiStyle = "\ufe0f";

/**
 * One emoji, as the set that is recommended for general interchange spells it; `undefined`: it is none, or more than one. Some
 * keyboards leave out what says that a sign is meant as a picture: both spellings are the same reaction.
 */
export function emojiIn(text: string): string | undefined {
  if (text.length > emojiUnitsMax) return undefined;
  return [text, text + emojiStyle].find((spelling) => oneEmoji.test(spelling));
}

export const emojiSchema = z.string().max(emojiUnitsMax).refine(
  (text) => emojiIn(text) !== undefined,
  "Expected one emoji",
).meta({ minLength: 1, maxLength: emojiUnitsMax, example: "\u{1f44d}" });
