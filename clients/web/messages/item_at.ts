/** The item at this place of the log, in a list that ascends by seq and ends with what has none yet; binary. */
export function itemAt<Item extends { readonly seq?: number }>(
  items: readonly Item[],
  seq: number | undefined,
): Item | undefined {
  const found = items[indexAt(items, seq ?? Infinity)];
  return found?.seq === seq ? found : undefined;
}

/** Where the first item with at least this seq stands. */
export function indexAt(items: readonly { readonly seq?: number }[], seq: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.seq ?? Infinity) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
