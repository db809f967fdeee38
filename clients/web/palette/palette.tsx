import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RoomSummary } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { RoomIcon } from "../rooms/room_icon.tsx";
import { Icon, type IconName } from "../shell/icon.tsx";
import { bare, isolate } from "../text/isolate.ts";
import { ranked } from "./ranked.ts";

/** Something one can do from anywhere. */
export interface Command {
  readonly name: string;
  readonly icon: IconName;
  readonly keys?: string;
  run(): void;
}

export interface PaletteProps {
  readonly rooms: readonly RoomSummary[];
  readonly commands: readonly Command[];
  onRoom(id: string): void;
  /** Looks for that everywhere. */
  onSearch(text: string): void;
  onClose(): void;
}

interface Option {
  readonly key: string;
  readonly name: string;
  readonly room?: RoomSummary;
  readonly command?: Command;
}

/** Every room and every command under a few letters. */
export function Palette({ rooms, commands, onRoom, onSearch, onClose }: PaletteProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const wanted = search.trim();
  const options: Option[] = ranked([
    ...rooms.toSorted((a, b) => b.unread - a.unread).map((room) => ({ key: room.id, name: room.name, room })),
    ...commands.map((command) => ({ key: command.name, name: command.name, command })),
  ], search);
  if (wanted !== "") {
    const name = t("palette.search", { text: isolate(wanted) });
    options.push({ key: "search", name, command: { name, icon: "search", run: () => onSearch(wanted) } });
  }
  const choose = (option: Option | undefined) => {
    if (option === undefined) return;
    onClose();
    if (option.room !== undefined) onRoom(option.room.id);
    else option.command?.run();
  };
  const keyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      choose(options[at]);
    } else if (step !== undefined && options.length > 0) {
      event.preventDefault();
      const next = (at + step + options.length) % options.length;
      setAt(next);
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
    }
  };
  return (
    <Dialog title={t("palette.title")} kind="palette high" bare onClose={onClose}>
      <input
        autoFocus
        className="input"
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={options.length > 0 ? `${id}-${at}` : undefined}
        aria-label={t("palette.label")}
        placeholder={t("palette.placeholder")}
        value={search}
        onChange={(event) => {
          setSearch(event.target.value);
          setAt(0);
        }}
        onKeyDown={keyDown}
      />
      <div className="options" role="listbox" id={`${id}-list`} aria-label={t("palette.label")}>
        {options.map((option, i) => (
          <OptionLine
            key={option.key}
            id={`${id}-${i}`}
            option={option}
            isChosen={i === at}
            onClick={() => choose(option)}
          />
        ))}
      </div>
    </Dialog>
  );
}

interface OptionLineProps {
  readonly id: string;
  readonly option: Option;
  readonly isChosen: boolean;
  onClick(): void;
}

function OptionLine({ id, option: { name, room, command }, isChosen, onClick }: OptionLineProps) {
  const { t } = useTranslation();
  return (
    <div className="option" role="option" id={id} aria-selected={isChosen} onClick={onClick}>
      {room !== undefined && <RoomIcon {...room} />}
      {command !== undefined && <Icon name={command.icon} />}
      <span className="name" dir="auto">{bare(name)}</span>
      {room !== undefined && room.unread > 0 && (
        <span className="badge">
          {room.unread > 99 ? "99+" : room.unread}
          <span className="unseen">{t("rooms.unread", { count: room.unread })}</span>
        </span>
      )}
      {command?.keys !== undefined && (
        <span className="keys">
          <kbd>{command.keys}</kbd>
        </span>
      )}
    </div>
  );
}
