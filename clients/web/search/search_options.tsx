import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { RoomSummary } from "../../react/mod.ts";
import { isolate } from "../text/isolate.ts";

export interface SearchScope {
  readonly inRoom: boolean;
  readonly sort: "relevance" | "newest";
}

export interface SearchOptionsProps {
  readonly room: RoomSummary | undefined;
  readonly scope: SearchScope;
  onScope(scope: SearchScope): void;
}

/** Where to look, and what comes first. */
export function SearchOptions({ room, scope, onScope }: SearchOptionsProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="search-options">
      {room !== undefined && (
        <label className="check">
          <input
            type="checkbox"
            checked={scope.inRoom}
            onChange={(event) => onScope({ ...scope, inRoom: event.target.checked })}
          />
          <span>{t("search.inRoom", { room: isolate(room.name) })}</span>
        </label>
      )}
      <label className="unseen" htmlFor={id}>{t("search.sort")}</label>
      <select
        id={id}
        className="select"
        value={scope.sort}
        onChange={(event) => onScope({ ...scope, sort: event.target.value as SearchScope["sort"] })}
      >
        <option value="relevance">{t("search.relevance")}</option>
        <option value="newest">{t("search.newest")}</option>
      </select>
    </div>
  );
}
