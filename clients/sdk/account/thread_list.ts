import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { ApiError } from "../api_error.ts";
import type { Observable } from "../observable.ts";
import { itemOfState, type TimelineItem } from "../timeline/timeline_item.ts";
import type { AccountContext } from "./account_context.ts";
import type { ThreadSnapshot } from "./thread_model.ts";
import { WatchedList } from "./watched_list.ts";

/** A thread that one follows. */
export interface ThreadSummary extends ThreadSnapshot {
  readonly room: Id;
  /** The message that began it; its `thread` says how many replies there are. */
  readonly root: TimelineItem;
}

export interface ThreadListSnapshot {
  /** Most recently answered first. */
  readonly threads: readonly ThreadSummary[];
  readonly total: number;
  readonly status: "loading" | "ready";
  readonly error?: ApiError;
}

/** Threads of one page, and how long changes of them are gathered, milliseconds. */
const pageThreads = 50;
const gatherMs = 500;

/** The threads that one follows, over all rooms, kept current while somebody looks. */
export class ThreadList {
  readonly #context: AccountContext;
  readonly #list: WatchedList<ThreadListSnapshot>;
  #snapshot: ThreadListSnapshot = { threads: [], total: 0, status: "loading" };
  #wanted = pageThreads;

  constructor(context: AccountContext) {
    this.#context = context;
    this.#list = new WatchedList({
      environment: context.environment,
      gatherMs,
      read: () => this.#read(),
      build: (error) => error === undefined ? this.#snapshot : { ...this.#snapshot, error },
    });
  }

  get snapshot(): Observable<ThreadListSnapshot> {
    return this.#list.snapshot;
  }

  /** Reads the list anew. Never rejects: the snapshot has the error. */
  refresh(): Promise<void> {
    return this.#list.refresh();
  }

  /** Shows more of a long list. */
  async loadMore(): Promise<void> {
    if (this.#snapshot.threads.length >= this.#snapshot.total) return;
    this.#wanted = Math.min(200, this.#wanted + pageThreads);
    await this.refresh();
  }

  /** One of one's rooms has a new event. */
  arrived({ thread, type }: RoomEvent): void {
    if (thread !== undefined && (type === "reply" || type === "deleted")) this.#list.refreshLater();
  }

  close(): void {
    this.#list.close();
  }

  async #read(): Promise<void> {
    const { threads, total } = await this.#context.client.api.threads.list({ limit: this.#wanted });
    this.#snapshot = {
      threads: threads.map(({ room_id: room, root, as_of: asOf, following, last_read: lastRead, unread }) => ({
        ...{ room, lastRead, unread, isFollowing: following },
        root: itemOfState({ view: root, asOf }, this.#context.me.id),
      })),
      ...{ total, status: "ready" },
    };
  }
}
