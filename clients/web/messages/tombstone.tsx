import { useTranslation } from "react-i18next";
import { Icon } from "../shell/icon.tsx";

/** What is left of a message that was deleted. */
export function Tombstone() {
  const { t } = useTranslation();
  return (
    <p className="tombstone">
      <Icon name="bin" />
      {t("messages.deleted")}
    </p>
  );
}
