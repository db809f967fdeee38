import type { RoomActions } from "../../src/chat/room_actions.ts";
import type { RoomEvent } from "../../src/protocol/event.ts";
import type { MemberView, Room } from "../../src/protocol/room.ts";

export interface RoomCall {
  readonly action: keyof RoomActions;
  readonly args: readonly unknown[];
}

export interface RecordedRooms extends RoomActions {
  /** What was asked, in order. */
  readonly calls: RoomCall[];
  /** Thrown by every action while it is there. */
  fault: unknown;
}

export const aRoom: Room = {
  id: "66a0c1f19b3f4a0012345679",
  name: "engines",
  description: "",
  creator_id: "66a0c1de9b3f4a0012345678",
  members: ["66a0c1de9b3f4a0012345678"],
  member_count: 1,
  is_private: false,
  has_password: false,
  created_at: "2026-01-01T00:00:00.000Z",
  head: 1,
  epoch: "1",
};

export const aMember: MemberView = {
  user_id: "66a0c1de9b3f4a0012345678",
  username: "ada",
  role: "owner",
  joined_at: "2026-01-01T00:00:00.000Z",
  online: false,
};

export const anEvent: RoomEvent = {
  id: "66a0c2009b3f4a001234567a",
  room_id: aRoom.id,
  user_id: aMember.user_id,
  username: "ada",
  content: "Hello",
  type: "text",
  timestamp: "2026-01-01T00:00:00.000Z",
  seq: 2,
};

/**
 * Stands in for the rooms where only their door is tried: records each call and gives one fixed answer. It judges nothing,
 * so what it accepts says nothing about the real rooms.
 */
export function createRecordedRooms(): RecordedRooms {
  const calls: RoomCall[] = [];
  const recorded = <T>(action: keyof RoomActions, answer: T) => (...args: readonly unknown[]): Promise<T> => {
    calls.push({ action, args });
    return rooms.fault === undefined ? Promise.resolve(answer) : Promise.reject(rooms.fault);
  };
  const rooms: RecordedRooms = {
    calls,
    fault: undefined,
    create: recorded("create", aRoom),
    get: recorded("get", aRoom),
    list: recorded("list", { rooms: [aRoom], total: 1 }),
    update: recorded("update", aRoom),
    remove: recorded("remove", undefined),
    join: recorded("join", aRoom),
    leave: recorded("leave", undefined),
    members: recorded("members", { members: [aMember], total: 1 }),
    addMember: recorded("addMember", aMember),
    removeMember: recorded("removeMember", undefined),
    send: recorded("send", anEvent),
    // Spaces and key order that no encoder of ours would give: the very bytes must come through.
    history: recorded("history", {
      messages: ['{"seq": 1, "id":"a"}', '{"seq":2}'],
      total: 7,
      after: 0,
      upTo: 2,
      asOf: 2,
    }),
  };
  return rooms;
}
