/**
 * Parley for React 19: a provider and hooks, without any styling. The client comes from the SDK.
 *
 * ```tsx ignore
 * const client = new Parley({ url: location.origin, auth: "cookie" });
 *
 * createRoot(element).render(
 *   <ParleyProvider client={client}>
 *     <Conversation room={id} />
 *   </ParleyProvider>,
 * );
 *
 * function Conversation({ room }: { room: string }) {
 *   const { items, send } = useMessages(room);
 *   return items.map(({ key, user, content, state }) => <p key={key} data-state={state}>{user.name}: {content}</p>);
 * }
 * ```
 *
 * @module
 */
export { useClient } from "./parley_context.ts";
export { ParleyProvider, type ParleyProviderProps } from "./parley_provider.tsx";
export { useAccount } from "./use_account.ts";
export { type UseOwnData, useOwnData } from "./use_own_data.ts";
export { type UseBlocks, useBlocks } from "./use_blocks.ts";
export { useConnection } from "./use_connection.ts";
export { type UseDigest, useDigest } from "./use_digest.ts";
export { type UseDraft, useDraft } from "./use_draft.ts";
export { useLinkPreviews } from "./use_link_previews.ts";
export { useMessage } from "./use_message.ts";
export { type UseMessageActions, useMessageActions } from "./use_message_actions.ts";
export { type UseMessages, useMessages } from "./use_messages.ts";
export { type UseMentions, useMentions } from "./use_mentions.ts";
export { type UseNotices, useNotices } from "./use_notices.ts";
export { useObservable } from "./use_observable.ts";
export { type UsePeopleActions, usePeopleActions } from "./use_people_actions.ts";
export { usePins } from "./use_pins.ts";
export { usePresence } from "./use_presence.ts";
export { useReceipts } from "./use_receipts.ts";
export { type ReportsOptions, type UseReports, useReports } from "./use_reports.ts";
export { type NewRoom, type UseRooms, useRooms } from "./use_rooms.ts";
export { type UseRoom, useRoom } from "./use_room.ts";
export { useRoomEvents } from "./use_room_events.ts";
export { type UseScheduled, useScheduled } from "./use_scheduled.ts";
export { type UseSession, useSession } from "./use_session.ts";
export { type UseThread, useThread } from "./use_thread.ts";
export { type UseThreads, useThreads } from "./use_threads.ts";
export { type UseTyping, useTyping } from "./use_typing.ts";
export { type UseUnread, useUnread } from "./use_unread.ts";
export { ApiError, isAbove, Parley, rightsIn, roles, usualRoles } from "../sdk/mod.ts";
export type {
  Attachment,
  AuditAction,
  AuditRecord,
  BlockView,
  Connection,
  DataJob,
  DigestView,
  DraftView,
  FoundMessage,
  ItemFailure,
  LinkPreview,
  LinkPreviewsSnapshot,
  Member,
  Membership,
  MentionListSnapshot,
  MentionSummary,
  MessageSnapshot,
  MessageView,
  NewSanction,
  NewScheduledInput,
  NoticeLevel,
  Notices,
  OneMember,
  ParleyOptions,
  Person,
  PinsSnapshot,
  PresenceSnapshot,
  Profile,
  ReactionView,
  ReceiptsView,
  ReportState,
  ReportView,
  Right,
  Role,
  RoomEvent,
  RoomListSnapshot,
  RoomNotice,
  RoomSnapshot,
  RoomSummary,
  SanctionView,
  ScheduledView,
  SearchHit,
  SessionState,
  SessionUser,
  ThreadInfo,
  ThreadListSnapshot,
  ThreadSnapshot,
  ThreadSummary,
  TimelineItem,
  TimelineSnapshot,
} from "../sdk/mod.ts";
