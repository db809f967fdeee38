import { useMemo } from "react";
import type { DraftPlace, DraftView, OwnSnapshot } from "../sdk/mod.ts";
import { useAccount } from "./use_account.ts";
import { useObservable } from "./use_observable.ts";

export interface UseDraft {
  /** `undefined`: there is none, or it is not known yet. */
  readonly draft: DraftView | undefined;
  /** Whether it is known what other devices have left here. */
  readonly isKnown: boolean;
  /** To be called at each change of what is being written. An empty text is no draft. */
  readonly write: (content: string, replyTo?: number) => void;
  /** It was sent, or given up. */
  readonly discard: () => void;
}

const unknown: OwnSnapshot<readonly DraftView[]> = { value: undefined };

/** What one has begun to write in a room, or in a thread of it, on any device. */
export function useDraft(room: string, { thread }: Pick<DraftPlace, "thread"> = {}): UseDraft {
  const attention = useAccount()?.attention;
  const { value } = useObservable(attention?.drafts, unknown);
  const draft = value?.find((draft) => draft.room_id === room && draft.thread === thread);
  const actions = useMemo(() => ({
    write: (content: string, replyTo?: number) => attention?.write(room, content, { thread, replyTo }),
    // What is not discarded now is so with the next change.
    discard: () => void attention?.discard(room, thread).catch(() => undefined),
  }), [attention, room, thread]);
  const isKnown = value !== undefined;
  return useMemo(() => ({ draft, isKnown, ...actions }), [draft, isKnown, actions]);
}
