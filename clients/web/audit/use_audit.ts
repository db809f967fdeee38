import { useCallback, useEffect, useState } from "react";
import { type AuditAction, type AuditRecord, useClient, useRoomEvents } from "../../react/mod.ts";
import { useAction } from "../dialogs/use_action.ts";

export interface UseAudit {
  /** Newest first; `undefined`: not known yet. */
  readonly records: readonly AuditRecord[] | undefined;
  readonly hasMore: boolean;
  readonly busy: boolean;
  readonly fault: string | undefined;
  /** Reads on, behind those that are shown. */
  more(): void;
}

const pageRecords = 50;

/** What was done in a room by right, read anew when something is done. `action`: only this; absent: everything. */
export function useAudit(room: string, action: AuditAction | undefined): UseAudit {
  const { api } = useClient();
  const [records, setRecords] = useState<readonly AuditRecord[]>();
  const [hasMore, setMore] = useState(false);
  const [changes, setChanges] = useState(0);
  useRoomEvents(room, (event) => {
    if (event.action !== undefined || event.type === "deleted") setChanges((count) => count + 1);
  });
  const read = useCallback(async (before?: string) => {
    const query = { limit: pageRecords, ...(action && { action }), ...(before && { before }) };
    const page = await api.moderation.audit(room, query);
    setMore(page.records.length === pageRecords);
    return page.records;
  }, [api, room, action]);
  const { busy, fault, run } = useAction(async (last: AuditRecord | undefined) => {
    const found = await read(last?.id);
    setRecords((shown = []) => last === undefined ? found : [...shown, ...found]);
  });
  useEffect(() => run(undefined), [run, read, changes]);
  return { records, hasMore, busy, fault, more: () => run(records?.at(-1)) };
}
