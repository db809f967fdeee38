import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { present } from "../present.ts";
import { itemOfState, type TimelineItem } from "../timeline/timeline_item.ts";
import type { AccountContext } from "./account_context.ts";
import { LongList, type LongListSnapshot } from "./long_list.ts";

/** A message that mentions one. */
export interface MentionSummary {
  readonly room: Id;
  readonly seq: number;
  /** Of an answer in a thread: the message that began it. */
  readonly thread?: number;
  /** As it stands. */
  readonly message: TimelineItem;
  /** It was not said yet that it was read. */
  readonly isUnread: boolean;
}

export interface MentionListSnapshot extends LongListSnapshot {
  /** The newest first. */
  readonly mentions: readonly MentionSummary[];
}

/** Whether a message mentions this user. */
export function isMentioned({ mentions, mentions_room, user_id }: RoomEvent, me: Id): boolean {
  return mentions?.includes(me) === true || (mentions_room === true && user_id !== me);
}

/** What mentions one, over all rooms, kept current while somebody looks. */
export function createMentionList(context: AccountContext): LongList<MentionListSnapshot> {
  const { client: { api }, me } = context;
  return new LongList<MentionListSnapshot>({
    context,
    empty: { mentions: [], total: 0, status: "loading" },
    length: ({ mentions }) => mentions.length,
    concerns: (event) => event.type === "edited" || event.type === "deleted" || isMentioned(event, me.id),
    async read(limit) {
      const { mentions, total } = await api.mentions({ limit });
      return {
        mentions: mentions.map(({ room_id: room, seq, unread: isUnread, as_of: asOf, message: view }) => ({
          ...{ room, seq, isUnread, message: itemOfState({ view, asOf }, me.id) },
          ...present({ thread: view.thread }),
        })),
        ...{ total, status: "ready" },
      };
    },
  });
}
