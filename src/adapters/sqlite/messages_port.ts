import type { Messages } from "../../ports/messages.ts";
import type { Threads } from "../../ports/threads.ts";
import { entriesOf } from "./entry_cells.ts";
import type { EngineCall } from "./lane.ts";

/** What was done to messages, over the engine's calls. */
export function messagesPort(read: EngineCall): Messages {
  return {
    facts: (room, asked) => read("facts", room, asked),
    states: (room, seqs, viewer) => read("states", room, seqs, viewer),
    edits: async (room, of) => entriesOf(await read("edits", room, of)),
    reactions: (room, of, emoji, limit, offset) => read("reactions", room, of, emoji, limit, offset),
    mentions: (user, limit, offset) => read("mentions", user, limit, offset),
    pins: (room, limit, offset) => read("pins", room, limit, offset),
  };
}

/** The same of threads. */
export function threadsPort(write: EngineCall, read: EngineCall): Threads {
  return {
    replies: async (room, root, range, limit, end) => {
      const { cells, total } = await read("replies", room, root, range, limit, end);
      return { entries: entriesOf(cells), total };
    },
    standing: (user, room, root) => read("threadStanding", user, room, root),
    follow: (user, room, root, following) => write("followThread", user, room, root, following),
    markThread: (user, room, root, seq) => write("markThread", user, room, root, seq),
    followed: (user, limit, offset) => read("followed", user, limit, offset),
  };
}
