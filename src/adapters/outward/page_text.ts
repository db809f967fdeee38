/** How far into a page its own word for its charset is looked for: HTML, 13.2.3.2. */
const prescanBytes = 4_096;
const marks: readonly (readonly [bytes: readonly number[], label: string])[] = [
  [[0xef, 0xbb, 0xbf], "utf-8"],
  [[0xfe, 0xff], "utf-16be"],
  [[0xff, 0xfe], "utf-16le"],
];

/** The text of a page: by its mark of byte order, its header, its own word, or as UTF-8. Never throws. */
export function pageText(bytes: Uint8Array, contentType: string): string {
  const mark = marks.find(([mark]) => mark.every((byte, i) => bytes[i] === byte))?.[1];
  const label = mark ?? charsetIn(contentType) ?? ownWord(bytes) ?? "utf-8";
  return decoder(label).decode(bytes);
}

function charsetIn(text: string): string | undefined {
  return /charset\s*=\s*["']?\s*([\w:.-]+)/i.exec(text)?.[1];
}

function ownWord(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, prescanBytes));
  const label = /<meta\b[^>]*?charset\s*=\s*["']?\s*([\w:.-]+)/i.exec(head)?.[1]?.toLowerCase();
  // What could be read as ASCII so far is not that.
  return label?.startsWith("utf-16") ? "utf-8" : label;
}

function decoder(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch (error) {
    if (error instanceof RangeError) return new TextDecoder();
    throw error;
  }
}
