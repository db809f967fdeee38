import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { MessageView } from "../entities.ts";
import { tombstone } from "./message_fold.ts";
import type { Span, TimelineWindow } from "./timeline_window.ts";

/** The newest part of a room as it was shown last. */
export interface CachedTimeline {
  readonly epoch: string;
  readonly after: number;
  readonly upTo: number;
  readonly asOf: number;
  /** Ascending. */
  readonly views: readonly MessageView[];
}

/** Newest messages kept for reading offline. */
export const cachedMessages = 100;

export function cachedOf(window: TimelineWindow, epoch: string): CachedTimeline {
  const states = window.newest(cachedMessages);
  const isWhole = states.length === window.size;
  const after = isWhole ? window.from - 1 : states[0]!.view.seq - 1;
  return { epoch, after, upTo: window.to, asOf: window.foldedTo, views: states.map(({ view }) => view) };
}

/** Whether a value of a store, perhaps of another version, is one. */
export function isCachedTimeline(value: unknown): value is CachedTimeline {
  const { epoch, after, upTo, asOf, views } = (value ?? {}) as Partial<Record<keyof CachedTimeline, unknown>>;
  return typeof epoch === "string" && [after, upTo, asOf].every(Number.isSafeInteger) && Array.isArray(views);
}

export function spanOfCached({ after, upTo, asOf, views }: CachedTimeline): Span {
  return { after, upTo, asOf, states: views.map((view) => ({ view, asOf })) };
}

/** The same without what was deleted; the very same object if it was not there. */
export function redacted(cached: unknown, { of, seq, user_id }: RoomEvent): unknown {
  if (!isCachedTimeline(cached) || !cached.views.some((view) => view.seq === of)) return cached;
  const views = cached.views.map((view) => view.seq === of ? tombstone(view, { seq, user_id }) : view);
  return { ...cached, views };
}

/** The same without what is before this seq; the very same object if nothing of it was there. */
export function cut(cached: unknown, first: number): unknown {
  if (!isCachedTimeline(cached) || cached.after >= first - 1) return cached;
  const upTo = Math.max(cached.upTo, first - 1);
  return { ...cached, after: first - 1, upTo, views: cached.views.filter(({ seq }) => seq >= first) };
}
