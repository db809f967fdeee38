/** Something in a list, under a key of its own. */
export interface Keyed {
  readonly key: string;
}

/**
 * What a list shows next. A virtual list knows its rows by their number, and can be told of a change at its end or of one
 * at its beginning (`shift`), never of both at once: then what was in sight would jump.
 */
export interface Stage<Item> {
  readonly items: readonly Item[];
  /** The change from the stage before is at the beginning. */
  readonly shift: boolean;
  /** Counts lists that have nothing to do with the one before. */
  readonly life: number;
  /** There is another stage to come before the list is as it should be. */
  readonly isPartial: boolean;
}

export function firstStage<Item>(items: readonly Item[]): Stage<Item> {
  return { items, shift: false, life: 0, isPartial: false };
}

/** The step from what is shown towards what is wanted. */
export function nextStage<Item extends Keyed>(shown: Stage<Item>, wanted: readonly Item[]): Stage<Item> {
  const { items, life } = shown;
  if (items === wanted) return shown.isPartial ? { ...shown, isPartial: false } : shown;
  if (items.length === 0 || wanted.length === 0) {
    return { items: wanted, shift: false, life: items.length === wanted.length ? life : life + 1, isPartial: false };
  }
  const { added, removed } = atBeginning(items, wanted);
  if (added < 0) return { items: wanted, shift: false, life: life + 1, isPartial: false };
  if (added === 0 && removed === 0) return { items: wanted, shift: false, life, isPartial: false };
  const before = items.slice(0, removed);
  const end = wanted.slice(added);
  // Is the end the same? Then the beginning is all that changes.
  if (items.length - removed === end.length && items.at(-1)!.key === wanted.at(-1)!.key) {
    return { items: wanted, shift: true, life, isPartial: false };
  }
  return { items: [...before, ...end], shift: false, life, isPartial: true };
}

/** How many rows come before those that both lists have, in each of them; `added: -1`: they have nothing in common. */
function atBeginning(items: readonly Keyed[], wanted: readonly Keyed[]): { added: number; removed: number } {
  const first = items[0]!.key;
  if (wanted[0]!.key === first) return { added: 0, removed: 0 };
  const added = wanted.findIndex(({ key }) => key === first);
  if (added > 0) return { added, removed: 0 };
  const wantedFirst = wanted[0]!.key;
  const removed = items.findIndex(({ key }) => key === wantedFirst);
  return removed > 0 ? { added: 0, removed } : { added: -1, removed: 0 };
}
