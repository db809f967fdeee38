import type { Blocks } from "../../ports/blocks.ts";
import type { Calls } from "./calls.ts";
import { type Collections, memberKey } from "./documents.ts";

/** A block is a document of its own, by the two users it is about. */
export function createBlocks({ blocks }: Pick<Collections, "blocks">, calls: Calls): Blocks {
  return {
    put: (user, { user: blocked, at }) =>
      calls.run(async () => {
        await blocks.updateOne({ _id: memberKey(user, blocked) }, { $setOnInsert: { user, blocked, at } }, {
          upsert: true,
        });
      }),
    remove: (user, other) =>
      calls.run(async () => {
        await blocks.deleteOne({ _id: memberKey(user, other) });
      }),
    blockersOf: (user, among) =>
      calls.run(async () => {
        const found = await blocks.find({ _id: { $in: among.map((other) => memberKey(other, user)) } }).toArray();
        return found.map(({ user }) => user).sort();
      }),
    of: (user, limit) =>
      calls.run(async () => {
        const found = await blocks.find({ user }).sort({ at: -1, blocked: 1 }).limit(limit).toArray();
        return found.map(({ blocked, at }) => ({ user: blocked, at }));
      }),
    forget: (user) =>
      calls.run(async () => {
        await blocks.deleteMany({ $or: [{ user }, { blocked: user }] });
      }),
  };
}
