import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { HistoryQuery, MessagePage, ThreadStanding } from "../entities.ts";
import type { Cancel } from "../environment.ts";
import { type Observable, View } from "../observable.ts";
import type { SendOptions } from "../write_options.ts";
import type { Room } from "../room.ts";
import type { Journal } from "../timeline/journal.ts";
import { Timeline, type TimelineSnapshot } from "../timeline/timeline.ts";
import type { AccountContext } from "./account_context.ts";
import type { MessageSnapshot } from "./message_model.ts";
import { present } from "../present.ts";

/** How one stands to a thread. */
export interface ThreadSnapshot {
  readonly isFollowing: boolean;
  /** The seq of the newest reply that counts as read, and the replies of others after it. */
  readonly lastRead: number;
  readonly unread: number;
}

export interface ThreadModelOptions {
  /** The seq of the message that began it. */
  readonly root: number;
  readonly room: Room;
  readonly context: AccountContext;
  readonly journal: Journal;
  /** The message that began it. */
  readonly message: Observable<MessageSnapshot>;
  watched(isWatched: boolean): void;
}

/** How long changes are gathered until the server is asked how one stands, milliseconds. */
const gatherMs = 300;
/** How long a thread that nobody looks at keeps its place, milliseconds. */
const lingerMs = 30_000;

/** A thread as it is shown. Made by `RoomModel.thread()`; always the same one for one message. */
export class ThreadModel {
  readonly root: number;
  readonly timeline: Timeline;
  readonly #options: ThreadModelOptions;
  readonly #view: View<ThreadSnapshot>;
  #standing: ThreadSnapshot = { isFollowing: false, lastRead: 0, unread: 0 };
  #cancelAsking: Cancel | undefined;
  #cancelLinger: Cancel | undefined;

  constructor(options: ThreadModelOptions) {
    const { root, room, journal, context: { posts, me, environment } } = options;
    this.root = root;
    this.#options = options;
    this.#view = new View({ build: () => this.#standing, frame: environment.frame });
    this.timeline = new Timeline({
      ...{ room, journal, me, environment },
      source: {
        shows: ({ type, thread }) => type === "reply" && thread === root,
        first: root + 1,
        history: (query) => this.#page(query),
      },
      posts: () => posts.of(room.id).filter(({ act, thread }) => act === undefined && thread === root),
      acts: () => posts.of(room.id).filter(({ act }) => act !== undefined),
      seen: (event) => posts.seen(event),
      lastRead: () => this.#standing.lastRead,
      watched: (isWatched) => this.#watched(isWatched),
    });
  }

  /** The message that began it. */
  get message(): Observable<MessageSnapshot> {
    return this.#options.message;
  }

  get messages(): Observable<TimelineSnapshot> {
    return this.timeline.snapshot;
  }

  get standing(): Observable<ThreadSnapshot> {
    return this.#view;
  }

  /** Answers in it: as `RoomModel.send()` does. Who answers, follows. */
  send(content: string, options: Omit<SendOptions, "thread" | "signal"> = {}): void {
    this.#options.context.posts.add(this.#options.room.id, content, { ...options, thread: this.root });
  }

  async follow(): Promise<void> {
    const { room, context } = this.#options;
    this.#take(await context.client.api.threads.follow(room.id, this.root));
  }

  async unfollow(): Promise<void> {
    const { room, context } = this.#options;
    this.#take(await context.client.api.threads.unfollow(room.id, this.root));
  }

  /** Everything up to this reply has been read. */
  markRead(seq: number): void {
    if (seq <= this.#standing.lastRead || !Number.isSafeInteger(seq)) return;
    const unread = this.timeline.countAfter(seq) ?? this.#standing.unread;
    this.#set({ ...this.#standing, lastRead: seq, unread });
    const { room, context } = this.#options;
    // What is lost is said again with the next reply that is read.
    context.client.api.threads.markRead(room.id, this.root, seq).then(
      (standing) => this.#take(standing),
      () => undefined,
    );
  }

  /** For the room only: it has a new event. */
  arrived({ type, thread, user_id, seq }: RoomEvent): void {
    if (thread !== this.root) return;
    if (type === "deleted") return this.#askLater();
    if (type !== "reply") return;
    const isOwn = user_id === this.#options.context.me.id;
    const { unread } = this.#standing;
    this.#set(
      isOwn ? { isFollowing: true, lastRead: seq, unread: 0 } : { ...this.#standing, unread: unread + 1 },
    );
  }

  /** For the room only. */
  end(): void {
    this.#cancelAsking?.();
    this.#cancelLinger?.();
    this.timeline.end();
    this.#view.close();
  }

  async #page(query: HistoryQuery): Promise<MessagePage> {
    const { room, context } = this.#options;
    const { before, after, limit } = query;
    const page = await context.client.api.threads.page(room.id, this.root, {
      ...present({ before, after, limit }),
    });
    this.#take(page);
    return { ...page, offset: 0 };
  }

  #askLater(): void {
    this.#cancelAsking ??= this.#options.context.environment.after(gatherMs, () => {
      this.#cancelAsking = undefined;
      this.#page({ limit: 1 }).catch(() => undefined);
    });
  }

  #take({ following: isFollowing, last_read: lastRead, unread }: ThreadStanding): void {
    if (lastRead >= this.#standing.lastRead) this.#set({ isFollowing, lastRead, unread });
  }

  #set(standing: ThreadSnapshot): void {
    this.#standing = standing;
    this.#view.touch();
  }

  #watched(isWatched: boolean): void {
    this.#options.watched(isWatched);
    this.#cancelLinger?.();
    this.#cancelLinger = undefined;
    if (isWatched) return this.timeline.open();
    this.#cancelLinger = this.#options.context.environment.after(lingerMs, () => this.timeline.close());
  }
}
