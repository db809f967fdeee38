import type { Channels } from "../../ports/channels.ts";
import type { EngineCall } from "./lane.ts";

/** Channels for other products' pages, over the engine's calls. */
export function channelsPort(write: EngineCall, read: EngineCall): Channels {
  return {
    create: (channel, record) => write("createChannel", channel, record),
    byId: (id) => read("channelById", id),
    list: () => read("listChannels"),
    update: (id, change, record) => write("updateChannel", id, change, record),
    remove: (id, record) => write("removeChannel", id, record),
    roomOf: (channel, visitor) => read("visitorRoom", channel, visitor),
    claim: (channel, visitor, room) => write("claimRoom", channel, visitor, room),
  };
}
