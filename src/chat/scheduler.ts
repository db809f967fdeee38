import { scheduledAtOnce, scheduledClaimMs, scheduledLookMs } from "../limits.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Scheduled, ScheduledMessage } from "../ports/scheduled.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { LiveRooms } from "./live_rooms.ts";
import type { TellOwn } from "./own_signal.ts";
import { textIntent } from "./text_intent.ts";

export interface SchedulerPorts {
  readonly scheduled: Pick<Scheduled, "claim" | "sent" | "failed">;
  readonly accounts: Pick<Accounts, "byId">;
  readonly live: Pick<LiveRooms, "room">;
  readonly clock: Clock;
  readonly log: Log;
  readonly tellOwn: TellOwn;
}

/**
 * Sends messages when their time has come. Each is claimed by one node for a while; if that node dies, another claims it
 * again. Since its client_id is made of its id, it stands in the log once, whoever sends it and however often.
 */
export class Scheduler {
  readonly #ports: SchedulerPorts;
  #cancel: Cancel | undefined;
  /** Wall clock: when the next look is. */
  #nextAt = Infinity;
  #looking = false;
  #stopped = true;

  constructor(ports: SchedulerPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#stopped = false;
    this.#lookAt(this.#ports.clock.now());
  }

  /** There is one that is due at this time, milliseconds since 1970: no need to wait for the next look. */
  expect(at: number): void {
    if (!this.#stopped && !this.#looking && at < this.#nextAt) this.#lookAt(at);
  }

  /** Looks no more. What was begun and is not finished, another node finds when the claim is over. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #lookAt(at: number): void {
    const { clock } = this.#ports;
    this.#cancel?.();
    this.#nextAt = at;
    this.#cancel = clock.after(Math.max(0, at - clock.now()), () => {
      this.#looking = true;
      void this.#look().finally(() => {
        this.#looking = false;
        if (!this.#stopped) this.#lookAt(clock.now() + scheduledLookMs);
      });
    });
  }

  /** Never rejects: what a fault leaves is claimed again. */
  async #look(): Promise<void> {
    const { scheduled, clock, log } = this.#ports;
    try {
      for (let due: readonly ScheduledMessage[] = []; !this.#stopped;) {
        const now = clock.now();
        due = await scheduled.claim(now, now + scheduledClaimMs, scheduledAtOnce);
        await Promise.all(due.map((message) => this.#send(message)));
        if (due.length < scheduledAtOnce) return;
      }
    } catch (error) {
      log.warn("Cannot look for scheduled messages", { error });
    }
  }

  async #send(message: ScheduledMessage): Promise<void> {
    const { scheduled, log, tellOwn } = this.#ports;
    try {
      await this.#submit(message);
      await scheduled.sent(message.id);
    } catch (error) {
      // Whoever claims it next tries again: this will pass.
      if (!(error instanceof ParleyError) || error.temporary) {
        return log.warn("A scheduled message could not be sent yet", { error, scheduled_id: message.id });
      }
      const { code, message: sentence } = error;
      await scheduled.failed(message.id, { code, message: sentence });
    }
    tellOwn(message.user, "scheduled", message.room);
  }

  async #submit({ id, user, username, room, content, ...about }: ScheduledMessage): Promise<void> {
    const account = await this.#ports.accounts.byId(user);
    if (account === undefined || account.disabled === true) throw new ParleyError("account_disabled");
    const { replyTo: reply_to, thread, attachments } = about;
    const intent = textIntent({ content, client_id: `scheduled.${id}`, reply_to, thread, attachments });
    await this.#ports.live.room(room).submit({ id: user, username }, intent);
  }
}
