import { useTranslation } from "react-i18next";
import type { RoomSummary } from "../../react/mod.ts";
import { Icon } from "../shell/icon.tsx";

export type RoomIconProps = Pick<RoomSummary, "isDirect" | "isPrivate" | "hasPassword">;

/** What kind of a room it is: at a glance, and in a word for who cannot see it. */
export function RoomIcon({ isDirect, isPrivate, hasPassword }: RoomIconProps) {
  const { t } = useTranslation();
  if (isDirect) return <Icon name="message" />;
  const word = isPrivate ? t("rooms.private") : hasPassword ? t("rooms.protected") : undefined;
  return (
    <>
      <Icon name={isPrivate ? "lock" : hasPassword ? "key" : "room"} />
      {word !== undefined && <span className="unseen">{word}</span>}
    </>
  );
}
