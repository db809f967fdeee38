import type { Tabs } from "../../../clients/sdk/mod.ts";

interface Tab {
  readonly heard: Set<(message: unknown) => void>;
  changed: ((leads: boolean) => void) | undefined;
  isFrozen: boolean;
}

/** Tabs of one browser, in this process: the first leads, and when it closes, the next. */
export class FalseTabs {
  readonly #tabs: Tab[] = [];
  #leader: Tab | undefined;

  /** Another tab. `freeze()`: it hears and does nothing any more, yet keeps the lead. */
  open(): Tabs & { freeze(): void } {
    const tab: Tab = { heard: new Set(), changed: undefined, isFrozen: false };
    this.#tabs.push(tab);
    return {
      lead: (changed) => {
        tab.changed = changed;
        if (this.#leader === undefined) this.#promote(tab);
        return () => this.#leave(tab);
      },
      steal: () => {
        const former = this.#leader;
        if (former === tab) return;
        if (former?.isFrozen === false) former.changed?.(false);
        this.#promote(tab);
      },
      post: (message) => {
        for (const { heard, isFrozen } of this.#tabs.filter((other) => other !== tab)) {
          if (!isFrozen) { for (const hear of heard) hear(structuredClone(message)); }
        }
      },
      listen: (hear) => {
        tab.heard.add(hear);
        return () => void tab.heard.delete(hear);
      },
      close: () => this.#leave(tab),
      freeze: () => {
        tab.isFrozen = true;
      },
    };
  }

  #promote(tab: Tab): void {
    this.#leader = tab;
    tab.changed?.(true);
  }

  #leave(tab: Tab): void {
    tab.changed = undefined;
    if (this.#leader !== tab) return;
    this.#leader = undefined;
    const next = this.#tabs.find(({ changed }) => changed !== undefined);
    if (next !== undefined) this.#promote(next);
  }
}
