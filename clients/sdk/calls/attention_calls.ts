import type { DraftInput, DraftView } from "../../../src/protocol/draft.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { Notices, NoticesInput, RoomNotice, RoomNoticeInput } from "../../../src/protocol/notification.ts";
import type { PushSubscriptionInput, PushSubscriptionView } from "../../../src/protocol/push.ts";
import type { NewScheduledInput, ScheduledChangeInput, ScheduledView } from "../../../src/protocol/scheduled.ts";
import type { ReceiptsView } from "../../../src/protocol/standing.ts";
import type { CallOptions, MentionsPage, Paging } from "../entities.ts";
import type { Caller } from "../http.ts";

const path = encodeURIComponent;
const inThread = (thread: number | undefined) => thread === undefined ? {} : { query: { thread } };

/** The messages that mention one, of all rooms, newest first. */
export function mentionCall(call: Caller) {
  return (query: Paging = {}, options?: CallOptions): Promise<MentionsPage> => call("/mentions", { query, ...options });
}

/** What one has begun to write: one text for each room and each thread, on all devices. */
export function draftCalls(call: Caller) {
  return {
    list: (options?: CallOptions): Promise<{ readonly drafts: readonly DraftView[] }> =>
      call("/drafts", { ...options }),
    put: (room: Id, draft: DraftInput, options?: CallOptions): Promise<DraftView> =>
      call(`/rooms/${path(room)}/draft`, { method: "PUT", body: draft, ...options }),
    /** Whether there was one or not. */
    remove: (room: Id, thread?: number, options?: CallOptions): Promise<void> =>
      call(`/rooms/${path(room)}/draft`, { method: "DELETE", ...inThread(thread), ...options }),
  };
}

/** What one wants to be told of. */
export function noticeCalls(call: Caller) {
  return {
    get: (options?: CallOptions): Promise<Notices> => call("/notifications", { ...options }),
    update: (change: NoticesInput, options?: CallOptions): Promise<Notices> =>
      call("/notifications", { method: "PATCH", body: change, ...options }),
    room: (room: Id, options?: CallOptions): Promise<RoomNotice> =>
      call(`/rooms/${path(room)}/notifications`, { ...options }),
    setRoom: (room: Id, notice: RoomNoticeInput, options?: CallOptions): Promise<RoomNotice> =>
      call(`/rooms/${path(room)}/notifications`, { method: "PUT", body: notice, ...options }),
    /** As for all other rooms again. */
    clearRoom: (room: Id, options?: CallOptions): Promise<void> =>
      call(`/rooms/${path(room)}/notifications`, { method: "DELETE", ...options }),
  };
}

/** Messages to be sent at a time to come. */
export function scheduledCalls(call: Caller) {
  return {
    list: (options?: CallOptions): Promise<{ readonly scheduled: readonly ScheduledView[] }> =>
      call("/scheduled", { ...options }),
    create: (message: NewScheduledInput, options?: CallOptions): Promise<ScheduledView> =>
      call("/scheduled", { method: "POST", body: message, ...options }),
    update: (id: Id, change: ScheduledChangeInput, options?: CallOptions): Promise<ScheduledView> =>
      call(`/scheduled/${path(id)}`, { method: "PATCH", body: change, ...options }),
    remove: (id: Id, options?: CallOptions): Promise<void> =>
      call(`/scheduled/${path(id)}`, { method: "DELETE", ...options }),
  };
}

/** Who has read what. */
export function receiptCalls(call: Caller) {
  return {
    /** How many members have said to have read up to an entry of a room, or further, and the first of them. */
    of: (room: Id, seq: number, options?: CallOptions): Promise<ReceiptsView> =>
      call(`/rooms/${path(room)}/receipts`, { query: { seq }, ...options }),
  };
}

/** Browsers that are told of messages while no page of the chat is open. */
export function pushCalls(call: Caller) {
  return {
    /** What a page subscribes with; `null`: this server sends none. */
    key: (options?: CallOptions): Promise<{ readonly public_key: string | null }> => call("/push", { ...options }),
    /** From now on this browser is told what concerns this user. Repeating it is harmless. */
    subscribe: (subscription: PushSubscriptionInput, options?: CallOptions): Promise<PushSubscriptionView> =>
      call("/push/subscriptions", { method: "POST", body: subscription, ...options }),
    list: (options?: CallOptions): Promise<{ readonly subscriptions: readonly PushSubscriptionView[] }> =>
      call("/push/subscriptions", { ...options }),
    unsubscribe: (id: string, options?: CallOptions): Promise<void> =>
      call(`/push/subscriptions/${path(id)}`, { method: "DELETE", ...options }),
  };
}
