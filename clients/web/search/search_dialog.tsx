import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FoundMessage, RoomSummary } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import type { People } from "../members/people.ts";
import { faultText } from "../text/fault_text.ts";
import { bare } from "../text/isolate.ts";
import { wholeTimeText } from "../text/time_text.ts";
import { SearchOptions, type SearchScope } from "./search_options.tsx";
import { Snippet } from "./snippet.tsx";
import { type UseSearch, useSearch } from "./use_search.ts";

export interface SearchDialogProps {
  readonly rooms: readonly RoomSummary[];
  /** The room that is open. */
  readonly room: RoomSummary | undefined;
  readonly people: People;
  onOpen(hit: FoundMessage): void;
  onClose(): void;
}

/** What was said anywhere, found by its words. Arrows walk the hits, Enter goes there. */
export function SearchDialog({ rooms, room, people, onOpen, onClose }: SearchDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState("");
  const [scope, setScope] = useState<SearchScope>({ inRoom: false, sort: "relevance" });
  const [at, setAt] = useState(0);
  const { found, isAsking, more } = useSearch({ text, sort: scope.sort, room: scope.inRoom ? room?.id : undefined });
  const hits = found?.hits ?? [];
  const open = (hit: FoundMessage | undefined) => {
    if (hit === undefined) return;
    onClose();
    onOpen(hit);
  };
  const keyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && !event.nativeEvent.isComposing) open(hits[at]);
    else if (step === undefined || hits.length === 0) return;
    else {
      const next = (at + step + hits.length) % hits.length;
      setAt(next);
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
    }
    event.preventDefault();
  };
  return (
    <Dialog title={t("search.title")} kind="high search" onClose={onClose}>
      <input
        autoFocus
        className="input"
        type="search"
        role="combobox"
        aria-expanded={hits.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={hits.length > 0 ? `${id}-${at}` : undefined}
        aria-label={t("search.label")}
        placeholder={t("search.label")}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={keyDown}
      />
      <SearchOptions room={room} scope={scope} onScope={setScope} />
      <State found={found} isAsking={isAsking} />
      <div className="found" role="listbox" id={`${id}-list`} aria-label={t("search.title")}>
        {hits.map((hit, i) => (
          <HitLine
            key={hit.id}
            id={`${id}-${i}`}
            hit={hit}
            isChosen={i === at}
            roomName={rooms.find((one) => one.id === hit.room_id)?.name ?? ""}
            name={people.nameOf({ id: hit.user_id, name: hit.username })}
            onClick={() => open(hit)}
          />
        ))}
      </div>
      {found?.hasMore && (
        <button type="button" className="button" aria-disabled={isAsking} onClick={more}>{t("rooms.more")}</button>
      )}
      {text === "" && <p className="hint">{t("search.hint")}</p>}
    </Dialog>
  );
}

/** How the search stands, in words. */
function State({ found, isAsking }: Pick<UseSearch, "found" | "isAsking">) {
  const { t } = useTranslation();
  if (found?.error !== undefined) return <p className="notice bad" role="alert">{faultText(t, found.error)}</p>;
  const count = found?.hits.length ?? 0;
  return (
    <div role="status">
      {isAsking && <span className="spinner" aria-label={t("app.loading")} />}
      {found !== undefined && count === 0 && !found.hasMore && t("search.nothing")}
      {count > 0 && !isAsking && t("search.found", { count })}
    </div>
  );
}

interface HitLineProps {
  readonly id: string;
  readonly hit: FoundMessage;
  readonly isChosen: boolean;
  readonly roomName: string;
  readonly name: string;
  onClick(): void;
}

function HitLine({ id, hit, isChosen, roomName, name, onClick }: HitLineProps) {
  const { i18n } = useTranslation();
  return (
    <div id={id} className="option" role="option" aria-selected={isChosen} onClick={onClick}>
      <div className="byline">
        <span className="name" dir="auto">{name}</span>
        <span className="where" dir="auto">{bare(roomName)}</span>
        <time dateTime={hit.timestamp}>{wholeTimeText(hit.timestamp, i18n.language)}</time>
      </div>
      <div className="snippet" dir="auto">
        <Snippet {...hit.snippet} />
      </div>
      {hit.files?.map((file) => (
        <div key={file.name} className="snippet" dir="auto">
          <Snippet text={file.name} ranges={file.ranges} />
        </div>
      ))}
    </div>
  );
}
