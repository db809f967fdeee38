import { receiptUsersShown, standingRoomsMax } from "../limits.ts";
import type { Reads, RoomStanding } from "../ports/reads.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type { ReadInput, ReceiptsView, Standing } from "../protocol/standing.ts";
import type { LiveRooms } from "./live_rooms.ts";
import { requireReader } from "./permission.ts";
import type { ReadPositions } from "./read_positions.ts";

/** What a user does with read positions, for any door. Every action judges the rights of its actor. */
export interface ReadActions {
  /** Stored when it resolves. With `back` the position may go back: the messages after it are unread again. */
  mark(actor: Principal, room: Id, read: ReadInput): Promise<Standing>;
  /** Who has said to have read the room up to this entry, or further. */
  receipts(actor: Principal, room: Id, seq: number): Promise<ReceiptsView>;
  standing(actor: Principal, room: Id): Promise<Standing>;
  /** Of every room the actor is a member of, at most `standingRoomsMax`; or of those of these that it is a member of. */
  standings(
    actor: Principal,
    rooms?: readonly Id[],
  ): Promise<{ readonly rooms: readonly Standing[]; readonly total: number }>;
}

export interface ReadActionsPorts {
  readonly live: Pick<LiveRooms, "room">;
  readonly reads: Pick<Reads, "standings" | "receipts">;
  readonly positions: Pick<ReadPositions, "mark" | "rewind">;
}

export function createReadActions({ live, reads, positions }: ReadActionsPorts): ReadActions {
  async function standingOf(actor: Principal, room: Id): Promise<Standing> {
    const { rooms: [found] } = await reads.standings(actor.id, 1, [room]);
    // Judged to be a member a moment ago, and gone since.
    if (found === undefined) throw new ParleyError("not_member");
    return viewOf(found);
  }

  return {
    async mark(actor, room, { seq, back = false, rewinds }) {
      const live_ = live.room(room);
      // It may come from another node that knows more: then this is its doorbell.
      live_.rang(seq);
      await live_.consult([actor.id], (state) => {
        requireReader(state, actor.id);
        requireWithin(seq, state.head);
      });
      const mark = { room, user: actor.id, seq, ...(rewinds === undefined ? {} : { rewinds }) };
      await (back ? positions.rewind(mark) : positions.mark(mark));
      return await standingOf(actor, room);
    },
    async receipts(actor, room, seq) {
      await live.room(room).consult([actor.id], (state) => {
        requireReader(state, actor.id);
        requireWithin(seq, state.head);
      });
      const { count, users } = await reads.receipts(room, seq, receiptUsersShown);
      return { room_id: room, seq, count, users: [...users] };
    },
    async standing(actor, room) {
      await live.room(room).consult([actor.id], (state) => requireReader(state, actor.id));
      return await standingOf(actor, room);
    },
    async standings(actor, rooms) {
      const found = await reads.standings(actor.id, standingRoomsMax, rooms);
      return { rooms: found.rooms.map(viewOf), total: found.total };
    },
  };
}

/** Nobody has read what is not there. */
export function requireWithin(seq: number, head: number): void {
  if (seq > head) throw new ParleyError("invalid", `seq: Expected at most the room's head: ${seq} > ${head}`);
}

function viewOf({ room, head, lastRead, unread, mentions, rewinds }: RoomStanding): Standing {
  const view = { room_id: room, head, last_read: lastRead, unread, ...(mentions === undefined ? {} : { mentions }) };
  return rewinds === undefined ? view : { ...view, rewinds };
}
