import type { BlockView } from "../../../src/protocol/direct.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { Room } from "../../../src/protocol/room.ts";
import type { CallOptions } from "../entities.ts";
import type { CallTable } from "./call_table.ts";

/** Conversations, and whom one does not want to hear from in them. For accounts only. */
export interface DirectCalls {
  /** The conversation of oneself and these people, made where there is none: at most nine others. */
  open(users: readonly Id[], options?: CallOptions): Promise<Room>;
  block(user: Id, options?: CallOptions): Promise<void>;
  unblock(user: Id, options?: CallOptions): Promise<void>;
  /** The latest first. */
  blocks(options?: CallOptions): Promise<{ readonly blocks: readonly BlockView[] }>;
}

export const directCalls: CallTable<DirectCalls> = {
  open: "POST /direct {user_ids}",
  block: "PUT /users/:/block",
  unblock: "DELETE /users/:/block",
  blocks: "GET /users/me/blocks",
};
