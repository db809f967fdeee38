import type { PresenceActions } from "../../src/chat/presence_actions.ts";
import type { ReadActions } from "../../src/chat/read_actions.ts";
import type { Standing } from "../../src/protocol/standing.ts";

const standingOf = (room_id: string, last_read = 2): Standing => ({ room_id, head: 5, last_read, unread: 3 });

/** Read positions and presence that remember what was asked of them, and answer the same of every room. */
export function createRecordedCompany() {
  const calls: unknown[][] = [];
  const reads: ReadActions = {
    mark: (actor, room, read) => {
      calls.push(["mark", actor.username, room, read]);
      return Promise.resolve(standingOf(room, read.seq));
    },
    receipts: (actor, room_id, seq) => {
      calls.push(["receipts", actor.username, room_id, seq]);
      return Promise.resolve({ room_id, seq, count: 0, users: [] });
    },
    standing: (actor, room) => {
      calls.push(["standing", actor.username, room]);
      return Promise.resolve(standingOf(room));
    },
    standings: (actor) => {
      calls.push(["standings", actor.username]);
      return Promise.resolve({ rooms: [standingOf("a".repeat(24))], total: 1 });
    },
  };
  const presence: PresenceActions = {
    of: (actor, room_id, { limit, offset }) => {
      calls.push(["presence", actor.username, room_id, limit, offset]);
      return Promise.resolve({ room_id, count: 0, online: [], members: [], total: 0, offset, limit });
    },
  };
  return { calls, reads, presence };
}
