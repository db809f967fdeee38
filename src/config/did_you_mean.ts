/** Most edits between what was written and what may have been meant. */
const editsMax = 3;

/** The known name nearest to what was written, if one is near. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.min(editsMax, Math.ceil(written.length / 3)) + 1;
  for (const name of known) {
    const edits = distance(written, name);
    if (edits < least) [best, least] = [name, edits];
  }
  return best;
}

/** The end of a sentence about an unknown name. */
export function didYouMean(written: string, known: readonly string[]): string {
  const name = nearest(written, known);
  return name === undefined ? "see --help for those there are" : `did you mean ${name}?`;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
