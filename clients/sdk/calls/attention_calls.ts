import type { DigestView } from "../../../src/protocol/digest.ts";
import type { DraftInput, DraftView } from "../../../src/protocol/draft.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { Notices, NoticesInput, RoomNotice, RoomNoticeInput } from "../../../src/protocol/notification.ts";
import type { PushSubscriptionInput, PushSubscriptionView } from "../../../src/protocol/push.ts";
import type { NewScheduledInput, ScheduledChangeInput, ScheduledView } from "../../../src/protocol/scheduled.ts";
import type { ReceiptsView } from "../../../src/protocol/standing.ts";
import type { CallOptions } from "../entities.ts";
import type { CallTable } from "./call_table.ts";

/** What one has begun to write: one text for each room and each thread, on all devices. */
export interface DraftCalls {
  list(options?: CallOptions): Promise<{ readonly drafts: readonly DraftView[] }>;
  put(room: Id, draft: DraftInput, options?: CallOptions): Promise<DraftView>;
  /** Whether there was one or not. */
  remove(room: Id, thread?: number, options?: CallOptions): Promise<void>;
}

export const draftCalls: CallTable<DraftCalls> = {
  list: "GET /drafts",
  put: "PUT /rooms/:/draft {}",
  remove: "DELETE /rooms/:/draft ?thread",
};

/** What one wants to be told of. */
export interface NoticeCalls {
  get(options?: CallOptions): Promise<Notices>;
  update(change: NoticesInput, options?: CallOptions): Promise<Notices>;
  room(room: Id, options?: CallOptions): Promise<RoomNotice>;
  setRoom(room: Id, notice: RoomNoticeInput, options?: CallOptions): Promise<RoomNotice>;
  /** As for all other rooms again. */
  clearRoom(room: Id, options?: CallOptions): Promise<void>;
  /** Whether one is told by mail what one missed. `not_found`: this server sends no mail; `forbidden`: to no guest. */
  digest(options?: CallOptions): Promise<DigestView>;
  /** It has to be confirmed by a mail that is sent now. `rate_limited`; `unavailable`: no mail could be sent. */
  setDigest(on: boolean, options?: CallOptions): Promise<DigestView>;
}

export const noticeCalls: CallTable<NoticeCalls> = {
  get: "GET /notifications",
  update: "PATCH /notifications {}",
  room: "GET /rooms/:/notifications",
  setRoom: "PUT /rooms/:/notifications {}",
  clearRoom: "DELETE /rooms/:/notifications",
  digest: "GET /notifications/digest",
  setDigest: "PUT /notifications/digest {on}",
};

/** Messages to be sent at a time to come. */
export interface ScheduledCalls {
  list(options?: CallOptions): Promise<{ readonly scheduled: readonly ScheduledView[] }>;
  create(message: NewScheduledInput, options?: CallOptions): Promise<ScheduledView>;
  update(id: Id, change: ScheduledChangeInput, options?: CallOptions): Promise<ScheduledView>;
  remove(id: Id, options?: CallOptions): Promise<void>;
}

export const scheduledCalls: CallTable<ScheduledCalls> = {
  list: "GET /scheduled",
  create: "POST /scheduled {}",
  update: "PATCH /scheduled/: {}",
  remove: "DELETE /scheduled/:",
};

/** Who has read what. */
export interface ReceiptCalls {
  /** How many members have said to have read up to an entry of a room, or further, and the first of them. */
  of(room: Id, seq: number, options?: CallOptions): Promise<ReceiptsView>;
}

export const receiptCalls: CallTable<ReceiptCalls> = { of: "GET /rooms/:/receipts ?seq" };

/** Browsers that are told of messages while no page of the chat is open. */
export interface PushCalls {
  /** What a page subscribes with; `null`: this server sends none. */
  key(options?: CallOptions): Promise<{ readonly public_key: string | null }>;
  /** From now on this browser is told what concerns this user. Repeating it is harmless. */
  subscribe(subscription: PushSubscriptionInput, options?: CallOptions): Promise<PushSubscriptionView>;
  list(options?: CallOptions): Promise<{ readonly subscriptions: readonly PushSubscriptionView[] }>;
  unsubscribe(id: string, options?: CallOptions): Promise<void>;
}

export const pushCalls: CallTable<PushCalls> = {
  key: "GET /push",
  subscribe: "POST /push/subscriptions {}",
  list: "GET /push/subscriptions",
  unsubscribe: "DELETE /push/subscriptions/:",
};
