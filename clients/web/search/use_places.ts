import { useEffect, useMemo, useState } from "react";
import { type Profile, type RoomSummary, useRooms } from "../../react/mod.ts";
import { useFoundPeople } from "../direct/use_found_people.ts";
import { ranked } from "../palette/ranked.ts";

export interface UsePlacesOptions {
  readonly text: string;
  /** One's own rooms and conversations, as they are shown. */
  readonly rooms: readonly RoomSummary[];
  /** Guests cannot look for people. */
  readonly isGuest: boolean;
}

export interface Places {
  readonly rooms: readonly RoomSummary[];
  readonly people: readonly Profile[];
}

/** A pause in typing after which one is taken to have typed what is looked for, milliseconds. */
const pauseMs = 200;
/** Of each as many: whoever looks for a room or somebody has other places for that. */
const shownMax = 4;

/** Rooms and people of that name: one's own rooms at once, others when the server has answered. */
export function usePlaces({ text, rooms, isGuest }: UsePlacesOptions): Places {
  const { find } = useRooms();
  const [others, setOthers] = useState<readonly RoomSummary[]>([]);
  const { users = [] } = useFoundPeople(isGuest ? "" : text);
  useEffect(() => {
    setOthers([]);
    if (text === "") return;
    let current = true;
    const ask = () =>
      find({ q: text, limit: shownMax }).then(
        (page) => current && setOthers(page.rooms),
        // What was said is what one looks for here first: its own search tells what is wrong.
        () => current && setOthers([]),
      );
    const timer = setTimeout(() => void ask(), pauseMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [find, text]);
  return useMemo(() => {
    const own = text === "" ? [] : ranked(rooms, text).slice(0, shownMax);
    const known = new Set(rooms.map(({ id }) => id));
    const more = others.filter(({ id }) => !known.has(id));
    return { rooms: [...own, ...more].slice(0, shownMax), people: users.slice(0, shownMax) };
  }, [text, rooms, others, users]);
}
