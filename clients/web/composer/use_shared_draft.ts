import { useEffect, useRef } from "react";
import { useDraft } from "../../react/mod.ts";
import type { DraftStore } from "./draft_store.ts";

export interface SharedDraftOptions {
  readonly drafts: DraftStore;
  readonly room: string;
  /** Of a thread: the message that began it. */
  readonly thread?: number;
  readonly text: string;
  /** Another device has gone on with it. */
  onText(text: string): void;
}

/**
 * Lets what one has begun to write follow from device to device. What was written here and is not known elsewhere yet is
 * never taken away.
 */
export function useSharedDraft({ drafts, room, thread, text, onText }: SharedDraftOptions): void {
  const { draft, isKnown, write } = useDraft(room, thread === undefined ? {} : { thread });
  // What all devices knew last: over a reload too, or what was sent elsewhere meanwhile would come back.
  const place = `${room}/${thread ?? ""}/known`;
  /** What the others are told last; `undefined`: nothing yet. */
  const written = useRef<string>(undefined);
  const latest = useRef({ text, onText });
  latest.current = { text, onText };
  const shared = isKnown ? draft?.content ?? "" : undefined;
  useEffect(() => {
    if (shared === undefined) return;
    const { text, onText } = latest.current;
    const isOurs = text !== (written.current ?? drafts.get(place));
    drafts.set(place, shared);
    if (isOurs || text === shared) return;
    written.current = shared;
    onText(shared);
  }, [shared, drafts, place]);
  useEffect(() => {
    // What was said last counts, not what is known: a text that was sent at once is gone, too.
    if (shared === undefined || text === (written.current ?? drafts.get(place))) return;
    written.current = text;
    write(text);
  }, [text, shared === undefined, write, drafts, place]);
}
