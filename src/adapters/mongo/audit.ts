import type { AuditLog } from "../../ports/audit_log.ts";
import type { AuditRecord } from "../../protocol/audit.ts";
import type { AuditCollections } from "./audit_documents.ts";
import type { Calls } from "./calls.ts";
import type { Projections } from "./projections.ts";

export function createAudit(
  { collections: { audit }, calls, projections }: {
    readonly collections: AuditCollections;
    readonly calls: Calls;
    readonly projections: Projections;
  },
): AuditLog {
  return {
    find: ({ room, action, actor, before, limit }) =>
      calls.run(async () => {
        await projections.settle(room === undefined ? undefined : [room]);
        const last = before === undefined ? undefined : await audit.findOne({ id: before });
        if (last === null) return [];
        const wanted = {
          ...(room !== undefined && { room }),
          ...(action !== undefined && { action }),
          ...(actor !== undefined && { actor }),
          ...(last !== undefined && { place: { $lt: last.place } }),
        };
        const found = await audit.find(wanted).sort({ place: -1 }).limit(limit).toArray();
        return found.map(({ record }) => JSON.parse(record) as AuditRecord);
      }),
    trim: (before, limit) =>
      calls.run(async () => {
        const old = await audit.find({ place: { $lt: before } }, { projection: { _id: 1 } })
          .sort({ place: 1 }).limit(limit).toArray();
        if (old.length === 0) return 0;
        return (await audit.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } })).deletedCount;
      }),
  };
}
