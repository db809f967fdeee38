import { useTranslation } from "react-i18next";
import { Icon } from "../shell/icon.tsx";

/** What kind of a room it is: at a glance, and in a word for who cannot see it. */
export function RoomIcon({ isPrivate, hasPassword }: { readonly isPrivate: boolean; readonly hasPassword: boolean }) {
  const { t } = useTranslation();
  const word = isPrivate ? t("rooms.private") : hasPassword ? t("rooms.protected") : undefined;
  return (
    <>
      <Icon name={isPrivate ? "lock" : hasPassword ? "key" : "room"} />
      {word !== undefined && <span className="unseen">{word}</span>}
    </>
  );
}
