/** Controls by which a text could turn what stands around it. */
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A name within a sentence: it keeps its own direction, and cannot turn the sentence's. */
export function isolate(text: string): string {
  return `\u2068${bare(text)}\u2069`;
}

/** A name that stands alone on a line: it reads as it is written, whoever wrote it. */
export function bare(text: string): string {
  return text.replaceAll(directions, "");
}
