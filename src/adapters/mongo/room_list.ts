import type { Filter } from "mongodb";
import type { RoomQuery, Rooms } from "../../ports/rooms.ts";
import { foldCase } from "../../protocol/fold_case.ts";
import type { AppendDeps } from "./append.ts";
import { bannedFrom } from "./conduct.ts";
import { type RoomDocument, roomOf } from "./documents.ts";

/** The pages of the register. A page and its total are two reads: rooms may come and go between them. */
export function createRoomList({ collections: { rooms, members }, heads, projections }: AppendDeps): Rooms["list"] {
  async function filterOf({ viewer, mine, nameContains, now }: RoomQuery): Promise<Filter<RoomDocument>> {
    const joined = await members.find({ user: viewer, gone: false }, { projection: { room: 1 } }).toArray();
    const own = { _id: { $in: joined.map(({ room }) => room) } };
    const banned = mine === true ? [] : await bannedFrom({ members }, viewer, now);
    const folded = foldCase(nameContains ?? "");
    return {
      deleted: false,
      ...(mine === true ? own : { $or: [{ private: false }, { creator: viewer }, own] }),
      ...(banned.length === 0 ? {} : { $nor: [{ _id: { $in: banned } }] }),
      ...(folded === "" ? {} : { name_folded: { $regex: literal(folded) } }),
    };
  }

  return async (query) => {
    await projections.settle();
    const filter = await filterOf(query);
    const [found, total] = await Promise.all([
      query.limit <= 0
        ? []
        : rooms.find(filter).sort({ name: 1, _id: 1 }).skip(query.offset).limit(query.limit).toArray(),
      rooms.countDocuments(filter),
    ]);
    const ends = await heads.ends(found.map(({ _id }) => _id));
    return { rooms: found.map((room) => roomOf(room, ends.get(room._id) ?? room.folded)), total };
  };
}

/** A pattern that means these characters and no others. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/#-]/g, "\\$&");
}
