import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { type UseMessages, useUnread } from "../../react/mod.ts";
import { useToast } from "../shell/toasts.tsx";
import { faultText } from "../text/fault_text.ts";

export interface MarkUnreadOptions {
  readonly room: string;
  readonly me: string;
  readonly messages: Pick<UseMessages, "items" | "leaveMark">;
}

export interface MarkUnread {
  /** Until one goes, or says something: being in sight makes nothing read. */
  readonly isHeld: boolean;
  /** This message and what follows are unread again, on all devices. */
  markUnread(seq: number): void;
}

/** Leaves something to be read later, while one looks at it. */
export function useMarkUnread({ room, me, messages: { items, leaveMark } }: MarkUnreadOptions): MarkUnread {
  const { t } = useTranslation();
  const toast = useToast();
  const { markUnread: mark } = useUnread(room);
  /** Since one's own last message; `undefined`: not at all. */
  const [held, setHeld] = useState<string>();
  const lastOwn = items.findLast(({ kind, user }) => kind === "message" && user.id === me)?.key ?? "";
  const markUnread = useCallback((seq: number) => {
    setHeld(lastOwn);
    mark(seq - 1).then(() => {
      leaveMark();
      toast(t("receipts.unread"));
    }, (error: unknown) => {
      setHeld(undefined);
      toast(faultText(t, error));
    });
  }, [mark, leaveMark, lastOwn, toast, t]);
  return { isHeld: held === lastOwn, markUnread };
}
