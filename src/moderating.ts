import { type AuditActions, createAuditActions } from "./chat/audit_actions.ts";
import { type BlockActions, createBlockActions } from "./chat/blocks.ts";
import { createDirectActions, type DirectActions } from "./chat/direct.ts";
import type { LiveRooms } from "./chat/live_rooms.ts";
import { createModerationActions, type ModerationActions } from "./chat/moderation.ts";
import type { TellOwn } from "./chat/own_signal.ts";
import type { RoomActions } from "./chat/room_actions.ts";
import type { Online } from "./chat/room_entity.ts";
import type { Clock } from "./ports/clock.ts";
import type { Random } from "./ports/random.ts";
import type { Store } from "./ports/store.ts";
import type { Id } from "./protocol/id.ts";

export interface ModeratingDeps {
  readonly store: Pick<Store, "rooms" | "members" | "accounts" | "blocks" | "audit">;
  readonly live: LiveRooms;
  readonly rooms: RoomActions;
  readonly clock: Clock;
  readonly random: Random;
  readonly nextId: () => Id;
  readonly tellOwn: TellOwn;
  readonly online: (room: Id) => Online;
}

/** Who may be with whom: what is done to people in rooms, conversations, and whom one does not want to hear from. */
export interface Moderating {
  readonly moderation: ModerationActions;
  readonly audit: AuditActions;
  readonly direct: DirectActions;
  readonly blocks: BlockActions;
}

export function createModerating({ store, rooms, ...deps }: ModeratingDeps): Moderating {
  return {
    moderation: createModerationActions({ ...deps, ...store }),
    audit: createAuditActions({ ...deps, ...store }),
    direct: createDirectActions({ ...deps, ...store, actions: rooms }),
    blocks: createBlockActions({ ...deps, ...store }),
  };
}
