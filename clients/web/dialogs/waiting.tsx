import { useTranslation } from "react-i18next";

/** What stands where an answer will: that it is awaited, or why there is none. */
export function Waiting({ fault }: { readonly fault: string | undefined }) {
  const { t } = useTranslation();
  if (fault !== undefined) return <p className="notice bad" role="alert">{fault}</p>;
  return (
    <div className="empty" role="status">
      <span className="spinner" />
      {t("app.loading")}
    </div>
  );
}
