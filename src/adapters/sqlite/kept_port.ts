import type { KeptItems } from "../../ports/kept_items.ts";
import type { Scheduled } from "../../ports/scheduled.ts";
import { keptByUser } from "./kept_engine.ts";
import type { EngineCall } from "./lane.ts";

/** A call of the engine by one of the lanes. */
export function keptPort(write: EngineCall, read: EngineCall): KeptItems {
  return {
    put: (user, kind, item, options) => write("putKept", user, kind, item, options),
    remove: (user, kind, key) => write("removeKept", user, kind, key),
    of: async (users, kind, keys) => keptByUser(await read("keptOf", users, kind, keys)),
    claim: (user, kind, item) => write("claimKept", user, kind, item),
    membersWith: (room, kind, limit, after) => read("membersWith", room, kind, limit, after),
    holders: (kind, key, limit, after) => read("holders", kind, key, limit, after),
    forget: (user) => write("forgetKept", user),
  };
}

export function scheduledPort(write: EngineCall, read: EngineCall): Scheduled {
  return {
    create: (message, most) => write("schedule", message, most),
    ofUser: (user) => read("scheduledOf", user),
    change: (user, id, change) => write("changeScheduled", user, id, change),
    remove: (user, id) => write("removeScheduled", user, id),
    claim: (now, until, limit) => write("claimScheduled", now, until, limit),
    sent: (id) => write("scheduledSent", id),
    failed: (id, failure) => write("scheduledFailed", id, failure),
    forget: (user) => write("forgetScheduled", user),
  };
}
