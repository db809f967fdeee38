import { useTranslation } from "react-i18next";
import { Mark } from "./icon.tsx";

/** Where no room is open. */
export function Home() {
  const { t } = useTranslation();
  return (
    <div className="empty">
      <Mark />
      <h2>{t("rooms.choose")}</h2>
      <p>{t("rooms.chooseHint")}</p>
    </div>
  );
}
