import type { RoomRecord, Rooms } from "../../ports/rooms.ts";
import { foldCase } from "../../protocol/fold_case.ts";
import type { Id } from "../../protocol/id.ts";
import type { AppendDeps } from "./append.ts";
import { createRoom } from "./create_room.ts";
import { roomOf } from "./documents.ts";
import { refusingIndex } from "./failure.ts";
import type { Purge } from "./purge.ts";
import { createRoomList } from "./room_list.ts";

export function createRooms(deps: AppendDeps, purge: Purge): Rooms {
  const { collections: { rooms }, calls, heads, projections } = deps;
  const list = createRoomList(deps);

  async function holderOf(name: string): Promise<Id | undefined> {
    await projections.settle();
    return (await rooms.findOne({ name, deleted: false }, { projection: { _id: 1 } }))?._id;
  }

  async function rename(id: Id, name: string): Promise<"ok" | "name_taken" | "missing"> {
    // Who was deleted but a moment ago, here or elsewhere, holds no name.
    await projections.settle();
    try {
      const change = { $set: { name, name_folded: foldCase(name) } };
      const { matchedCount } = await rooms.updateOne({ _id: id, deleted: false }, change);
      return matchedCount === 0 ? "missing" : "ok";
    } catch (error) {
      if (refusingIndex(error) === undefined) throw error;
      return "name_taken";
    }
  }

  /** The settings after the event at the head: nothing that came after it is in them, else it is tried again. */
  async function byId(id: Id): Promise<{ readonly record: RoomRecord | undefined } | undefined> {
    const looked = await heads.look(id);
    if (looked === undefined) return { record: undefined };
    const { room, head } = looked;
    return room.folded > head ? undefined : { record: roomOf(room, head) };
  }

  async function byName(name: string): Promise<{ readonly record: RoomRecord | undefined } | undefined> {
    const id = await holderOf(name);
    if (id === undefined) return { record: undefined };
    const found = await byId(id);
    // Renamed or deleted between the two reads: who has the name now?
    return found?.record?.name === name ? found : undefined;
  }

  return {
    create: (room, first) => calls.run(() => createRoom(deps, room, first, holderOf)),
    byId: (id) => calls.run(async (call) => (await calls.repeat(call, () => byId(id))).record),
    byName: (name) => calls.run(async (call) => (await calls.repeat(call, () => byName(name))).record),
    list: (query) => calls.run(() => list(query)),
    ids: (after = "", limit) =>
      calls.run(async () => {
        await projections.settle();
        const page = await rooms.find({ _id: { $gt: after }, deleted: false }, { projection: { _id: 1 } })
          .sort({ _id: 1 }).limit(limit).toArray();
        const ids = page.map(({ _id }) => _id);
        return { ids, left: await rooms.countDocuments({ _id: { $gt: ids.at(-1) ?? after }, deleted: false }) };
      }),
    rename: (id, name) => calls.run(() => rename(id, name)),
    purge: (limit) => calls.run(() => purge(limit)),
  };
}
