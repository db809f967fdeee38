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
  const name = isolate(room.name);
  return (
    <Dialog title={t("rooms.leave")} onClose={onClose}>
      <p>{room.isPrivate ? t("rooms.leaveLast", { room: name }) : t("rooms.leaveQuestion", { room: name })}</p>
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      <div className="ends">
        <button type="button" className="button" onClick={onClose}>{t("app.cancel")}</button>
        <button type="button" className="button danger" aria-disabled={busy} onClick={() => run()}>
          {t("rooms.leave")}
        </button>
      </div>
    </Dialog>
  );
}
