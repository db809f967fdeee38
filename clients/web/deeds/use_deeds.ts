import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineItem, UseMessageActions } from "../../react/mod.ts";
import type { Point } from "../dialogs/floating.tsx";
import { pathOf, routeToMessage } from "../routing/route.ts";
import { useToast } from "../shell/toasts.tsx";
import { useIsOlder } from "./use_is_older.ts";
import { type Deed, deedsOf, type Powers } from "./deed.ts";

/** What is being done with a message, by its seq. */
export interface Doing {
  readonly kind: "menu" | "react" | "forward" | "edit" | "delete" | "history" | "who" | "read" | "report";
  readonly seq: number;
  readonly at: Point;
}

export interface UseDeedsOptions extends Powers {
  readonly room: string;
  /** What is told to the server: shown at once, and its refusal at the message. */
  readonly calls: Pick<UseMessageActions, "react" | "unreact" | "pin" | "unpin">;
  onReply(item: TimelineItem): void;
  /** Absent: one is in the thread already. */
  readonly onThread?: ((seq: number) => void) | undefined;
  /** Marks a message and what follows as unread. Absent: it is not the timeline that one looks at. */
  readonly onUnread?: ((seq: number) => void) | undefined;
}

/** The same functions as long as their answers are. */
export interface DeedActions {
  can(item: TimelineItem): readonly Deed[];
  act(deed: Deed, item: TimelineItem, at: Point): void;
  openMenu(item: TimelineItem, at: Point): void;
  toggle(item: TimelineItem, emoji: string, on: boolean): void;
  close(): void;
}

export interface Deeds {
  readonly doing: Doing | undefined;
  readonly actions: DeedActions;
}

/** What one does with messages, from the mouse, a touch or the keyboard alike. */
export function useDeeds(options: UseDeedsOptions): Deeds {
  const { room, calls, me, rights, isSilent, onReply, onThread, onUnread } = options;
  const { t } = useTranslation();
  const toast = useToast();
  const [doing, setDoing] = useState<Doing>();
  const isOlder = useIsOlder();
  const can = useCallback((item: TimelineItem) => {
    const hasNo: Partial<Record<Deed, boolean>> = {
      thread: onThread === undefined,
      unread: onUnread === undefined,
      read: onUnread === undefined,
    };
    const all = deedsOf(item, { me, rights, isSilent }).filter((deed) => hasNo[deed] !== true);
    return isOlder ? all.filter((deed) => deed === "link" || deed === "copy") : all;
  }, [me, rights, isSilent, onThread, onUnread, isOlder]);
  const toggle = useCallback((item: TimelineItem, emoji: string, on: boolean) => {
    if (item.seq === undefined) return;
    if (on) calls.react(item.seq, emoji);
    else calls.unreact(item.seq, emoji);
  }, [calls]);
  const copy = useCallback((text: string, said: string) => {
    navigator.clipboard.writeText(text).then(() => toast(said), () => toast(t("deeds.copyFailed", { text })));
  }, [t, toast]);
  const act = useCallback((deed: Deed, item: TimelineItem, at: Point) => {
    const { seq } = item;
    if (seq === undefined || !can(item).includes(deed)) return;
    setDoing(undefined);
    switch (deed) {
      case "reply":
        return onReply(item);
      case "thread":
        return onThread?.(seq);
      case "unread":
        return onUnread?.(seq);
      case "pin":
        return item.isPinned ? calls.unpin(seq) : calls.pin(seq);
      case "link":
        return copy(location.origin + pathOf(routeToMessage(room, seq, item.threadOf)), t("deeds.linkCopied"));
      case "copy":
        return copy(item.content, t("deeds.copied"));
      default:
        setDoing({ kind: deed, seq, at });
    }
  }, [can, calls, copy, onReply, onThread, onUnread, room, t]);
  const openMenu = useCallback((item: TimelineItem, at: Point) => {
    if (item.seq !== undefined && can(item).length > 0) setDoing({ kind: "menu", seq: item.seq, at });
  }, [can]);
  const close = useCallback(() => setDoing(undefined), []);
  const actions = useMemo(() => ({ can, act, openMenu, toggle, close }), [can, act, openMenu, toggle, close]);
  return { doing, actions };
}
