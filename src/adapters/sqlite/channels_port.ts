import type { Channels } from "../../ports/channels.ts";
import type { EngineCall } from "./lane.ts";

/** Channels for other products' pages, over the engine's calls. */
export function channelsPort(write: EngineCall, read: EngineCall): Channels {
  return {
    create: (channel) => write("createChannel", channel),
    byId: (id) => read("channelById", id),
    list: () => read("listChannels"),
    update: (id, change) => write("updateChannel", id, change),
    remove: (id) => write("removeChannel", id),
    roomOf: (channel, visitor) => read("visitorRoom", channel, visitor),
    claim: (channel, visitor, room) => write("claimRoom", channel, visitor, room),
  };
}
