import { type RefObject, useCallback, useState } from "react";
import type { TimelineItem, UseMessages } from "../../react/mod.ts";
import type { DraftStore } from "./draft_store.ts";

export interface UseWritingOptions {
  readonly drafts: DraftStore;
  /** Under what the draft is kept. */
  readonly place: string;
  readonly input: RefObject<HTMLTextAreaElement | null>;
  send(text: string, options: NonNullable<Parameters<UseMessages["send"]>[1]>): void;
}

export interface UseWriting {
  readonly draft: string;
  /** What the next message answers. */
  readonly answered: TimelineItem | undefined;
  keep(text: string): void;
  answer(item: TimelineItem): void;
  dropAnswer(): void;
  submit(text: string): void;
  /** It was sent, or will be. */
  sent(): void;
}

/** What one is about to say, and to what. */
export function useWriting({ drafts, place, input, send }: UseWritingOptions): UseWriting {
  const [draft, setDraft] = useState(() => drafts.get(place));
  const [answered, setAnswered] = useState<TimelineItem>();
  const keep = (text: string) => {
    setDraft(text);
    drafts.set(place, text);
  };
  const answer = useCallback((item: TimelineItem) => {
    setAnswered(item);
    input.current?.focus();
  }, [input]);
  const dropAnswer = useCallback(() => setAnswered(undefined), []);
  const sent = () => {
    keep("");
    dropAnswer();
  };
  const submit = (text: string) => {
    send(text.trim(), answered?.seq === undefined ? {} : { replyTo: answered.seq });
    sent();
  };
  return { draft, answered, keep, answer, dropAnswer, submit, sent };
}
