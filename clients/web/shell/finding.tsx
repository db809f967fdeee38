import { useState } from "react";
import type { FoundMessage, RoomSummary, SessionUser, UseRooms } from "../../react/mod.ts";
import type { People } from "../members/people.ts";
import { type Command, Palette } from "../palette/palette.tsx";
import { SearchDialog } from "../search/search_dialog.tsx";

export interface FindingProps {
  readonly open: "palette" | "search";
  readonly me: SessionUser;
  readonly rooms: UseRooms;
  readonly people: People;
  /** The room that is open. */
  readonly room: RoomSummary | undefined;
  readonly commands: readonly Command[];
  go(room: string): void;
  onMessage(hit: FoundMessage): void;
  onOpen(window: "search"): void;
  onClose(): void;
}

/** What one goes somewhere by: a few letters of a name, or a search of everything that takes over from there. */
export function Finding({ open, me, rooms, people, room, commands, go, onMessage, onOpen, onClose }: FindingProps) {
  const [sought, setSought] = useState("");
  if (open === "palette") {
    const search = (text: string) => {
      setSought(text);
      onOpen("search");
    };
    return <Palette rooms={rooms.rooms} commands={commands} onRoom={go} onSearch={search} onClose={onClose} />;
  }
  return (
    <SearchDialog
      {...{ me, room, people, onMessage, onClose }}
      begun={sought}
      rooms={rooms.rooms}
      onRoom={go}
      onPerson={async ({ id }) => go((await rooms.openDirect([id])).id)}
    />
  );
}
