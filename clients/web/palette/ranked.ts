/** Options shown at once. */
const shownMax = 50;

/** What fits a search, best first: it begins with it, a word of it does, it contains it, its letters stand in that order. */
export function ranked<Option extends { readonly name: string }>(options: readonly Option[], search: string): Option[] {
  const wanted = folded(search.trim());
  const judged = options.map((option) => ({ option, rank: rankOf(folded(option.name), wanted) }));
  return judged.filter(({ rank }) => rank < 4).sort((a, b) => a.rank - b.rank).slice(0, shownMax)
    .map(({ option }) => option);
}

function rankOf(name: string, wanted: string): number {
  if (name.startsWith(wanted)) return 0;
  if (name.split(/[\s_.-]+/).some((word) => word.startsWith(wanted))) return 1;
  if (name.includes(wanted)) return 2;
  let at = 0;
  for (const char of wanted) {
    at = name.indexOf(char, at) + 1;
    if (at === 0) return 4;
  }
  return 3;
}

/** Without case and accents. */
function folded(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
