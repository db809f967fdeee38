import { type AuditActions, createAuditActions } from "./chat/audit_actions.ts";
import { type BlockActions, createBlockActions } from "./chat/blocks.ts";
import { createDirectActions, type DirectActions } from "./chat/direct.ts";
import type { LiveRooms } from "./chat/live_rooms.ts";
import { createModerationActions, type ModerationActions } from "./chat/moderation.ts";
import type { TellOwn, TellReported } from "./chat/own_signal.ts";
import { createRateLimiter } from "./chat/rate_limiter.ts";
import { createReportActions, type ReportActions } from "./chat/report_actions.ts";
import type { RoomActions } from "./chat/room_actions.ts";
import type { Online } from "./chat/room_entity.ts";
import { reportsPerMinute } from "./limits.ts";
import type { Clock } from "./ports/clock.ts";
import type { Random } from "./ports/random.ts";
import type { Store } from "./ports/store.ts";
import type { Id } from "./protocol/id.ts";

export interface ModeratingDeps {
  readonly store: Pick<Store, "rooms" | "members" | "accounts" | "blocks" | "audit" | "reports" | "log" | "messages">;
  readonly live: LiveRooms;
  readonly rooms: RoomActions;
  readonly clock: Clock;
  readonly random: Random;
  readonly nextId: () => Id;
  readonly tellOwn: TellOwn;
  readonly tellReported: TellReported;
  readonly online: (room: Id) => Online;
}

/** Who may be with whom: what is done to people in rooms, conversations, and whom one does not want to hear from. */
export interface Moderating {
  readonly moderation: ModerationActions;
  readonly audit: AuditActions;
  readonly reports: ReportActions;
  readonly direct: DirectActions;
  readonly blocks: BlockActions;
}

export function createModerating({ store, rooms, ...deps }: ModeratingDeps): Moderating {
  const rate = { count: reportsPerMinute, perMs: 60_000, burst: reportsPerMinute };
  const limiter = createRateLimiter({ clock: deps.clock, rate: () => rate });
  return {
    moderation: createModerationActions({ ...deps, ...store }),
    audit: createAuditActions({ ...deps, ...store }),
    reports: createReportActions({ ...deps, ...store, limiter }),
    direct: createDirectActions({ ...deps, ...store, actions: rooms }),
    blocks: createBlockActions({ ...deps, ...store }),
  };
}
