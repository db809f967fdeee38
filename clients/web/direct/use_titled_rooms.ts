import { useMemo } from "react";
import { type UseRooms, useRooms } from "../../react/mod.ts";
import type { People } from "../members/people.ts";
import { titled } from "./titled.ts";

/** One's rooms, conversations called as people are called. */
export function useTitledRooms(me: string, people: People): UseRooms {
  const rooms = useRooms();
  return useMemo(() => ({ ...rooms, rooms: rooms.rooms.map((room) => titled(room, me, people)) }), [rooms, me, people]);
}
