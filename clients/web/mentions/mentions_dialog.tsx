import { useTranslation } from "react-i18next";
import { type MentionSummary, type RoomSummary, useMentions } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { Waiting } from "../dialogs/waiting.tsx";
import type { People } from "../members/people.ts";
import { faultText } from "../text/fault_text.ts";
import { bare } from "../text/isolate.ts";
import { agoText } from "../text/time_text.ts";

export interface MentionsDialogProps {
  readonly rooms: readonly RoomSummary[];
  readonly people: People;
  onOpen(mention: MentionSummary): void;
  onClose(): void;
}

/** What mentions one, over all rooms, the newest first. */
export function MentionsDialog({ rooms, people, onOpen, onClose }: MentionsDialogProps) {
  const { t, i18n } = useTranslation();
  const { mentions, total, status, error, loadMore } = useMentions();
  const nameOf = (id: string) => rooms.find((room) => room.id === id)?.name ?? "";
  return (
    <Dialog title={t("mentions.inbox")} onClose={onClose}>
      {status === "loading" && <Waiting fault={error === undefined ? undefined : faultText(t, error)} />}
      {status === "ready" && mentions.length === 0 && <p>{t("mentions.none")}</p>}
      <ul className="hits">
        {mentions.map((mention) => {
          const { room, seq, message, isUnread } = mention;
          return (
            <li key={`${room}/${seq}`} className="hit">
              <div className="byline">
                <span className="name" dir="auto">{people.nameOf(message.user)}</span>
                <span className="name" dir="auto">{bare(nameOf(room))}</span>
                <time dateTime={message.timestamp}>{agoText(message.timestamp, i18n.language, new Date())}</time>
                {isUnread && <span className="badge mentioning">{t("mentions.new")}</span>}
              </div>
              <p className="quoted" dir="auto">{message.content}</p>
              <button
                type="button"
                className="button small"
                onClick={() => {
                  onClose();
                  onOpen(mention);
                }}
              >
                {t("mentions.open")}
              </button>
            </li>
          );
        })}
      </ul>
      {mentions.length < Math.min(total, 200) && (
        <button
          type="button"
          className="button"
          onClick={() => void loadMore()}
        >
          {t("mentions.more")}
        </button>
      )}
    </Dialog>
  );
}
