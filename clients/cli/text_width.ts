const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** What people see as single characters. */
export function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** First and last code points that take two columns (East Asian Wide and Fullwidth). */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x3fffd],
];
const emoji = /^\p{Emoji_Presentation}|\ufe0f/u;
const invisible = /^[\p{M}\u200b-\u200f\u2060-\u2064\ufeff]+$/u;

/** Columns that a terminal gives to one grapheme: 0, 1 or 2. */
export function graphemeWidth(grapheme: string): number {
  if (invisible.test(grapheme)) return 0;
  const code = grapheme.codePointAt(0) ?? 0;
  if (code < 0x1100 && grapheme.length === 1) return 1;
  return emoji.test(grapheme) || wideRanges.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

/** Columns of a text without line breaks or escapes. */
export function textWidth(text: string): number {
  return graphemes(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);
}
