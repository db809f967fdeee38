/** Colours, or none: NO_COLOR and outputs that are no terminal get plain text. */
export interface Paint {
  dim(text: string): string;
  bad(text: string): string;
  /** Bold and reversed: no colours, so a full screen has them under NO_COLOR too. */
  strong(text: string): string;
  marked(text: string): string;
  /** The same colour for the same user, everywhere. */
  name(text: string, userId: string): string;
}

/** Of the 16 that every terminal has: readable on dark and light ground. */
const nameColours = [31, 32, 33, 34, 35, 36];

/** @param hasWeights Whether what is no colour may be used where colours may not. */
export function createPaint(isColoured: boolean, hasWeights = isColoured): Paint {
  const wrap = (code: number | string, text: string) => isColoured ? `\x1b[${code}m${text}\x1b[0m` : text;
  const weigh = (code: number, text: string) => hasWeights ? `\x1b[${code}m${text}\x1b[0m` : text;
  return {
    strong: (text) => weigh(1, text),
    marked: (text) => weigh(7, text),
    dim: (text) => weigh(2, text),
    bad: (text) => wrap(31, text),
    name: (text, userId) => wrap(`1;${nameColours[hash(userId) % nameColours.length]}`, text),
  };
}

function hash(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (sum * 31 + text.charCodeAt(at)) >>> 0;
  return sum;
}
