import type { Writing } from "./writing.ts";

/** The protocol's longest message, code points. */
export const contentCodePointsMax = 4_000;
/** The protocol's longest client_id, characters. */
export const clientIdCharsMax = 128;
/** The protocol's longest emoji, UTF-16 units. */
export const emojiUnitsMax = 32;

/**
 * What the server would refuse in this, or `undefined`. Checked before anything is sent, because a frame that is far too
 * long costs the connection, not only the message.
 */
export function writingFault(writing: Writing, clientId: string): string | undefined {
  if (clientId === "" || clientId.length > clientIdCharsMax) {
    return `A client_id has 1 to ${clientIdCharsMax} characters`;
  }
  switch (writing.type) {
    case "message":
      return contentFault(writing.content, writing.attachments !== undefined);
    case "edit":
      return contentFault(writing.content, false);
    case "react":
      return writing.emoji === "" || writing.emoji.length > emojiUnitsMax ? "That is no emoji" : undefined;
    default:
      return undefined;
  }
}

/** Files need no words. */
function contentFault(content: string, hasFiles: boolean): string | undefined {
  if (content.trim() === "" && !hasFiles) return "The message is empty";
  // A code point takes one or two units: the exact count is needed only in between.
  const isLong = content.length > contentCodePointsMax &&
    (content.length > 2 * contentCodePointsMax || [...content].length > contentCodePointsMax);
  if (isLong) return `The message is longer than ${contentCodePointsMax} characters`;
  if (content.includes("\0") || !content.isWellFormed()) return "The message holds NUL or half a character";
  return undefined;
}
