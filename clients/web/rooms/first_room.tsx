import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RoomSummary, UseRooms } from "../../react/mod.ts";
import { useAction } from "../dialogs/use_action.ts";
import { isolate } from "../text/isolate.ts";

export interface FirstRoomProps extends Pick<UseRooms, "find" | "join"> {
  onOpen(room: string): void;
  onBrowse(): void;
}

/** The room that a server makes by itself, whoever comes. */
const everybodys = { name: "global", creatorId: "0".repeat(24) };

/** For who is in no room yet: into the room where everybody is with one click, or on to the others. */
export function FirstRoom({ find, join, onOpen, onBrowse }: FirstRoomProps) {
  const { t } = useTranslation();
  const [room, setRoom] = useState<RoomSummary>();
  useEffect(() => {
    let current = true;
    find({ q: everybodys.name, limit: 50 }).then(({ rooms }) => {
      const found = rooms.find(({ name, creatorId }) => name === everybodys.name && creatorId === everybodys.creatorId);
      if (current) setRoom(found);
    }).catch(() => {
      // Then the way to all the rooms is still there.
      if (current) setRoom(undefined);
    });
    return () => {
      current = false;
    };
  }, [find]);
  const { busy, fault, run } = useAction(async (id: string) => {
    await join(id);
    onOpen(id);
  });
  return (
    <div className="first-room">
      {room !== undefined && (
        <button
          type="button"
          className="button main"
          aria-disabled={busy}
          onClick={() => run(room.id)}
        >
          {t("rooms.joinNamed", { room: isolate(room.name) })}
        </button>
      )}
      <button type="button" className="button" onClick={onBrowse}>{t("rooms.browse")}</button>
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
    </div>
  );
}
