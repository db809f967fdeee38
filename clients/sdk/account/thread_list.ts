import type { Id } from "../../../src/protocol/id.ts";
import { itemOfState, type TimelineItem } from "../timeline/timeline_item.ts";
import type { AccountContext } from "./account_context.ts";
import { LongList, type LongListSnapshot } from "./long_list.ts";
import type { ThreadSnapshot } from "./thread_model.ts";

/** A thread that one follows. */
export interface ThreadSummary extends ThreadSnapshot {
  readonly room: Id;
  /** The message that began it; its `thread` says how many replies there are. */
  readonly root: TimelineItem;
}

export interface ThreadListSnapshot extends LongListSnapshot {
  /** Most recently answered first. */
  readonly threads: readonly ThreadSummary[];
}

/** The threads that one follows, over all rooms, kept current while somebody looks. */
export function createThreadList(context: AccountContext): LongList<ThreadListSnapshot> {
  const { client: { api }, me } = context;
  return new LongList<ThreadListSnapshot>({
    context,
    empty: { threads: [], total: 0, status: "loading" },
    length: ({ threads }) => threads.length,
    concerns: ({ thread, type }) => thread !== undefined && (type === "reply" || type === "deleted"),
    async read(limit) {
      const { threads, total } = await api.threads.list({ limit });
      return {
        threads: threads.map(({ room_id: room, root, as_of: asOf, following: isFollowing, ...standing }) => ({
          ...{ room, isFollowing, lastRead: standing.last_read, unread: standing.unread },
          root: itemOfState({ view: root, asOf }, me.id),
        })),
        ...{ total, status: "ready" },
      };
    },
  });
}
