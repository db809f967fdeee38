import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useScheduled } from "../../react/mod.ts";
import { useToast } from "../shell/toasts.tsx";
import { faultText } from "../text/fault_text.ts";
import { momentText } from "../text/moment_text.ts";

export interface LaterMessage {
  readonly room: string;
  /** Of a thread: the message that began it. */
  readonly thread?: number | undefined;
  readonly replyTo?: number | undefined;
  /** With files it may be blank. */
  readonly text: string;
  /** Files that were uploaded, by their ids. */
  readonly attachments?: readonly string[];
}

/** Leaves a message to be sent at a time to come: it says when it will be, or why not. `false`: it will not. */
export function useLater(): (message: LaterMessage, at: Date) => Promise<boolean> {
  const { t, i18n } = useTranslation();
  const { schedule } = useScheduled();
  const toast = useToast();
  return useCallback(async ({ room, thread, replyTo, text, attachments = [] }, at) => {
    try {
      const { send_at } = await schedule({
        ...{ room_id: room, content: text.trim(), send_at: at.toISOString() },
        ...(attachments.length === 0 ? {} : { attachments: [...attachments] }),
        ...(thread === undefined ? {} : { thread }),
        ...(replyTo === undefined ? {} : { reply_to: replyTo }),
      });
      toast(t("later.done", { when: momentText(send_at, i18n.language, new Date()) }));
      return true;
    } catch (error) {
      toast(faultText(t, error));
      return false;
    }
  }, [schedule, toast, t, i18n.language]);
}
