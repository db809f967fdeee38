import type { Messages } from "../../ports/messages.ts";
import type { Threads } from "../../ports/threads.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import type { Calls } from "./calls.ts";
import type { Heads } from "./heads.ts";

interface MessagesDeps {
  readonly calls: Calls;
  readonly heads: Heads;
}

function refuse(): Promise<never> {
  return Promise.reject(new ParleyError("unavailable", "Messages cannot be changed or answered on this store yet"));
}

/** Nothing can be done to a message here: so no message has a state, and there is no thread. */
export function createMessages(
  { calls, heads }: MessagesDeps,
): { readonly messages: Messages; readonly threads: Threads } {
  return {
    messages: {
      facts: refuse,
      states: (room) => calls.run(async () => ({ seq: (await heads.look(room))?.head ?? 0, states: new Map() })),
      edits: () => Promise.resolve([]),
      reactions: () => Promise.resolve({ reactions: [], total: 0 }),
      pins: () => Promise.resolve({ seqs: [], total: 0 }),
    },
    threads: {
      replies: () => Promise.resolve({ entries: [], total: 0 }),
      standing: (_, room, root) =>
        Promise.resolve({ room, root, following: false, lastRead: 0, unread: 0, replies: 0, lastSeq: 0 }),
      follow: refuse,
      markThread: refuse,
      followed: () => Promise.resolve({ threads: [], total: 0 }),
    },
  };
}
