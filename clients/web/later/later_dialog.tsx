import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ScheduledView, useRooms, useScheduled } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { useAction } from "../dialogs/use_action.ts";
import { Waiting } from "../dialogs/waiting.tsx";
import { faultText } from "../text/fault_text.ts";
import { bare } from "../text/isolate.ts";
import { momentText } from "../text/moment_text.ts";
import { LaterForm } from "./later_form.tsx";

/** What one has left to be sent, in all rooms, soonest first: to be changed or taken back. */
export function LaterDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const { scheduled, error } = useScheduled();
  const { rooms } = useRooms();
  const nameOf = (room: string) => rooms.find(({ id }) => id === room)?.name ?? "";
  return (
    <Dialog title={t("later.list")} onClose={onClose}>
      {scheduled === undefined && <Waiting fault={error === undefined ? undefined : faultText(t, error)} />}
      {scheduled?.length === 0 && <p role="status">{t("later.none")}</p>}
      <ul className="hits">
        {scheduled?.map((message) => (
          <LaterMessage key={message.id} message={message} roomName={nameOf(message.room_id)} />
        ))}
      </ul>
    </Dialog>
  );
}

interface LaterMessageProps {
  readonly message: ScheduledView;
  readonly roomName: string;
}

function LaterMessage({ message, roomName }: LaterMessageProps) {
  const { t, i18n } = useTranslation();
  const { unschedule } = useScheduled();
  const [isOpen, setOpen] = useState(false);
  const { busy, fault, run } = useAction(() => unschedule(message.id));
  const { state, content, send_at, error } = message;
  return (
    <li className="hit">
      <div className="byline">
        <time dateTime={send_at}>{momentText(send_at, i18n.language, new Date())}</time>
        <span className="name" dir="auto">{bare(roomName)}</span>
      </div>
      {error !== undefined && state === "failed" && (
        <p className="notice bad">{t("later.failed", { why: faultText(t, error) })}</p>
      )}
      {isOpen ? <LaterForm message={message} onClose={() => setOpen(false)} /> : (
        <>
          <p className="quoted" dir="auto">{content === "" ? t("files.group") : content}</p>
          {state === "sending" ? <p className="hint">{t("later.sending")}</p> : (
            <div className="ends">
              <button type="button" className="button small" onClick={() => setOpen(true)}>{t("later.change")}</button>
              <button type="button" className="button small danger" aria-disabled={busy} onClick={() => run()}>
                {t("later.cancel")}
              </button>
            </div>
          )}
        </>
      )}
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
    </li>
  );
}
