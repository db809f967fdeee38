import type { EventType, RoomEvent } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import type { NewMessage } from "../protocol/message_view.ts";
import type { Principal } from "../protocol/principal.ts";
import type { MemberView, NewRoomInput, Room, RoomChange } from "../protocol/room.ts";

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

export interface HistoryQuery {
  readonly limit: number;
  /** Events to skip, counted from the newest. */
  readonly offset?: number;
  /** Only events with a smaller seq. */
  readonly before?: number;
  /** Only events with a larger seq: then the page starts there, not at the newest. */
  readonly after?: number;
  /** Only events of this moment or later, ISO 8601: then the page starts there. Not together with `after`. */
  readonly from?: string;
  readonly sender?: Id;
  /** Absent: what the timeline shows. All there are: the log as it is. */
  readonly types?: readonly EventType[];
}

export interface HistoryPage {
  /**
   * Events as JSON, ascending: the very bytes of the log, but for messages to which something was done. Those are as they stood
   * at `asOf`; of the whole log none is.
   */
  readonly messages: readonly string[];
  /** How many events the filters leave, over all pages. */
  readonly total: number;
  /** The page holds whatever of the asked for there is after `after` and up to `upTo`. */
  readonly after: number;
  readonly upTo: number;
  readonly asOf: number;
  /** The seq with which the log begins, where what was before was trimmed. */
  readonly beginsAt?: number;
}

/**
 * Everything a user does with rooms, for any door (REST, socket, later bots). Every action judges the rights of its actor
 * and throws `ParleyError`: `not_found` also for rooms the actor may not know of.
 */
export interface RoomActions {
  create(actor: Principal, input: NewRoomInput): Promise<Room>;
  get(actor: Principal, room: Id): Promise<Room>;
  list(
    actor: Principal,
    query: Page & { readonly q?: string; readonly mine?: boolean },
  ): Promise<{ readonly rooms: readonly Room[]; readonly total: number }>;
  update(actor: Principal, room: Id, change: RoomChange): Promise<Room>;
  remove(actor: Principal, room: Id): Promise<void>;
  join(actor: Principal, room: Id, password?: string): Promise<Room>;
  leave(actor: Principal, room: Id): Promise<void>;
  members(
    actor: Principal,
    room: Id,
    page: Page,
  ): Promise<{ readonly members: readonly MemberView[]; readonly total: number }>;
  addMember(actor: Principal, room: Id, user: Id): Promise<MemberView>;
  /** `reason`: for the event. */
  removeMember(actor: Principal, room: Id, user: Id, reason?: string): Promise<void>;
  /** The durable event; with a client_id that was used before, the first one. */
  send(actor: Principal, room: Id, message: NewMessage): Promise<RoomEvent>;
  history(actor: Principal, room: Id, query: HistoryQuery): Promise<HistoryPage>;
}
