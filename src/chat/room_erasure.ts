import * as z from "zod";
import { erasedAtOnce, eraseScanEntries } from "../limits.ts";
import type { LogEntry } from "../ports/event_log.ts";
import type { RoomEvent } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import type { Intent } from "./intent.ts";
import { createRoomLeaving, type RoomErasurePorts, submitErasing } from "./room_leaving.ts";

/** How far a room is: below `before` there may be messages of the user; then from `scanned` on the name may stand. */
export const placeSchema = z.object({ before: z.int().optional(), scanned: z.int().optional() });
export type Place = z.infer<typeof placeSchema>;

/** What was done of a room; `place` absent: all of it. `cost` in entries looked at, where one that is written counts ten times. */
interface Worked {
  readonly place?: Place | undefined;
  readonly cost: number;
}

export type EraseIn = (room: Id, user: Id, place: Place | undefined, budget: number) => Promise<Worked>;

/** What an event of the log costs, measured in entries that are only looked at. */
const writeCost = 10;

/**
 * Takes back what a user did in a room, by events of its log as by hand, some of them at a time: hands the room on, leaves it,
 * deletes the messages, takes back the reactions; then takes the name out of what is left.
 */
export function createRoomErasure(ports: RoomErasurePorts): EraseIn {
  const { store, live } = ports;
  const leave = createRoomLeaving(ports);
  const submit = (room: Id, user: Id, intent: Intent) => submitErasing(live, room, user, intent);

  /** Deletes and takes back what the entries say, all at once. */
  async function takeBack(room: Id, user: Id, entries: readonly LogEntry[]): Promise<void> {
    await Promise.all(entries.map(async ({ seq, type, text }) => {
      const event = JSON.parse(text) as RoomEvent;
      if (type !== "reaction") {
        if (event.deleted === undefined) await submit(room, user, { kind: "delete_message", of: seq });
      } else if (event.removed !== true && event.of !== undefined) {
        await submit(room, user, { kind: "react", of: event.of, emoji: event.content, added: false });
      }
    }));
  }

  return async (id, user, place = {}, budget) => {
    let record = await store.rooms.byId(id);
    let { before, scanned } = place;
    let cost = 1;
    if (record !== undefined && before === undefined && scanned === undefined) {
      cost += writeCost * await leave(record, user);
      // From here on the log takes nothing more from the user: this is all there is.
      record = await store.rooms.byId(id);
      before = (record?.head ?? 0) + 1;
    }
    if (record === undefined) return { cost };
    while (before !== undefined) {
      if (cost >= budget) return { place: { before }, cost };
      const range = { after: 0, upTo: before - 1 };
      const filter = { sender: user, types: ["text", "reply", "reaction"] as const };
      const entries = await store.log.find(id, range, filter, erasedAtOnce, 0);
      await takeBack(id, user, entries);
      cost += 1 + writeCost * entries.length;
      before = entries.length < erasedAtOnce ? undefined : entries[0]?.seq;
    }
    for (scanned ??= 0; scanned < record.head; scanned += eraseScanEntries) {
      if (cost >= budget) return { place: { scanned }, cost };
      await store.log.forgetName(id, { after: scanned, upTo: Math.min(record.head, scanned + eraseScanEntries) }, user);
      cost += Math.ceil(Math.min(eraseScanEntries, record.head - scanned) / 10);
    }
    return { cost };
  };
}
