/** Up to two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.split(/[\s_.-]+/).filter((word) => word !== "");
  const letters = words.length > 1 ? [words[0]!, words[1]!].map(firstLetter) : [firstLetter(words[0] ?? "?")];
  return letters.join("").toUpperCase();
}

/** Without the marks that may be piled on it. */
function firstLetter(word: string): string {
  return [...word][0] ?? "";
}

/** A hue from 0 to 359 that belongs to an id. */
export function hueOf(id: string): number {
  let sum = 7;
  for (const char of id) sum = (sum * 31 + char.codePointAt(0)!) % 3_600;
  return sum % 360;
}
