import type { RoomSummary } from "../../react/mod.ts";
import type { People } from "../members/people.ts";

/** Who else is in a conversation. */
export function othersIn({ people = [] }: Pick<RoomSummary, "people">, me: string): readonly string[] {
  return people.filter((id) => id !== me);
}

/** A conversation of two is called what the other one is called; the server knows usernames only. */
export function titled(room: RoomSummary, me: string, people: People): RoomSummary {
  const others = room.isDirect ? othersIn(room, me) : [];
  if (others.length !== 1) return room;
  const name = people.nameOf({ id: others[0]!, name: room.name });
  return name === room.name ? room : { ...room, name };
}

/** Two people cannot leave each other. */
export function mayLeave({ isDirect, people = [] }: Pick<RoomSummary, "isDirect" | "people">): boolean {
  return !isDirect || people.length > 2;
}
