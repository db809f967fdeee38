/** Colours, or none: NO_COLOR and outputs that are no terminal get plain text. */
export interface Paint {
  dim(text: string): string;
  bad(text: string): string;
  /** The same colour for the same user, everywhere. */
  name(text: string, userId: string): string;
}

/** Of the 16 that every terminal has: readable on dark and light ground. */
const nameColours = [31, 32, 33, 34, 35, 36];

export function createPaint(isColoured: boolean): Paint {
  const wrap = (code: number | string, text: string) => isColoured ? `\x1b[${code}m${text}\x1b[0m` : text;
  return {
    dim: (text) => wrap(2, text),
    bad: (text) => wrap(31, text),
    name: (text, userId) => wrap(`1;${nameColours[hash(userId) % nameColours.length]}`, text),
  };
}

function hash(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (sum * 31 + text.charCodeAt(at)) >>> 0;
  return sum;
}
