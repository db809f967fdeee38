import { createDraftActions, type DraftActions } from "./chat/draft_actions.ts";
import type { LiveRooms } from "./chat/live_rooms.ts";
import { createNoticeActions, type NoticeActions } from "./chat/notice_actions.ts";
import type { TellOwn } from "./chat/own_signal.ts";
import { createScheduleActions, type ScheduleActions } from "./chat/schedule_actions.ts";
import { Scheduler } from "./chat/scheduler.ts";
import type { Clock } from "./ports/clock.ts";
import type { Log } from "./ports/log.ts";
import type { Store } from "./ports/store.ts";
import type { Id } from "./protocol/id.ts";

export interface AttentionDeps {
  readonly store: Pick<Store, "accounts" | "kept" | "scheduled">;
  readonly live: LiveRooms;
  readonly tellOwn: TellOwn;
  readonly clock: Clock;
  readonly log: Log;
  readonly nextId: () => Id;
}

/** What people are told of, and what they have begun to write or left to be sent. */
export interface Attention {
  readonly drafts: DraftActions;
  readonly notices: NoticeActions;
  readonly schedule: ScheduleActions;
  readonly scheduler: Scheduler;
}

export function createAttention(deps: AttentionDeps): Attention {
  const { store: { accounts, kept, scheduled } } = deps;
  const scheduler = new Scheduler({ ...deps, accounts, scheduled });
  return {
    drafts: createDraftActions({ ...deps, kept }),
    notices: createNoticeActions({ ...deps, kept }),
    schedule: createScheduleActions({ ...deps, scheduled, expect: (at) => scheduler.expect(at) }),
    scheduler,
  };
}
