import { useTranslation } from "react-i18next";

/** How much mentions one and is unread; nothing where nothing does. */
export function MentionBadge({ count }: { readonly count: number }) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <>
      <span className="badge mentioning" aria-hidden="true">@{count > 99 ? "99+" : count}</span>
      <span className="unseen">{t("mentions.unread", { count })}</span>
    </>
  );
}
