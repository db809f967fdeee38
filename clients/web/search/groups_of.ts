import type { FoundMessage } from "../../react/mod.ts";
import type { Found } from "./found_option.tsx";
import type { Places } from "./use_places.ts";

export interface FoundGroup {
  readonly kind: "rooms" | "people" | "messages";
  readonly found: readonly Found[];
}

/** What was found, by kinds, without those of which there is nothing. */
export function groupsOf({ rooms, people }: Places, hits: readonly FoundMessage[]): readonly FoundGroup[] {
  const groups: readonly FoundGroup[] = [
    { kind: "rooms", found: rooms.map((room) => ({ kind: "room", key: room.id, room })) },
    { kind: "people", found: people.map((user) => ({ kind: "person", key: user.id, user })) },
    { kind: "messages", found: hits.map((hit) => ({ kind: "message", key: hit.id, hit })) },
  ];
  return groups.filter(({ found }) => found.length > 0);
}
