import { type ReactNode, useState } from "react";
import { useSession } from "../../react/mod.ts";
import type { UseWriting } from "../composer/use_writing.ts";
import type { Point } from "../dialogs/floating.tsx";
import { LaterButton } from "./later_button.tsx";
import { LaterChoice } from "./later_choice.tsx";
import { useLater } from "./use_later.ts";

export interface SendLaterOptions {
  readonly room: string;
  /** Of a thread: the message that began it. */
  readonly thread?: number;
  readonly writing: UseWriting;
  /** Files that go with it, by their ids. */
  readonly attachments?: readonly string[];
  /** Not all of it is there yet. */
  readonly isWaiting?: boolean;
  /** It is left to be sent. */
  onSent?(): void;
}

export interface SendLater {
  /** Stands beside the button that sends; absent: guests may be gone by then. */
  readonly button: ReactNode;
  /** What opens over the page: outside of the form that one writes in. */
  readonly window: ReactNode;
}

/** Sends what one has written at another time. */
export function useSendLater(options: SendLaterOptions): SendLater {
  const { room, thread, writing, attachments = [], isWaiting = false, onSent } = options;
  const { user } = useSession();
  const later = useLater();
  const [at, setAt] = useState<Point>();
  if (user?.guest === true) return { button: undefined, window: undefined };
  const isEmpty = writing.draft.trim() === "" && attachments.length === 0;
  const send = async (moment: Date) => {
    const message = { room, thread, replyTo: writing.answered?.seq, text: writing.draft, attachments };
    if (!await later(message, moment)) return;
    writing.sent();
    onSent?.();
  };
  return {
    button: <LaterButton isOff={isEmpty || isWaiting} onOpen={setAt} />,
    window: at !== undefined && <LaterChoice at={at} onLater={send} onClose={() => setAt(undefined)} />,
  };
}
