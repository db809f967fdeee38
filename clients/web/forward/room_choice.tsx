import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RoomSummary } from "../../react/mod.ts";
import { ranked } from "../palette/ranked.ts";
import { RoomIcon } from "../rooms/room_icon.tsx";
import { bare } from "../text/isolate.ts";

export interface RoomChoiceProps {
  readonly label: string;
  readonly rooms: readonly RoomSummary[];
  readonly chosen: RoomSummary | undefined;
  onChoose(room: RoomSummary | undefined): void;
}

/** One of one's rooms, found by a few letters of its name. The focus stays where one types; arrows walk, Enter takes. */
export function RoomChoice({ label, rooms, chosen, onChoose }: RoomChoiceProps) {
  const { t } = useTranslation();
  const id = useId();
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  const found = ranked(rooms, search);
  const take = (room: RoomSummary | undefined) => {
    if (room === undefined) return;
    onChoose(room);
    setSearch(bare(room.name));
    setAt(0);
  };
  const keyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && chosen === undefined && !event.nativeEvent.isComposing) {
      event.preventDefault();
      take(found[at]);
    } else if (step !== undefined && found.length > 0) {
      event.preventDefault();
      const next = (at + step + found.length) % found.length;
      setAt(next);
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
    }
  };
  const isOpen = chosen === undefined && found.length > 0;
  return (
    <div className="field room-choice">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        role="combobox"
        autoComplete="off"
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={isOpen ? `${id}-list` : undefined}
        aria-activedescendant={isOpen ? `${id}-${at}` : undefined}
        value={search}
        onChange={(event) => {
          setSearch(event.target.value);
          setAt(0);
          onChoose(undefined);
        }}
        onKeyDown={keyDown}
      />
      {isOpen && (
        <div className="options" role="listbox" id={`${id}-list`} aria-label={label}>
          {found.map((room, i) => (
            <div
              key={room.id}
              id={`${id}-${i}`}
              role="option"
              aria-selected={i === at}
              className="option"
              onClick={() => take(room)}
            >
              <RoomIcon {...room} />
              <span className="name" dir="auto">{bare(room.name)}</span>
            </div>
          ))}
        </div>
      )}
      {found.length === 0 && <p className="hint" role="status">{t("forward.none")}</p>}
    </div>
  );
}
