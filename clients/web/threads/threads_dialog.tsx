import { useTranslation } from "react-i18next";
import { type RoomSummary, useThreads } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { Waiting } from "../dialogs/waiting.tsx";
import type { People } from "../members/people.ts";
import { faultText } from "../text/fault_text.ts";
import { bare } from "../text/isolate.ts";
import { saidText } from "../text/said_text.ts";
import { agoText } from "../text/time_text.ts";

export interface ThreadsDialogProps {
  readonly rooms: readonly RoomSummary[];
  readonly people: People;
  onOpen(room: string, root: number): void;
  onClose(): void;
}

/** The threads that one follows, over all rooms, the liveliest first. */
export function ThreadsDialog({ rooms, people, onOpen, onClose }: ThreadsDialogProps) {
  const { t, i18n } = useTranslation();
  const { threads, status, error } = useThreads();
  const nameOf = (id: string) => rooms.find((room) => room.id === id)?.name ?? "";
  return (
    <Dialog title={t("threads.inbox")} onClose={onClose}>
      {status === "loading" && <Waiting fault={error === undefined ? undefined : faultText(t, error)} />}
      {status === "ready" && threads.length === 0 && <p>{t("threads.none")}</p>}
      <ul className="hits">
        {threads.map(({ room, root, unread }) => (
          <li key={`${room}/${root.seq}`} className="hit">
            <div className="byline">
              <span className="name" dir="auto">{people.nameOf(root.user)}</span>
              <span className="name" dir="auto">{bare(nameOf(room))}</span>
              {root.thread !== undefined && (
                <time dateTime={root.thread.lastTimestamp}>
                  {t("threads.replies", { count: root.thread.replies })},{" "}
                  {agoText(root.thread.lastTimestamp, i18n.language, new Date())}
                </time>
              )}
            </div>
            <p className="quoted" dir="auto">{root.isDeleted ? t("messages.deleted") : saidText(root)}</p>
            <button
              type="button"
              className="button small"
              onClick={() => {
                onClose();
                if (root.seq !== undefined) onOpen(room, root.seq);
              }}
            >
              {t("threads.open")}
              {unread > 0 && (
                <span className="badge">
                  {unread}
                  <span className="unseen">{t("threads.unread", { count: unread })}</span>
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
