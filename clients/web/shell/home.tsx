import { useTranslation } from "react-i18next";
import type { UseRooms } from "../../react/mod.ts";
import { FirstRoom } from "../rooms/first_room.tsx";
import { Mark } from "./icon.tsx";

export interface HomeProps {
  readonly rooms: UseRooms;
  onOpen(room: string): void;
  onBrowse(): void;
}

/** Where no room is open. */
export function Home({ rooms, onOpen, onBrowse }: HomeProps) {
  const { t } = useTranslation();
  if (rooms.status === "ready" && rooms.rooms.length === 0) {
    return (
      <div className="empty">
        <Mark />
        <h1>{t("rooms.welcome")}</h1>
        <p>{t("rooms.welcomeHint")}</p>
        <FirstRoom {...rooms} onOpen={onOpen} onBrowse={onBrowse} />
      </div>
    );
  }
  return (
    <div className="empty">
      <Mark />
      <h1>{t("rooms.choose")}</h1>
      <p>{t("rooms.chooseHint")}</p>
    </div>
  );
}
