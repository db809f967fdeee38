import { type KeyboardEvent, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FoundMessage, Profile, RoomSummary, SessionUser } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { useAction } from "../dialogs/use_action.ts";
import type { People } from "../members/people.ts";
import { FoundList } from "./found_list.tsx";
import type { Found } from "./found_option.tsx";
import { groupsOf } from "./groups_of.ts";
import { SearchField } from "./search_field.tsx";
import { SearchFilters } from "./search_filters.tsx";
import { SearchOptions, type SearchScope } from "./search_options.tsx";
import { SearchState } from "./search_state.tsx";
import { usePlaces } from "./use_places.ts";
import { useSearch } from "./use_search.ts";

export interface SearchDialogProps {
  readonly me: SessionUser;
  /** What is looked for at once. */
  readonly begun: string;
  readonly rooms: readonly RoomSummary[];
  /** The room that is open. */
  readonly room: RoomSummary | undefined;
  readonly people: People;
  onMessage(hit: FoundMessage): void;
  onRoom(id: string): void;
  onPerson(user: Profile): Promise<void>;
  onClose(): void;
}

/** Whatever has a filter or a phrase in it is no name. */
const notName = /[:"]/;

/** Messages, files, rooms and people by their words. Arrows walk what was found, Enter goes there. */
export function SearchDialog(props: SearchDialogProps) {
  const { me, rooms, room, people, onMessage, onRoom, onPerson, onClose } = props;
  const { t } = useTranslation();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(props.begun);
  const [scope, setScope] = useState<SearchScope>({ inRoom: false, sort: "relevance" });
  const [chosen, setChosen] = useState<string>();
  const search = useSearch({ text, sort: scope.sort, room: scope.inRoom ? room?.id : undefined });
  const name = scope.inRoom || notName.test(text) ? "" : text.trim().replace(/\*$/, "");
  const places = usePlaces({ text: name, rooms, isGuest: me.guest === true });
  const groups = groupsOf(places, search.found?.hits ?? []);
  const options = groups.flatMap(({ found }) => found);
  // By its key: what is found later stands above some of what was found before.
  const at = Math.max(0, options.findIndex(({ key }) => key === chosen));
  const write = (text: string) => {
    setText(text);
    setChosen(undefined);
    input.current?.focus();
  };
  const going = useAction(async (found: Found) => {
    if (found.kind === "person") await onPerson(found.user);
    onClose();
    if (found.kind === "room") onRoom(found.room.id);
    if (found.kind === "message") onMessage(found.hit);
  });
  const keyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const option = options[at];
    if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      if (option !== undefined) going.run(option);
    } else if (step === undefined || option === undefined) return;
    else {
      const next = (at + step + options.length) % options.length;
      setChosen(options[next]?.key);
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
    }
    event.preventDefault();
  };
  return (
    <Dialog title={t("search.title")} kind="high search" onClose={onClose}>
      <SearchField
        {...{ input, text }}
        list={id}
        chosen={options.length > 0 ? `${id}-${at}` : undefined}
        onText={write}
        onKeyDown={keyDown}
      />
      <SearchFilters text={text} onText={write} />
      <SearchOptions room={room} scope={scope} onScope={setScope} />
      {going.fault !== undefined && <p className="notice bad" role="alert">{going.fault}</p>}
      <SearchState {...search} isEmpty={options.length === 0} />
      <FoundList
        id={id}
        groups={groups}
        chosen={options[at]}
        roomNameOf={(id) => rooms.find((one) => one.id === id)?.name ?? ""}
        nameOf={people.nameOf}
        onGo={going.run}
      />
      {search.found?.hasMore && (
        <button type="button" className="button" aria-disabled={search.isAsking} onClick={search.more}>
          {t("rooms.more")}
        </button>
      )}
      {text === "" && <p className="hint">{t("search.hint")}</p>}
    </Dialog>
  );
}
