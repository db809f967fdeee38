import { fileBytesCounted } from "../../limits.ts";
import type { FileQuota, FileRecord, Files, FileShape, NewFile, TakenFile } from "../../ports/files.ts";
import type { Id } from "../../protocol/id.ts";
import type { Calls } from "./calls.ts";
import type { FileCollections, FileDocument } from "./file_documents.ts";

export interface FilesDeps {
  readonly collections: FileCollections;
  readonly calls: Calls;
  readonly projections: { settle(rooms?: readonly Id[]): Promise<void> };
}

const there = { taken: { $exists: false } } as const;

export function createFiles(deps: FilesDeps): Files {
  const { collections: { files, fileUses }, calls, projections } = deps;
  const { create, complete, keep, take } = createFileWork(deps);
  return {
    create: (file, quota) => calls.run(() => create(file, quota)),
    byId: (id) => calls.run(async () => recordOf(await files.findOne({ _id: id, ...there }))),
    advance: (id, from, to) =>
      calls.run(async () => {
        const { matchedCount } = await files.updateOne({ _id: id, offset: from, ...there }, { $set: { ...to } });
        return matchedCount === 1;
      }),
    complete: (id, shape) => calls.run(() => complete(id, shape)),
    keep: (ids, until) => calls.run(() => keep(ids, until)),
    uses: (id, limit) =>
      calls.run(async () => {
        await projections.settle();
        const found = fileUses.find({ files: id, gone: { $exists: false } }).sort({ room: 1, seq: 1 }).limit(limit);
        return (await found.toArray()).map(({ room, seq }) => ({ room, seq }));
      }),
    drop: (id) =>
      calls.run(async () => {
        await projections.settle();
        const which = { _id: id, collectAt: { $exists: true }, ...there };
        const { matchedCount } = await files.updateOne(which, { $set: { taken: true, collectAt: 0 } });
        return matchedCount === 1;
      }),
    take: (now, limit) => calls.run(() => take(now, limit)),
    forget: (id) =>
      calls.run(async () => {
        await files.deleteOne({ _id: id, taken: true });
      }),
  };
}

/** What takes more than one step. */
function createFileWork({ collections: { files }, projections }: FilesDeps) {
  async function counted(filter: { readonly owner: Id } | { readonly room: Id }): Promise<number> {
    const [sum] = await files.aggregate<{ n: number }>([
      { $match: filter },
      { $group: { _id: null, n: { $sum: "$counted" } } },
    ]).toArray();
    return sum?.n ?? 0;
  }

  /** Counted with it in place: of two at once, neither can overlook the other. */
  async function create({ id, ...file }: NewFile, quota: FileQuota): Promise<"ok" | "owner_quota" | "room_quota"> {
    await files.insertOne({ _id: id, ...file, offset: 0, trail: "", counted: Math.max(file.length, fileBytesCounted) });
    const over = quota.owner > 0 && await counted({ owner: file.owner }) > quota.owner
      ? "owner_quota"
      : quota.room > 0 && await counted({ room: file.room }) > quota.room
      ? "room_quota"
      : undefined;
    if (over === undefined) return "ok";
    await files.deleteOne({ _id: id });
    return over;
  }

  async function complete(id: Id, shape: FileShape): Promise<void> {
    const change = { shape, counted: Math.max(shape.size, fileBytesCounted) };
    await files.updateOne({ _id: id, shape: { $exists: false }, ...there }, { $set: change });
  }

  async function keep(ids: readonly Id[], until: number): Promise<FileRecord[]> {
    const which = { _id: { $in: [...ids] }, ...there };
    await files.updateMany({ ...which, collectAt: { $lt: until } }, { $set: { collectAt: until } });
    const found = new Map((await files.find(which).toArray()).map((file) => [file._id, recordOf(file)]));
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  async function take(now: number, limit: number): Promise<TakenFile[]> {
    // A message that carries a file may be in the log only.
    await projections.settle();
    const due = await files.find({ collectAt: { $lte: now } }).sort({ collectAt: 1 }).limit(limit).toArray();
    const taken: TakenFile[] = [];
    for (const { _id, offset, trail } of due) {
      const mark = { $set: { taken: true as const, collectAt: 0 } };
      const { matchedCount } = await files.updateOne({ _id, collectAt: { $lte: now } }, mark);
      if (matchedCount === 1) taken.push({ id: _id, offset, trail });
    }
    return taken;
  }

  return { create, complete, keep, take };
}

function recordOf(found: FileDocument): FileRecord;
function recordOf(found: FileDocument | null): FileRecord | undefined;
function recordOf(found: FileDocument | null): FileRecord | undefined {
  if (found === null) return undefined;
  const { _id, counted: _, taken: __, ...file } = found;
  return { id: _id, ...file };
}
