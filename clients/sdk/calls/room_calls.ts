import type { Id } from "../../../src/protocol/id.ts";
import type { InvitePreview, InviteView, NewInviteInput } from "../../../src/protocol/invite.ts";
import type { PresencePage } from "../../../src/protocol/presence.ts";
import type { MemberView, NewRoomInput, OneMember, Room, RoomChange } from "../../../src/protocol/room.ts";
import type { Standing } from "../../../src/protocol/standing.ts";
import type { CallOptions, MemberPage, Paging, RoomPage, RoomQuery } from "../entities.ts";
import type { CallTable } from "./call_table.ts";

export interface RoomCalls {
  list(query?: RoomQuery, options?: CallOptions): Promise<RoomPage>;
  get(id: Id, options?: CallOptions): Promise<Room>;
  create(room: NewRoomInput, options?: CallOptions): Promise<Room>;
  update(id: Id, change: RoomChange, options?: CallOptions): Promise<Room>;
  delete(id: Id, options?: CallOptions): Promise<void>;
  /** Joining a room one is in changes nothing. */
  join(id: Id, password?: string, options?: CallOptions): Promise<Room>;
  leave(id: Id, options?: CallOptions): Promise<void>;
  members(id: Id, query?: Paging, options?: CallOptions): Promise<MemberPage>;
  /** One of them, or oneself (`me`), with what keeps them from writing where one may know it. */
  member(id: Id, user: Id | "me", options?: CallOptions): Promise<OneMember>;
  /** Who is online, and a page of the members with when they were seen last. */
  presence(id: Id, query?: Paging, options?: CallOptions): Promise<PresencePage>;
  /** How far one has read, and how many messages of others come after that. */
  read(id: Id, options?: CallOptions): Promise<Standing>;
  /** Marks everything up to there as read, on all devices; it never goes back. */
  markRead(id: Id, seq: number, options?: CallOptions): Promise<Standing>;
  /** The same of all one's rooms. */
  unread(options?: CallOptions): Promise<{ readonly rooms: readonly Standing[]; readonly total: number }>;
  addMember(id: Id, user: Id, options?: CallOptions): Promise<MemberView>;
  removeMember(id: Id, user: Id, options?: CallOptions): Promise<void>;
}

export const roomCalls: CallTable<RoomCalls> = {
  list: "GET /rooms ?",
  get: "GET /rooms/:",
  create: "POST /rooms {}",
  update: "PATCH /rooms/: {}",
  delete: "DELETE /rooms/:",
  join: "POST /rooms/:/join {password}",
  leave: "POST /rooms/:/leave",
  members: "GET /rooms/:/members ?",
  member: "GET /rooms/:/members/:",
  presence: "GET /rooms/:/presence ?",
  read: "GET /rooms/:/read",
  markRead: "PUT /rooms/:/read {seq}",
  unread: "GET /unread",
  addMember: "POST /rooms/:/members {user_id}",
  removeMember: "DELETE /rooms/:/members/:",
};

/** Links into rooms; a page makes an address of a code. */
export interface InviteCalls {
  create(room: Id, invite?: Partial<NewInviteInput>, options?: CallOptions): Promise<InviteView>;
  /** Those that can be used, newest first. */
  list(room: Id, options?: CallOptions): Promise<{ readonly invites: readonly InviteView[] }>;
  revoke(room: Id, code: string, options?: CallOptions): Promise<void>;
  /** What a link leads into; nobody needs to be logged in for it. */
  preview(code: string, options?: CallOptions): Promise<InvitePreview>;
  /** Becomes a member by a link. Answers the room; `RoomList.refresh()` then shows it. */
  accept(code: string, options?: CallOptions): Promise<Room>;
}

export const inviteCalls: CallTable<InviteCalls> = {
  create: "POST /rooms/:/invites {}",
  list: "GET /rooms/:/invites",
  revoke: "DELETE /rooms/:/invites/:",
  preview: "GET /invites/:",
  accept: "POST /invites/:",
};
