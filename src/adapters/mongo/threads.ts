import type { LogEntry } from "../../ports/event_log.ts";
import type { Threads, ThreadStanding } from "../../ports/threads.ts";
import type { Id } from "../../protocol/id.ts";
import type { AppendDeps } from "./append.ts";
import type { Collections } from "./documents.ts";
import { entriesAt } from "./entries_at.ts";
import { refusingIndex } from "./failure.ts";
import { type MessageDocument, messageKey, type ThreadDocument, threadKey } from "./message_documents.ts";

export function createThreads(deps: AppendDeps): Threads {
  const { collections, calls, heads, projections } = deps;
  const { messages, threads, rooms } = collections;

  async function exists(room: Id): Promise<boolean> {
    await projections.settle([room]);
    return await rooms.findOne({ _id: room, deleted: false }, { projection: { _id: 1 } }) !== null;
  }

  async function standing(user: Id, room: Id, root: number): Promise<ThreadStanding> {
    if (!await exists(room)) return { room, root, following: false, lastRead: 0, unread: 0, replies: 0, lastSeq: 0 };
    const [known, message] = await Promise.all([
      threads.findOne({ _id: threadKey(user, room, root) }),
      messages.findOne({ _id: messageKey(room, root) }, { projection: { thread: 1 } }),
    ]);
    return await standingOf(collections, user, room, root, known, message);
  }

  /** @returns `undefined`: somebody else was about to say something first, again. */
  async function say(user: Id, room: Id, root: number, change: Partial<ThreadDocument>): Promise<true | undefined> {
    const looked = await heads.look(room);
    if (looked === undefined) return true;
    const { following, read } = change;
    try {
      await threads.updateOne({ _id: threadKey(user, room, root) }, {
        $setOnInsert: { user, room, root, ...(following === undefined && { following: false, at: 0 }) },
        // What the log has said so far, it has said before this.
        ...(following !== undefined && { $set: { following } }),
        $max: { ...(following !== undefined && { at: looked.head }), ...(read !== undefined && { read }) },
      }, { upsert: true });
    } catch (error) {
      if (refusingIndex(error) === undefined) throw error;
      return undefined;
    }
    return true;
  }

  async function followed(user: Id, limit: number, offset: number): ReturnType<Threads["followed"]> {
    const all = await ofMember(deps, user);
    const keys = all.map(({ room, root }) => messageKey(room, root));
    const roots = await messages.find({ _id: { $in: keys }, "thread.lastSeq": { $gt: 0 } }).toArray();
    const byKey = new Map(all.map((thread, i) => [keys[i]!, thread]));
    const page = roots.sort(newestFirst).slice(offset, offset + Math.max(0, limit));
    const standings = await Promise.all(
      page.map((message) =>
        standingOf(collections, user, message.room, message.seq, byKey.get(message._id) ?? null, message)
      ),
    );
    return { threads: standings, total: roots.length };
  }

  return {
    replies: (room, ...asked) =>
      calls.run(async () => {
        return await exists(room) ? await listReplies(collections, room, ...asked) : { entries: [], total: 0 };
      }),
    standing: (user, room, root) => calls.run(() => standing(user, room, root)),
    follow: (user, room, root, following) =>
      calls.run(async (call) => void await calls.repeat(call, () => say(user, room, root, { following }))),
    markThread: (user, room, root, seq) =>
      calls.run(async (call) => void await calls.repeat(call, () => say(user, room, root, { read: seq }))),
    followed: (user, limit, offset) => calls.run(() => followed(user, limit, offset)),
  };
}

function newestFirst(one: MessageDocument, other: MessageDocument): number {
  const [a, b] = [one.thread?.lastTimestamp ?? "", other.thread?.lastTimestamp ?? ""];
  if (a !== b) return a < b ? 1 : -1;
  return one._id < other._id ? -1 : 1;
}

async function standingOf(
  { replies }: Pick<Collections, "replies">,
  user: Id,
  room: Id,
  root: number,
  known: Pick<ThreadDocument, "following" | "read"> | null,
  message: Pick<MessageDocument, "thread"> | null,
): Promise<ThreadStanding> {
  const { replies: count = 0, lastSeq = 0 } = message?.thread ?? {};
  const own = await replies.find({ room, root, user }, { projection: { seq: 1 } }).sort({ seq: -1 }).limit(1).next();
  const lastRead = Math.max(known?.read ?? 0, own?.seq ?? 0);
  const unread = lastSeq <= lastRead
    ? 0
    : await replies.countDocuments({ room, root, seq: { $gt: lastRead, $lte: lastSeq }, deleted: false });
  return { room, root, following: known?.following ?? false, lastRead, unread, replies: count, lastSeq };
}

/** Of rooms that are there and that the user is a member of. */
async function ofMember({ collections, projections }: AppendDeps, user: Id): Promise<ThreadDocument[]> {
  const { threads, members, rooms } = collections;
  await projections.settle();
  const all = await threads.find({ user, following: true }).toArray();
  const ids = [...new Set(all.map(({ room }) => room))];
  if (ids.length === 0) return [];
  const inside = await members.find({ user, gone: false, room: { $in: ids } }, { projection: { room: 1 } }).toArray();
  const live = { _id: { $in: inside.map(({ room }) => room) }, deleted: false };
  const open = new Set((await rooms.find(live, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id));
  return all.filter(({ room }) => open.has(room));
}

async function listReplies(
  collections: Collections,
  ...[room, root, { after, upTo }, limit, end]: Parameters<Threads["replies"]>
): Promise<{ readonly entries: readonly LogEntry[]; readonly total: number }> {
  const { replies } = collections;
  const range = { room, root, seq: { $gt: after, $lte: upTo } };
  const [page, total] = await Promise.all([
    limit <= 0
      ? []
      : replies.find(range, { projection: { seq: 1 } }).sort({ seq: end === "newest" ? -1 : 1 }).limit(limit)
        .toArray(),
    replies.countDocuments({ room, root }),
  ]);
  return { entries: await entriesAt(collections, room, page.map(({ seq }) => seq)), total };
}
