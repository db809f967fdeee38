import type { Id } from "../protocol/id.ts";
import type { LiveRooms } from "./live_rooms.ts";
import { requireReader } from "./permission.ts";

/**
 * Reads something of a room for somebody who may read it up to `head`, the head at which that is judged. What comes back may
 * tell of what happened later, up to `asOf`: so it is judged once more there, and nobody sees anything that is after the end
 * of their membership.
 */
export async function reading<T extends { readonly asOf: number }>(
  live: Pick<LiveRooms, "room">,
  user: Id,
  room: Id,
  read: (head: number, floor: number) => Promise<T>,
): Promise<T> {
  const judged = () =>
    live.room(room).consult([user], (state) => {
      requireReader(state, user);
      return { head: state.head, floor: state.floor };
    });
  const { head, floor } = await judged();
  const answer = await read(head, floor);
  if (answer.asOf > head) {
    live.room(room).rang(answer.asOf);
    await judged();
  }
  return answer;
}
