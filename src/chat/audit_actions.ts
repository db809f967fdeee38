import { pageEntriesMax } from "../limits.ts";
import type { AuditLog, AuditQuery } from "../ports/audit_log.ts";
import type { AuditRecord } from "../protocol/audit.ts";
import type { Id } from "../protocol/id.ts";
import type { Principal } from "../protocol/principal.ts";
import type { LiveRooms } from "./live_rooms.ts";
import { requireAdministrator } from "./permission.ts";

export type RoomAuditQuery = Omit<AuditQuery, "room">;

/** The records of what was done, newest first. Of a room for who has the right there; of the server for its administrator. */
export interface AuditActions {
  ofRoom(actor: Principal, room: Id, query: RoomAuditQuery): Promise<readonly AuditRecord[]>;
  /** All that the query finds, whatever its limit, a page at a time; the right is judged for each. */
  allOfRoom(actor: Principal, room: Id, query: RoomAuditQuery): Promise<AsyncIterable<readonly AuditRecord[]>>;
  ofServer(query: AuditQuery): Promise<readonly AuditRecord[]>;
  allOfServer(query: AuditQuery): Promise<AsyncIterable<readonly AuditRecord[]>>;
}

export interface AuditActionsDeps {
  readonly audit: AuditLog;
  readonly live: Pick<LiveRooms, "room">;
}

export function createAuditActions({ audit, live }: AuditActionsDeps): AuditActions {
  function judge(actor: Principal, room: Id): Promise<void> {
    return live.room(room).consult([actor.id], (state) => requireAdministrator(state, actor.id, "view_audit"));
  }

  async function ofRoom(actor: Principal, room: Id, query: RoomAuditQuery): Promise<readonly AuditRecord[]> {
    await judge(actor, room);
    const found = await audit.find({ ...query, room });
    // What was read is shown only to who has the right after it, too.
    await judge(actor, room);
    return found;
  }

  return {
    ofRoom,
    allOfRoom: (actor, room, query) => paged((bounds) => ofRoom(actor, room, { ...query, ...bounds })),
    ofServer: (query) => audit.find(query),
    allOfServer: (query) => paged((bounds) => audit.find({ ...query, ...bounds })),
  };
}

type ReadPage = (bounds: { readonly limit: number; readonly before?: Id }) => Promise<readonly AuditRecord[]>;

/** Page after page as they are asked for. The first is read at once: who may not read it is told so. */
async function paged(read: ReadPage): Promise<AsyncIterable<readonly AuditRecord[]>> {
  const first = await read({ limit: pageEntriesMax });
  return async function* () {
    for (let page = first; page.length > 0;) {
      yield page;
      const { id: before } = page.at(-1)!;
      page = page.length < pageEntriesMax ? [] : await read({ limit: pageEntriesMax, before });
    }
  }();
}
