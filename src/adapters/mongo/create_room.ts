import type { LogEntry } from "../../ports/event_log.ts";
import type { NewRoom } from "../../ports/rooms.ts";
import { foldCase } from "../../protocol/fold_case.ts";
import type { Id } from "../../protocol/id.ts";
import type { AppendDeps } from "./append.ts";
import { batchDocument, effectsOf, type RoomDocument } from "./documents.ts";
import { indexNames } from "./ensure_indexes.ts";
import { refusingIndex } from "./failure.ts";
import { changedSettings } from "./projections.ts";

/**
 * First the log and the members, which nobody sees without a room; then the room, whose name decides. What a creator leaves
 * behind who dies in between, nobody ever sees.
 */
export async function createRoom(
  { collections: { log, rooms, members, uncounted }, projections }: AppendDeps,
  room: NewRoom,
  first: readonly LogEntry[],
  holderOf: (name: string) => Promise<Id | undefined>,
): Promise<"ok" | "name_taken"> {
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
    ...await projections.prepare(batch),
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
    await uncounted.deleteMany({ room: room.id });
    return "name_taken";
  }
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
    ...(room.policy === undefined ? {} : { policy: room.policy }),
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
