import type { TimelineItem, TimelineSnapshot } from "../../sdk/mod.ts";
import { dayText, divider, itemLines } from "./message_lines.ts";
import type { Line } from "./span.ts";

/** Where the lower edge of what is shown stands: rows of this item are hidden below it. */
interface Anchor {
  readonly key: string;
  readonly hidden: number;
}

export interface Shown {
  /** At most as many as there are rows, the newest last. */
  readonly lines: readonly Line[];
  /** Nothing loaded is above. */
  readonly isAtTop: boolean;
}

/**
 * The part of a timeline that is on the screen. It follows the newest message, or stays with the item at its lower edge,
 * whatever is loaded above or arrives below.
 */
export class Viewport {
  #anchor: Anchor | undefined;
  #blocks = new WeakMap<TimelineItem, { readonly columns: number; readonly lines: readonly Line[] }>();

  /** Whether the newest is shown. */
  get isFollowing(): boolean {
    return this.#anchor === undefined;
  }

  follow(): void {
    this.#anchor = undefined;
  }

  show(timeline: TimelineSnapshot, columns: number, rows: number): Shown {
    const { items } = timeline;
    let { index, hidden } = this.#edge(items);
    const lines: Line[] = [];
    for (; index >= 0 && lines.length < rows; index--) {
      const block = this.#block(timeline, index, columns);
      lines.unshift(...block.slice(0, Math.max(0, block.length - hidden)));
      hidden = 0;
    }
    return { lines: lines.slice(-rows), isAtTop: index < 0 && lines.length <= rows };
  }

  /** Moves by rows: up with a positive number. At the lower end it follows again. */
  scroll(timeline: TimelineSnapshot, columns: number, rows: number, by: number): void {
    const { items } = timeline;
    if (items.length === 0) return;
    let { index, hidden } = this.#edge(items);
    hidden += by;
    while (hidden < 0) {
      if (++index >= items.length) return this.follow();
      hidden += this.#block(timeline, index, columns).length;
    }
    for (;;) {
      const { length } = this.#block(timeline, index, columns);
      if (hidden < length) break;
      if (index === 0) {
        hidden = length - 1;
        break;
      }
      hidden -= length;
      index--;
    }
    this.#settle(timeline, columns, rows, index, hidden);
  }

  /** Never shows less than a whole screen while there is one. */
  #settle(timeline: TimelineSnapshot, columns: number, rows: number, index: number, hidden: number): void {
    const { items } = timeline;
    let above = -hidden;
    for (let at = index; at >= 0 && above < rows; at--) above += this.#block(timeline, at, columns).length;
    let missing = Math.max(0, rows - above);
    while (missing > 0) {
      const step = Math.min(missing, hidden);
      hidden -= step;
      missing -= step;
      if (missing === 0) break;
      if (++index >= items.length) return this.follow();
      hidden = this.#block(timeline, index, columns).length;
    }
    if (index === items.length - 1 && hidden === 0) return this.follow();
    this.#anchor = { key: items[index]!.key, hidden };
  }

  #edge(items: readonly TimelineItem[]): { index: number; hidden: number } {
    const anchor = this.#anchor;
    if (anchor === undefined) return { index: items.length - 1, hidden: 0 };
    const index = items.findLastIndex(({ key }) => key === anchor.key);
    if (index >= 0) return { index, hidden: anchor.hidden };
    // What was looked at is not loaded any more.
    this.#anchor = undefined;
    return { index: items.length - 1, hidden: 0 };
  }

  /** An item with what stands above it: the day, or where one had stopped reading. */
  #block({ items, hasOlder, firstUnreadSeq }: TimelineSnapshot, index: number, columns: number): readonly Line[] {
    const item = items[index]!;
    const before = items[index - 1];
    const lines = this.#linesOf(item, columns);
    const isFirstUnread = firstUnreadSeq !== undefined && item.seq === firstUnreadSeq;
    const day = dayText(item.timestamp);
    // Before the first that is loaded there may be more of that day.
    const isNewDay = day !== "" && (before === undefined ? !hasOlder : dayText(before.timestamp) !== day);
    if (!isFirstUnread && !isNewDay) return lines;
    return [
      ...(isNewDay ? [divider(day, columns, "dim")] : []),
      ...(isFirstUnread ? [divider("new", columns, "strong")] : []),
      ...lines,
    ];
  }

  #linesOf(item: TimelineItem, columns: number): readonly Line[] {
    const known = this.#blocks.get(item);
    if (known?.columns === columns) return known.lines;
    const lines = itemLines(item, columns);
    this.#blocks.set(item, { columns, lines });
    return lines;
  }
}
