import { fileKeptMs, scheduledAheadMsMax, scheduledPerUserMax } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventLog } from "../ports/event_log.ts";
import type { Files } from "../ports/files.ts";
import type { Scheduled, ScheduledMessage } from "../ports/scheduled.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type { NewScheduledInput, ScheduledChangeInput, ScheduledView } from "../protocol/scheduled.ts";
import { attachedTo } from "./files/attached.ts";
import type { LiveRooms } from "./live_rooms.ts";
import type { TellOwn } from "./own_signal.ts";
import { requireReader } from "./permission.ts";

/** Messages that are to be sent at a time to come. Whether their author may send them is judged then. */
export interface ScheduleActions {
  /** In a room that the actor may read. Throws `forbidden` for guests, `limit_reached` beyond `scheduledPerUserMax`. */
  create(actor: Principal, input: NewScheduledInput): Promise<ScheduledView>;
  /** By time. */
  list(actor: Principal): Promise<readonly ScheduledView[]>;
  /** Throws `not_found`, also for one that was sent or is being sent. One that failed waits again. */
  change(actor: Principal, id: Id, change: ScheduledChangeInput): Promise<ScheduledView>;
  remove(actor: Principal, id: Id): Promise<void>;
}

export interface ScheduleActionsPorts {
  readonly live: Pick<LiveRooms, "room">;
  readonly scheduled: Pick<Scheduled, "create" | "ofUser" | "change" | "remove">;
  readonly files: Pick<Files, "keep" | "uses">;
  readonly log: Pick<EventLog, "read">;
  readonly clock: Pick<Clock, "now">;
  readonly nextId: () => Id;
  readonly tellOwn: TellOwn;
  /** There is one that is due at this time, milliseconds since 1970. */
  readonly expect: (at: number) => void;
}

export function createScheduleActions(ports: ScheduleActionsPorts): ScheduleActions {
  const { live, scheduled, files, clock, nextId, tellOwn, expect } = ports;

  function timeOf(text: string): number {
    const [at, now] = [Date.parse(text), clock.now()];
    if (at > now && at <= now + scheduledAheadMsMax) return at;
    throw new ParleyError(
      "invalid",
      `send_at: Expected a time to come, at most ${scheduledAheadMsMax / 86_400_000} days ahead`,
    );
  }

  /** Throws `invalid` where one is not complete, not the sender's own for this room, or another message's. */
  async function keepUntil(sender: Id, room: Id, ids: readonly Id[], sendAt: number): Promise<void> {
    await attachedTo(ports, { room, sender, ids });
    await files.keep(ids, sendAt + fileKeptMs);
  }

  return {
    async create(actor, { room_id: room, content = "", send_at, reply_to, thread, attachments }) {
      // A guest is known by a token alone, which may be over by then.
      if (actor.guest) throw new ParleyError("forbidden", "Guests cannot schedule messages: register first");
      const sendAt = timeOf(send_at);
      await live.room(room).consult([actor.id], (state) => requireReader(state, actor.id));
      if (attachments !== undefined) await keepUntil(actor.id, room, attachments, sendAt);
      const message = {
        id: nextId(),
        user: actor.id,
        username: actor.username,
        room,
        content,
        ...(reply_to !== undefined && { replyTo: reply_to }),
        ...(thread !== undefined && { thread }),
        ...(attachments !== undefined && { attachments }),
        sendAt,
        createdAt: clock.now(),
      };
      if (await scheduled.create(message, scheduledPerUserMax) === "full") {
        throw new ParleyError("limit_reached", `At most ${scheduledPerUserMax} messages can wait to be sent`);
      }
      expect(sendAt);
      tellOwn(actor.id, "scheduled", room);
      return viewOfScheduled({ ...message, state: "waiting" });
    },
    async list(actor) {
      return (await scheduled.ofUser(actor.id)).map(viewOfScheduled);
    },
    async change(actor, id, { content, send_at }) {
      const sendAt = send_at === undefined ? undefined : timeOf(send_at);
      const changed = await scheduled.change(actor.id, id, {
        ...(content === undefined ? {} : { content }),
        ...(sendAt === undefined ? {} : { sendAt }),
      });
      if (typeof changed === "string") throw tooLate(changed);
      const { attachments } = changed;
      if (attachments !== undefined) await files.keep(attachments, changed.sendAt + fileKeptMs);
      expect(changed.sendAt);
      tellOwn(actor.id, "scheduled", changed.room);
      return viewOfScheduled(changed);
    },
    async remove(actor, id) {
      const outcome = await scheduled.remove(actor.id, id);
      if (outcome !== "ok") throw tooLate(outcome);
      tellOwn(actor.id, "scheduled");
    },
  };
}

function tooLate(why: "missing" | "sending"): ParleyError {
  return new ParleyError("not_found", why === "sending" ? "The message is being sent" : "There is no such message");
}

export function viewOfScheduled(message: ScheduledMessage): ScheduledView {
  const { id, room, content, replyTo, thread, attachments, sendAt, createdAt, state, failure } = message;
  return {
    id,
    room_id: room,
    content,
    ...(replyTo !== undefined && { reply_to: replyTo }),
    ...(thread !== undefined && { thread }),
    ...(attachments !== undefined && { attachments: [...attachments] }),
    send_at: new Date(sendAt).toISOString(),
    created_at: new Date(createdAt).toISOString(),
    state,
    ...(failure === undefined ? {} : { error: failure }),
  };
}
