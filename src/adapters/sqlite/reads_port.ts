import type { Reads } from "../../ports/reads.ts";
import type { EngineCall } from "./lane.ts";
import { standingsOf } from "./reads_engine.ts";

export function readsPort(write: EngineCall, read: EngineCall): Reads {
  return {
    mark: (marks) => write("mark", marks),
    rewind: (mark) => write("rewind", mark),
    receipts: (room, seq, limit) => read("receipts", room, seq, limit),
    standings: async (user, limit, rooms) => standingsOf(await read("standings", user, limit, rooms)),
  };
}
