import { useTranslation } from "react-i18next";
import { type RoomSummary, useClient } from "../../react/mod.ts";
import { useAction } from "../dialogs/use_action.ts";

export interface ArchiveRoomProps {
  readonly room: RoomSummary;
  onChanged(): Promise<unknown>;
}

/** Closes a room for writing, and opens it again: nothing is lost, so nothing is asked. */
export function ArchiveRoom({ room, onChanged }: ArchiveRoomProps) {
  const { t } = useTranslation();
  const { api } = useClient();
  const isArchived = room.isArchived === true;
  const { busy, fault, run } = useAction(async () => {
    await api.rooms.update(room.id, { archived: !isArchived });
    await onChanged();
  });
  return (
    <section>
      <h3>{t("rights.archive")}</h3>
      <p role="status">{isArchived ? t("rights.reopenHint") : t("rights.archiveHint")}</p>
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      <div className="ends">
        <button type="button" className="button" aria-disabled={busy} onClick={() => run()}>
          {isArchived ? t("rights.reopen") : t("rights.archiveNow")}
        </button>
      </div>
    </section>
  );
}
