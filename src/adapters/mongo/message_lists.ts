import type { LogEntry } from "../../ports/event_log.ts";
import type { Messages } from "../../ports/messages.ts";
import type { Id } from "../../protocol/id.ts";
import type { AppendDeps } from "./append.ts";
import { entriesAt } from "./entries_at.ts";
import { messageKey } from "./message_documents.ts";

/** What there is a list of: the versions of a message, who has reacted to it, what is pinned in a room. */
export function createMessageLists(
  { collections, calls, projections }: AppendDeps,
): Pick<Messages, "edits" | "reactions" | "pins"> {
  const { messages, reactions, rooms } = collections;

  async function exists(room: Id): Promise<boolean> {
    await projections.settle([room]);
    return await rooms.findOne({ _id: room, deleted: false }, { projection: { _id: 1 } }) !== null;
  }

  async function edits(room: Id, of: number): Promise<readonly LogEntry[]> {
    if (!await exists(room)) return [];
    const message = await messages.findOne({ _id: messageKey(room, of) }, { projection: { edits: 1 } });
    return await entriesAt(collections, room, message?.edits ?? []);
  }

  async function listed(
    room: Id,
    of: number,
    emoji: string | undefined,
    limit: number,
    offset: number,
  ): ReturnType<Messages["reactions"]> {
    const message = await exists(room) ? await messages.findOne({ _id: messageKey(room, of) }) : null;
    const counted = (message?.emojis ?? []).filter((one) => emoji === undefined || one.emoji === emoji);
    const total = counted.reduce((sum, { count }) => sum + count, 0);
    if (total === 0 || limit <= 0) return { reactions: [], total };
    const there = { room, of, gone: false, ...(emoji !== undefined && { emoji }) };
    const page = await reactions.find(there).sort({ seq: 1 }).skip(offset).limit(limit).toArray();
    return { reactions: page.map(({ user, emoji, seq }) => ({ userId: user, emoji, seq })), total };
  }

  async function pins(room: Id, limit: number, offset: number): ReturnType<Messages["pins"]> {
    if (!await exists(room)) return { seqs: [], total: 0 };
    const pinned = { room, "pinned.seq": { $gt: 0 } };
    const [page, total] = await Promise.all([
      limit <= 0
        ? []
        : messages.find(pinned, { projection: { seq: 1 } }).sort({ "pinned.seq": -1 }).skip(offset).limit(limit)
          .toArray(),
      messages.countDocuments(pinned),
    ]);
    return { seqs: page.map(({ seq }) => seq), total };
  }

  return {
    edits: (room, of) => calls.run(() => edits(room, of)),
    reactions: (room, of, emoji, limit, offset) => calls.run(() => listed(room, of, emoji, limit, offset)),
    pins: (room, limit, offset) => calls.run(() => pins(room, limit, offset)),
  };
}
