import { useTranslation } from "react-i18next";
import { searchFault } from "./search_fault.ts";
import type { UseSearch } from "./use_search.ts";

export interface SearchStateProps extends Pick<UseSearch, "found" | "isAsking"> {
  /** Nor was any room or person found. */
  readonly isEmpty: boolean;
}

/** How the search stands, in words. */
export function SearchState({ found, isAsking, isEmpty }: SearchStateProps) {
  const { t } = useTranslation();
  if (found?.error !== undefined) return <p className="notice bad" role="alert">{searchFault(t, found.error)}</p>;
  const count = found?.hits.length ?? 0;
  return (
    <div role="status">
      {isAsking && <span className="spinner" aria-label={t("app.loading")} />}
      {found !== undefined && isEmpty && !isAsking && !found.hasMore && t("search.nothing")}
      {count > 0 && !isAsking && t("search.found", { count })}
    </div>
  );
}
