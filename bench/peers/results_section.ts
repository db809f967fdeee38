/** Where a section of the page begins and ends; what stands between is made anew by each run. */
const markers = (name: string) => [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`] as const;

/** The page with this section in place of the one it had, or behind everything else; nothing else of it changes. */
export function withSection(page: string, name: string, section: string): string {
  const [begin, end] = markers(name);
  const text = `${begin}\n\n${section.trim()}\n\n${end}`;
  const from = page.indexOf(begin);
  if (from < 0) return `${page.trimEnd()}\n\n${text}\n`.trimStart();
  const to = page.indexOf(end, from);
  if (to < 0) throw new Error(`The page has a begin of the section "${name}" and no end`);
  return page.slice(0, from) + text + page.slice(to + end.length);
}
