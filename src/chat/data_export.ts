import * as z from "zod";
import { jobStepEntries, jobStepRooms } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { Job, JobStep } from "../ports/jobs.ts";
import type { Member } from "../ports/members.ts";
import type { Store } from "../ports/store.ts";
import type { RoomEvent } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import { ownDataOf, type OwnDataStore, type OwnRecord } from "./own_data.ts";
import { nameAmong } from "./room_entity.ts";

/** A line of an export: what the server keeps of one person. */
export type ExportRecord =
  | { readonly kind: "account"; readonly account: Readonly<Record<string, unknown>> }
  | { readonly kind: "membership"; readonly room: RoomName; readonly role: Member["role"]; readonly joined_at: string }
  | { readonly kind: "event"; readonly room: RoomName; readonly event: RoomEvent }
  | OwnRecord;

interface RoomName {
  readonly id: Id;
  readonly name: string;
}

export interface DataExportPorts {
  readonly store: Pick<Store, "log" | "rooms" | "members" | "accounts"> & OwnDataStore;
  readonly clock: Pick<Clock, "now">;
}

const cursorSchema = z.object({
  /** The last room that is done. */
  after: z.string().optional(),
  /** In the room after it: down to this seq all is done. */
  before: z.int().optional(),
});
type Cursor = z.infer<typeof cursorSchema>;

/**
 * The steps of a job that gathers what one person has written, room by room, newest first, with their account and
 * memberships. Its pieces are lines of JSON, each an {@link ExportRecord}. Rooms made meanwhile may be in it or not.
 */
export function createDataExport(ports: DataExportPorts): (job: Job) => Promise<JobStep> {
  const { store, clock } = ports;

  async function aboutPerson(user: Id): Promise<ExportRecord[]> {
    const account = await store.accounts.byId(user);
    const records: ExportRecord[] = [];
    if (account !== undefined) {
      const { passwordHash: _, ...kept } = account;
      records.push({ kind: "account", account: kept });
    }
    for (const id of await store.members.roomsOf(user)) {
      const room = await store.rooms.byId(id);
      const member = (await store.members.lookup(id, [user])).members.get(user);
      if (room === undefined || member === undefined) continue;
      records.push({
        kind: "membership",
        room: { id, name: nameAmong(room, ["A conversation"]) },
        role: member.role,
        joined_at: member.joinedAt,
      });
    }
    return [...records, ...await ownDataOf(store, user)];
  }

  /** What the person did in a room below a seq, newest first, at most so many. */
  async function eventsIn(id: Id, user: Id, before: number | undefined, limit: number): Promise<ExportRecord[]> {
    const record = await store.rooms.byId(id);
    if (record === undefined) return [];
    const upTo = before === undefined ? record.head : before - 1;
    const entries = await store.log.find(id, { after: 0, upTo }, { sender: user }, limit, 0);
    const room = { id, name: nameAmong(record, ["A conversation"]) };
    return entries.toReversed().map(({ text }) => ({ kind: "event", room, event: JSON.parse(text) as RoomEvent }));
  }

  return async ({ user, cursor: written, done, total: before }) => {
    const cursor: Cursor = written === undefined ? {} : cursorSchema.parse(JSON.parse(written));
    const { ids, left } = await store.rooms.ids(cursor.after, jobStepRooms);
    const total = Math.max(before, done + ids.length + left);
    const records = written === undefined ? await aboutPerson(user) : [];
    let { after, before: seq } = cursor;
    let budget = jobStepEntries;
    let finished = 0;
    for (const id of ids) {
      const found = await eventsIn(id, user, seq, budget);
      records.push(...found);
      budget -= found.length;
      const last = found.at(-1);
      if (budget === 0 && last?.kind === "event") {
        seq = last.event.seq;
        break;
      }
      [after, seq] = [id, undefined];
      finished++;
    }
    const isLast = finished === ids.length && left === 0;
    const next: Cursor = { ...(after === undefined ? {} : { after }), ...(seq === undefined ? {} : { before: seq }) };
    return {
      cursor: JSON.stringify(next),
      done: isLast ? total : done + finished,
      total,
      ...(records.length === 0 ? {} : { piece: records.map((record) => JSON.stringify(record)).join("\n") }),
      ...(isLast ? { finishedAt: clock.now() } : {}),
    };
  };
}
