import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { type ApiError, asApiError } from "../api_error.ts";
import type { Cancel } from "../environment.ts";
import { type Observable, View } from "../observable.ts";
import { itemOfState, type TimelineItem } from "../timeline/timeline_item.ts";
import type { AccountContext } from "./account_context.ts";
import type { ThreadSnapshot } from "./thread_model.ts";

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
  readonly #view: View<ThreadListSnapshot>;
  #snapshot: ThreadListSnapshot = { threads: [], total: 0, status: "loading" };
  #wanted = pageThreads;
  #cancel: Cancel | undefined;

  constructor(context: AccountContext) {
    this.#context = context;
    this.#view = new View({
      build: () => this.#snapshot,
      frame: context.environment.frame,
      watched: () => void this.refresh(),
    });
  }

  get snapshot(): Observable<ThreadListSnapshot> {
    return this.#view;
  }

  /** Reads the list anew. Never rejects: the snapshot has the error. */
  async refresh(): Promise<void> {
    if (!this.#view.isWatched) return;
    try {
      const { api } = this.#context.client;
      const { threads, total } = await api.threads.list({ limit: this.#wanted });
      this.#snapshot = {
        threads: threads.map(({ room_id: room, root, as_of: asOf, following, last_read: lastRead, unread }) => ({
          ...{ room, lastRead, unread, isFollowing: following },
          root: itemOfState({ view: root, asOf }, this.#context.me.id),
        })),
        ...{ total, status: "ready" },
      };
    } catch (thrown) {
      this.#snapshot = { ...this.#snapshot, error: asApiError(thrown) };
    }
    this.#view.touch();
  }

  /** Shows more of a long list. */
  async loadMore(): Promise<void> {
    if (this.#snapshot.threads.length >= this.#snapshot.total) return;
    this.#wanted = Math.min(200, this.#wanted + pageThreads);
    await this.refresh();
  }

  /** One of one's rooms has a new event. */
  arrived({ thread, type }: RoomEvent): void {
    if (thread === undefined || (type !== "reply" && type !== "deleted") || !this.#view.isWatched) return;
    this.#cancel ??= this.#context.environment.after(gatherMs, () => {
      this.#cancel = undefined;
      void this.refresh();
    });
  }

  close(): void {
    this.#cancel?.();
    this.#view.close();
  }
}
