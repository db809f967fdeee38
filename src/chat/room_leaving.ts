import { pageEntriesMax } from "../limits.ts";
import type { RoomRecord } from "../ports/rooms.ts";
import type { Store } from "../ports/store.ts";
import { erasedName } from "../protocol/erased.ts";
import { roles, type RoomEvent } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Intent } from "./intent.ts";
import type { LiveRoom } from "./live_room.ts";
import { ownerOf } from "./rights.ts";

/** The rooms of this node. */
export interface ErasureRooms {
  room(id: Id): Pick<LiveRoom, "submit">;
}

export interface RoomErasurePorts {
  readonly store: Pick<Store, "log" | "rooms" | "members">;
  readonly live: ErasureRooms;
  /** A room was deleted: its entries can be purged. */
  readonly deleted: () => void;
}

/** Writes what somebody takes back whose account is being deleted. */
export async function submitErasing(live: ErasureRooms, room: Id, user: Id, intent: Intent): Promise<void> {
  try {
    await live.room(room).submit({ id: user, username: erasedName, erasing: true }, intent);
  } catch (error) {
    // The room was deleted meanwhile, and all with it.
    if (!(error instanceof ParleyError) || error.code !== "not_found") throw error;
  }
}

/**
 * How somebody leaves a room for good: hands on what is theirs, leaves, and closes the door behind them if nobody is left.
 * Answers how many events that took, at most; 0: the room had nothing of them.
 */
export function createRoomLeaving(
  { store, live, deleted }: RoomErasurePorts,
): (record: RoomRecord, user: Id) => Promise<number> {
  const submit = (room: Id, user: Id, intent: Intent) => submitErasing(live, room, user, intent);

  async function leave(record: RoomRecord, user: Id): Promise<number> {
    const { id, head } = record;
    const owner = ownerOf({ creatorId: record.creatorId, settings: record });
    const isMember = (await store.members.lookup(id, [user])).members.has(user);
    const acted = await store.log.find(id, { after: 0, upTo: head }, { sender: user }, 1, 0);
    if (owner !== user && !isMember && acted.length === 0) return 0;
    const heir = owner === user ? await heirOf(id, user) : undefined;
    if (heir !== undefined) await submit(id, user, { kind: "transfer", target: heir });
    if (isMember || !await hasLeft(record, user)) await submit(id, user, { kind: "leave" });
    const closed = heir === undefined && (owner === user || record.policy?.participants?.includes(user) === true);
    if (closed && (await store.members.list(id, 1, 0)).total === 0) {
      await submit(id, user, { kind: "delete" });
      deleted();
    }
    return 3;
  }

  /** Whether the last that the log tells of the user is that the account was deleted. */
  async function hasLeft({ id, head }: RoomRecord, user: Id): Promise<boolean> {
    const [last] = await store.log.find(id, { after: 0, upTo: head }, { sender: user, types: ["system"] }, 1, 0);
    return last !== undefined && (JSON.parse(last.text) as RoomEvent).erased === true;
  }

  /** The next in rank who has an account; of several the one who came first. */
  async function heirOf(room: Id, user: Id): Promise<Id | undefined> {
    let best: { readonly id: Id; readonly rank: number } | undefined;
    for (let offset = 0;; offset += pageEntriesMax) {
      const { members } = await store.members.list(room, pageEntriesMax, offset);
      for (const { userId, role, guest } of members) {
        const rank = roles.indexOf(role);
        if (userId !== user && guest !== true && (best === undefined || rank < best.rank)) best = { id: userId, rank };
      }
      if (members.length < pageEntriesMax || best?.rank === roles.indexOf("admin")) return best?.id;
    }
  }

  return leave;
}
