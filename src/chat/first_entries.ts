import type { LogEntry } from "../ports/event_log.ts";
import type { NewRoom } from "../ports/rooms.ts";
import type { Id } from "../protocol/id.ts";
import { buildBatch } from "./append_batch.ts";
import type { Actor } from "./intent.ts";
import { RoomState } from "./room_state.ts";

/** The first entries of a room: these people come in, in this order. `now`: milliseconds since 1970. */
export function firstEntries(
  room: NewRoom,
  people: readonly Actor[],
  nextId: () => Id,
  now: number,
): readonly LogEntry[] {
  const state = new RoomState({ ...room, head: 0, memberCount: 0 });
  state.learn(people.map(({ id }) => id), { seq: 0, members: new Map() });
  const joins = people.map((actor) => ({
    id: nextId(),
    actor,
    intent: { kind: "join" } as const,
    since: 0,
    settled: false,
    resolve() {},
    reject() {},
  }));
  return buildBatch(room.id, state, joins, now).entries;
}
