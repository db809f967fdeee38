import * as z from "zod";
import { jobStepEntries, jobStepRooms } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { Job, JobStep } from "../ports/jobs.ts";
import type { Store } from "../ports/store.ts";
import type { AuditRecord } from "../protocol/audit.ts";
import type { Id } from "../protocol/id.ts";
import { createRoomErasure, placeSchema } from "./room_erasure.ts";
import type { ErasureRooms } from "./room_leaving.ts";
import type { TokenAuthority } from "./token_authority.ts";

export interface ErasurePorts {
  readonly store: Pick<
    Store,
    "log" | "rooms" | "members" | "accounts" | "avatars" | "kept" | "scheduled" | "blocks" | "jobs" | "reports"
  >;
  readonly tokens: Pick<TokenAuthority, "revokeAccount" | "revokeGuest">;
  readonly live: ErasureRooms;
  readonly clock: Pick<Clock, "now">;
  /** A room was deleted: its entries can be purged. */
  readonly deleted: () => void;
}

/** The deletion of an account with all it wrote. Each of its parts can be repeated, and changes nothing then. */
export interface Erasure {
  /** What happens at once: nobody is this user any more, from the moment it resolves. `record`: that of who asked for it. */
  close(user: Id, record?: AuditRecord): Promise<void>;
  /** The next step of the job. */
  step(job: Job): Promise<JobStep>;
}

const cursorSchema = z.object({
  /** The last room that is done. */
  after: z.string().optional(),
  /** How far the room after it is. */
  place: placeSchema.optional(),
});
type Cursor = z.infer<typeof cursorSchema>;

export function createErasure(ports: ErasurePorts): Erasure {
  const { store, tokens, clock } = ports;
  const eraseIn = createRoomErasure(ports);

  async function close(user: Id, record?: AuditRecord): Promise<void> {
    const account = await store.accounts.setDisabled(user, true, record);
    if (account === undefined) await tokens.revokeGuest(user);
    else await tokens.revokeAccount(user, (account.generation ?? 1) - 1);
  }

  /** What is kept of the user beside the rooms. */
  async function forget(user: Id): Promise<void> {
    await store.kept.forget(user);
    await store.scheduled.forget(user);
    await store.blocks.forget(user);
    await store.reports.forget(user);
    await store.avatars.remove(user);
    const profile = { displayName: "", avatarUrl: "", bio: "", statusText: "", statusEmoji: "", statusUntil: 0 };
    await store.accounts.update(user, profile);
    const copy = await store.jobs.ofUser(user, "export");
    if (copy !== undefined) await store.jobs.remove(copy.id);
  }

  async function last(user: Id, total: number): Promise<JobStep> {
    await forget(user);
    // With a token that another node had not heard of yet, somebody came into a room that was done: once more from the start.
    const again = (await store.members.roomsOf(user)).length > 0;
    if (again) return { cursor: "{}", done: 0, total };
    await store.accounts.remove(user);
    return { cursor: "{}", done: total, total, finishedAt: clock.now() };
  }

  return {
    close,
    async step({ user, cursor: written, done, total: before }) {
      if (written === undefined) {
        await close(user);
        await forget(user);
      }
      const cursor: Cursor = written === undefined ? {} : cursorSchema.parse(JSON.parse(written));
      const { ids, left } = await store.rooms.ids(cursor.after, jobStepRooms);
      const total = Math.max(before, done + ids.length + left + 1);
      let { after, place } = cursor;
      let [budget, finished] = [jobStepEntries, 0];
      for (const id of ids) {
        const worked = await eraseIn(id, user, place, budget);
        budget -= worked.cost;
        place = worked.place;
        if (place !== undefined) break;
        after = id;
        finished++;
        if (budget <= 0) break;
      }
      if (finished === ids.length && left === 0) return await last(user, total);
      const next: Cursor = { ...(after === undefined ? {} : { after }), ...(place === undefined ? {} : { place }) };
      return { cursor: JSON.stringify(next), done: done + finished, total };
    },
  };
}
