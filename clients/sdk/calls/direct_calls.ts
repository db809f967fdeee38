import type { BlockView } from "../../../src/protocol/direct.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { Room } from "../../../src/protocol/room.ts";
import type { CallOptions } from "../entities.ts";
import type { Caller } from "../http.ts";

const path = encodeURIComponent;

/** Conversations, and whom one does not want to hear from in them. For accounts only. */
export function directCalls(call: Caller) {
  return {
    /** The conversation of oneself and these people, made where there is none: at most nine others. */
    open: (users: readonly Id[], options?: CallOptions): Promise<Room> =>
      call("/direct", { method: "POST", body: { user_ids: users }, ...options }),
    block: (user: Id, options?: CallOptions): Promise<void> =>
      call(`/users/${path(user)}/block`, { method: "PUT", ...options }),
    unblock: (user: Id, options?: CallOptions): Promise<void> =>
      call(`/users/${path(user)}/block`, { method: "DELETE", ...options }),
    /** The latest first. */
    blocks: (options?: CallOptions): Promise<{ readonly blocks: readonly BlockView[] }> =>
      call("/users/me/blocks", { ...options }),
  };
}
