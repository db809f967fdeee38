import type { LogEntry } from "../../ports/event_log.ts";
import type { NewRoom, RoomRecord, Rooms } from "../../ports/rooms.ts";
import { foldCase } from "../../protocol/fold_case.ts";
import type { Id } from "../../protocol/id.ts";
import type { AppendDeps } from "./append.ts";
import { batchDocument, type RoomDocument, roomOf } from "./documents.ts";
import { indexNames } from "./ensure_indexes.ts";
import { refusingIndex } from "./failure.ts";
import { changedSettings, effectsOf } from "./projections.ts";
import type { Purge } from "./purge.ts";
import { createRoomList } from "./room_list.ts";

export function createRooms(deps: AppendDeps, purge: Purge): Rooms {
  const { collections: { log, rooms, members }, calls, heads, projections } = deps;
  const list = createRoomList(deps);

  /**
   * First the log and the members, which nobody sees without a room; then the room, whose name decides. What a creator leaves
   * behind who dies in between, nobody ever sees.
   */
  async function create(room: NewRoom, first: readonly LogEntry[]): Promise<"ok" | "name_taken"> {
    // Perhaps the same room again: its creator did not hear the first answer.
    const holder = await holderOf(room.name);
    if (holder !== undefined) return holder === room.id ? "ok" : "name_taken";
    const { pending: _, ...batch } = batchDocument(room.id, first);
    if (first.length > 0) await unlessThere(() => log.insertOne(batch), indexNames.seq);
    const effects = effectsOf(batch);
    const document: RoomDocument = {
      ...roomDocument(room),
      ...changedSettings(effects.map(({ effect }) => effect)),
      folded: batch.to,
      member_count: await projections.prepare(room.id, effects),
    };
    try {
      await rooms.insertOne(document);
      return "ok";
    } catch (error) {
      if (refusingIndex(error) === undefined) throw error;
      const now = await rooms.findOne({ _id: room.id }, { projection: { _id: 1 } });
      if (now !== null) return "ok";
      await log.deleteMany({ room: room.id });
      await members.deleteMany({ room: room.id });
      return "name_taken";
    }
  }

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
    create: (room, first) => calls.run(() => create(room, first)),
    byId: (id) => calls.run(async (call) => (await calls.repeat(call, () => byId(id))).record),
    byName: (name) => calls.run(async (call) => (await calls.repeat(call, () => byName(name))).record),
    list: (query) => calls.run(() => list(query)),
    rename: (id, name) => calls.run(() => rename(id, name)),
    purge: (limit) => calls.run(() => purge(limit)),
  };
}

/** A room before its first event. */
function roomDocument(room: NewRoom): RoomDocument {
  return {
    _id: room.id,
    name: room.name,
    name_folded: foldCase(room.name),
    description: room.description,
    creator: room.creatorId,
    private: room.isPrivate,
    ...(room.passwordHash === undefined ? {} : { password_hash: room.passwordHash }),
    created_at: room.createdAt,
    epoch: room.epoch,
    folded: 0,
    member_count: 0,
    deleted: false,
  };
}

/** Writes, unless this index says that it is there. */
async function unlessThere(write: () => Promise<unknown>, index: string): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (refusingIndex(error) !== index) throw error;
  }
}
