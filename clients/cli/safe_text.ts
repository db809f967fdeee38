/** Combining marks kept on one character: enough for every script, too few to paint over other lines. */
const marksMax = 6;
const tooManyMarks = new RegExp(`(\\p{M}{${marksMax}})\\p{M}+`, "gu");

/**
 * The text of somebody else, fit for a terminal: nothing in it can move the cursor, colour, ring, retitle or reverse the
 * line. Control characters and bidi overrides are shown, not obeyed; line breaks stay.
 */
export function safeText(text: string): string {
  let safe = "";
  for (const character of text.replaceAll("\r\n", "\n")) safe += shown(character);
  return safe.replace(tooManyMarks, "$1");
}

/** The same in one line, for names. */
export function safeLine(text: string): string {
  return safeText(text).replaceAll("\n", " ");
}

function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === "\n") return character;
  if (character === "\t") return "    ";
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  if (code === 0x2028 || code === 0x2029) return "\n";
  const isControl = code >= 0x80 && code <= 0x9f;
  const isBidiOverride = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  const isLoneSurrogate = code >= 0xd800 && code <= 0xdfff;
  // Tags are letters that no terminal shows: a message could hide another one in them.
  const isTag = code >= 0xe0000 && code <= 0xe007f;
  if (!isControl && !isBidiOverride && !isLoneSurrogate && !isTag && code !== 0xfeff) return character;
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
}
