import { useTranslation } from "react-i18next";
import { usePins } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { Waiting } from "../dialogs/waiting.tsx";
import type { People } from "../members/people.ts";
import { RichText } from "../messages/rich_text.tsx";
import { isolate } from "../text/isolate.ts";
import { faultText } from "../text/fault_text.ts";
import { wholeTimeText } from "../text/time_text.ts";

export interface PinsDialogProps {
  readonly room: { readonly id: string; readonly name: string };
  readonly people: People;
  onShow(seq: number): void;
  onClose(): void;
}

/** What was pinned in a room, the newest pin first. */
export function PinsDialog({ room, people, onShow, onClose }: PinsDialogProps) {
  const { t, i18n } = useTranslation();
  const { items, status, error } = usePins(room.id);
  return (
    <Dialog title={t("pins.title", { room: isolate(room.name) })} onClose={onClose}>
      {status === "loading" && <Waiting fault={error === undefined ? undefined : faultText(t, error)} />}
      {status === "ready" && items.length === 0 && <p>{t("pins.none")}</p>}
      <ul className="hits">
        {items.map(({ key, seq, user, content, timestamp }) => (
          <li key={key} className="hit">
            <div className="byline">
              <span className="name" dir="auto">{people.nameOf(user)}</span>
              <time dateTime={timestamp}>{wholeTimeText(timestamp, i18n.language)}</time>
            </div>
            <RichText text={content} />
            <button
              type="button"
              className="button small"
              onClick={() => {
                onClose();
                if (seq !== undefined) onShow(seq);
              }}
            >
              {t("messages.show")}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
