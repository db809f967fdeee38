/** The protocol's longest message, code points. */
export const contentCodePointsMax = 4_000;
/** The protocol's longest client_id, characters. */
export const clientIdCharsMax = 128;

/**
 * What the server would refuse in this message, or `undefined`. Checked before anything is sent, because a frame that is
 * far too long costs the connection, not only the message.
 */
export function messageFault(content: string, clientId: string): string | undefined {
  if (content.trim() === "") return "The message is empty";
  // A code point takes one or two units: the exact count is needed only in between.
  const isLong = content.length > contentCodePointsMax &&
    (content.length > 2 * contentCodePointsMax || [...content].length > contentCodePointsMax);
  if (isLong) return `The message is longer than ${contentCodePointsMax} characters`;
  if (content.includes("\0") || !content.isWellFormed()) return "The message holds NUL or half a character";
  if (clientId === "" || clientId.length > clientIdCharsMax) {
    return `A client_id has 1 to ${clientIdCharsMax} characters`;
  }
  return undefined;
}
