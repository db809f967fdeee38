/**
 * The client of Parley for browsers, Deno and Node >= 22, without any dependency.
 *
 * ```ts ignore
 * const api = new ParleyApi({ url: "http://127.0.0.1:8080" });
 * await api.guest("ada");
 * const client = new ParleyClient({ api });
 * await client.connect();
 * const room = client.room(roomId);
 * room.on("event", (event) => show(event));
 * await room.join();
 * const { seq } = await room.send("hello");
 * ```
 *
 * @module
 */
export type { Account } from "./account/account.ts";
export type { Blocks } from "./account/blocks.ts";
export type { LinkPreviews, LinkPreviewsSnapshot } from "./account/link_previews.ts";
export type { Membership } from "./account/membership.ts";
export type { MessageActions } from "./account/message_actions.ts";
export type { MessageSnapshot } from "./account/message_model.ts";
export type { PeopleActions } from "./account/people_actions.ts";
export type { PinsSnapshot } from "./account/pins.ts";
export type { PresenceSnapshot } from "./account/presence.ts";
export { isAbove, rightsIn, roles, type RoomRules, usualRoles } from "./account/rights.ts";
export type { RoomListSnapshot } from "./account/room_list.ts";
export type { Member, RoomModel, RoomSnapshot, SentAway, UnreadSnapshot } from "./account/room_model.ts";
export type { LastMessage, RoomSummary } from "./account/room_summary.ts";
export type { MentionListSnapshot, MentionSummary } from "./account/mention_list.ts";
export type { ThreadListSnapshot, ThreadSummary } from "./account/thread_list.ts";
export type { ThreadModel, ThreadSnapshot } from "./account/thread_model.ts";
export type { Typing } from "./account/typing.ts";
export type { Attention, DraftPlace } from "./account/attention.ts";
export type { OwnSnapshot } from "./account/own_thing.ts";
export { type ApiOptions, ParleyApi } from "./api.ts";
export { ApiError, asApiError, type LocalErrorCode } from "./api_error.ts";
export type { DataJob } from "./calls/data_calls.ts";
export type { SanctionQuery } from "./calls/moderation_calls.ts";
export { type ClientEvents, type ClientOptions, ParleyClient } from "./client.ts";
export { type CloseAction, closeAction } from "./close_action.ts";
export type { Connection } from "./connection.ts";
export type { ConnectionState } from "./connector.ts";
export type * from "./entities.ts";
export type { Environment, Socket, SocketClass } from "./environment.ts";
export type { Observable } from "./observable.ts";
export type { Sent } from "./outbox.ts";
export { Parley, type ParleyOptions, type SessionState } from "./parley.ts";
export type { Act, Post } from "./post.ts";
export type { Discontinuity, Ended, Room, RoomEvents } from "./room.ts";
export type { Cursor, DiscontinuityReason } from "./room_cursor.ts";
export type { ClientStore } from "./storage/client_store.ts";
export { createIndexedDbStore } from "./storage/indexed_db_store.ts";
export { createMemoryStore } from "./storage/memory_store.ts";
export { createBrowserTabs } from "./tabs/browser_tabs.ts";
export { createSoleTab, type Tabs } from "./tabs/tabs.ts";
export type { TimelineSnapshot } from "./timeline/timeline.ts";
export type { ItemFailure, Person, ThreadInfo, TimelineItem } from "./timeline/timeline_item.ts";
export type { Timing } from "./timing.ts";
export type { SendOptions, WriteOptions } from "./write_options.ts";
export type { UploadOptions } from "./uploads.ts";
export { type Writing, writingOf } from "./writing.ts";
export type { FileView } from "../../src/protocol/file.ts";
export type { DigestView } from "../../src/protocol/digest.ts";
export type { DraftView } from "../../src/protocol/draft.ts";
export type {
  NoticeLevel,
  Notices,
  NoticesInput,
  QuietHours,
  RoomNotice,
  RoomNoticeInput,
} from "../../src/protocol/notification.ts";
export type { PushSubscriptionInput, PushSubscriptionView } from "../../src/protocol/push.ts";
export type { ReceiptsView } from "../../src/protocol/standing.ts";
export type { NewScheduledInput, ScheduledChangeInput, ScheduledView } from "../../src/protocol/scheduled.ts";
export type { AuditAction, AuditRecord } from "../../src/protocol/audit.ts";
export type { BlockView } from "../../src/protocol/direct.ts";
export type { Role, RoomEvent } from "../../src/protocol/event.ts";
export type { ReportState, ReportView } from "../../src/protocol/report.ts";
export type { Right } from "../../src/protocol/right.ts";
export type { NewSanction, SanctionView } from "../../src/protocol/moderation.ts";
export type { Id } from "../../src/protocol/id.ts";
export type { LinkPreview } from "../../src/protocol/link_preview.ts";
export type { InvitePreview, InviteView } from "../../src/protocol/invite.ts";
export type { MemberView, OneMember, Room as RoomEntity } from "../../src/protocol/room.ts";
export type { FoundMessage, FoundMessage as SearchHit, MessagesFound } from "../../src/protocol/search.ts";
export type { AccountView, GuestLogin, Login, Me, Profile } from "../../src/protocol/user.ts";
