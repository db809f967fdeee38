/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Page } from "playwright-core";

/** Spans in milliseconds. */
export interface WebFigures {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** Records the time between frames until the answer is called. */
export async function recordFrames(page: Page): Promise<() => Promise<WebFigures>> {
  await page.evaluate(() => {
    const probe = { spans: [] as number[], isOver: false };
    Object.assign(globalThis, { probe });
    let last = performance.now();
    const tick = (now: number) => {
      probe.spans.push(now - last);
      last = now;
      if (!probe.isOver) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  return () => read(page);
}

/** Records how long each key waits until the page begins to handle it. */
export async function recordKeys(page: Page): Promise<() => Promise<WebFigures>> {
  await page.evaluate(() => {
    const probe = { spans: [] as number[], isOver: false };
    Object.assign(globalThis, { probe });
    // The moment at which the browser got the key stands in the event itself.
    addEventListener("keydown", (event) => probe.spans.push(performance.now() - event.timeStamp), { capture: true });
  });
  return () => read(page);
}

async function read(page: Page): Promise<WebFigures> {
  const spans = await page.evaluate(() => {
    const { probe } = globalThis as unknown as { probe: { spans: number[]; isOver: boolean } };
    probe.isOver = true;
    return probe.spans.slice(1);
  });
  const sorted = spans.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return {
    count: sorted.length,
    mean: sorted.reduce((sum, span) => sum + span, 0) / sorted.length,
    p50: at(0.5),
    p95: at(0.95),
    max: at(1),
  };
}
