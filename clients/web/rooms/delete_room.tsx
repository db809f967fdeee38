import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type RoomSummary, useClient } from "../../react/mod.ts";
import { useAction } from "../dialogs/use_action.ts";
import { isolate } from "../text/isolate.ts";

export interface DeleteRoomProps {
  readonly room: RoomSummary;
  onDeleted(): void;
}

/** The end of a room, asked for twice: nothing brings it back. */
export function DeleteRoom({ room, onDeleted }: DeleteRoomProps) {
  const { t } = useTranslation();
  const { api } = useClient();
  const [asked, setAsked] = useState(false);
  const { busy, fault, run } = useAction(async () => {
    await api.rooms.delete(room.id);
    onDeleted();
  });
  return (
    <section>
      <h3>{t("roomSettings.end")}</h3>
      <p role={asked ? "alert" : undefined}>
        {asked ? t("roomSettings.deleteQuestion", { room: isolate(room.name) }) : t("roomSettings.deleteHint")}
      </p>
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      <div className="ends">
        {asked && <button type="button" className="button" onClick={() => setAsked(false)}>{t("app.cancel")}</button>}
        <button
          type="button"
          className="button danger"
          aria-disabled={busy}
          onClick={() => asked ? run() : setAsked(true)}
        >
          {asked ? t("roomSettings.deleteNow") : t("roomSettings.delete")}
        </button>
      </div>
    </section>
  );
}
