import { useTranslation } from "react-i18next";
import type { RoomSummary } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { useAction } from "../dialogs/use_action.ts";
import { isolate } from "../text/isolate.ts";

export interface LeaveRoomProps {
  readonly room: RoomSummary;
  onLeave(): Promise<unknown>;
  onClose(): void;
}

export function LeaveRoom({ room, onLeave, onClose }: LeaveRoomProps) {
  const { t } = useTranslation();
  const { busy, fault, run } = useAction(onLeave);
  const names = { room: isolate(room.name) };
  const title = room.isDirect ? t("direct.leave") : t("rooms.leave");
  const question = room.isDirect
    ? t("direct.leaveQuestion", names)
    : t(room.isPrivate ? "rooms.leaveLast" : "rooms.leaveQuestion", names);
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{question}</p>
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      <div className="ends">
        <button type="button" className="button" onClick={onClose}>{t("app.cancel")}</button>
        <button type="button" className="button danger" aria-disabled={busy} onClick={() => run()}>
          {title}
        </button>
      </div>
    </Dialog>
  );
}
