import type { RoomEvent } from "../../../src/protocol/event.ts";
import { type ApiError, asApiError } from "../api_error.ts";
import type { HistoryQuery, MessagePage } from "../entities.ts";
import type { Environment } from "../environment.ts";
import { type Observable, View } from "../observable.ts";
import type { Post } from "../post.ts";
import type { Discontinuity, Room } from "../room.ts";
import type { Cursor } from "../room_cursor.ts";
import { itemOfPost, type Person, type TimelineItem } from "./timeline_item.ts";
import { TimelineWindow } from "./timeline_window.ts";

/** What of a room can be shown now. */
export interface TimelineSnapshot {
  /** Ascending by seq; then what is on its way, in the order of writing. */
  readonly items: readonly TimelineItem[];
  /** There is more before the first item: {@link Timeline.loadOlder}. */
  readonly hasOlder: boolean;
  /** There is more after the last sent item, and what arrives is not shown: {@link Timeline.loadNewer}. */
  readonly hasNewer: boolean;
  readonly isLoading: boolean;
  /** `loading`: nothing to show yet. `ready`: shown, perhaps from the cache while there is no connection. */
  readonly status: "loading" | "ready" | "gone" | "forbidden";
  /** First message of somebody else that was unread when the room was opened, as far as it is loaded. */
  readonly firstUnreadSeq?: number;
  /** Why the last loading failed; loading again may help. */
  readonly error?: ApiError;
}

/** The newest part of a room as it was shown last. */
export interface CachedTimeline {
  readonly epoch: string;
  readonly events: readonly RoomEvent[];
}

export interface TimelineOptions {
  readonly room: Room;
  readonly me: Person;
  readonly environment: Pick<Environment, "frame" | "report">;
  /** Newest events kept for reading offline. */
  readonly cache: { load(): Promise<CachedTimeline | undefined>; save(build: () => CachedTimeline): void };
  /** One's own messages on their way, oldest first. */
  posts(): readonly Post[];
  /** The log has this event. */
  seen(event: RoomEvent): void;
  /** How far one has read; `undefined`: not known yet. */
  lastRead(): number | undefined;
  watched(isWatched: boolean): void;
}

/** Events of one page. */
const pageEvents = 50;
/** A gap between what is cached and the head up to which it is filled; beyond, reading begins at the head. */
const gapMax = 200;
/** Events in memory of one room, and how many go at once when there are more. */
const windowMax = 2_000;
const windowTrim = 500;
/** Newest events kept for reading offline. */
const cachedEvents = 100;

/** What a room's history looks like while it is open: a window of its log that follows the newest, and one's own posts. */
export class Timeline {
  readonly #options: TimelineOptions;
  readonly #view: View<TimelineSnapshot>;
  #window: TimelineWindow | undefined;
  /** Epoch that the window belongs to. */
  #epoch = "";
  /** The newest events as they came, for the cache. */
  #recent: RoomEvent[] = [];
  #postItems = new Map<string, readonly [Post, TimelineItem]>();
  /** Acknowledged, but not seen in the log yet. */
  readonly #sent = new Map<string, Post>();
  #status: TimelineSnapshot["status"] = "loading";
  #error: ApiError | undefined;
  #loading: Promise<void> | undefined;
  /** Counts new beginnings: an answer to a question of before is dropped. */
  #generation = 0;
  #isOpen = false;
  /** The reader is at the newest end, so what is trimmed is old. */
  #isFollowing = true;
  /** Where one had stopped reading, and the last seq that can have been unread then; `undefined`: not asked for. */
  #stop: { readonly read: number | undefined; readonly bound: number } | undefined;

  constructor(options: TimelineOptions) {
    this.#options = options;
    this.#view = new View({
      build: () => this.#build(),
      frame: options.environment.frame,
      watched: () => options.watched(true),
      unwatched: () => options.watched(false),
    });
    const { room } = options;
    room.on("event", (event) => this.#arrived(event));
    room.on("subscribed", () => this.#begin(room.cursor));
    room.on("discontinuity", (discontinuity) => this.#broken(discontinuity));
  }

  get snapshot(): Observable<TimelineSnapshot> {
    return this.#view;
  }

  /** Shows what is cached, then what the server has. Opening what is open changes nothing. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const { room } = this.#options;
    if (room.isLive) this.#begin(room.cursor);
    if (this.#window !== undefined) return;
    const generation = this.#generation;
    this.#options.cache.load().then((cached) => {
      if (this.#isOpen && generation === this.#generation && this.#window === undefined) this.#restore(cached);
    }).catch(this.#options.environment.report);
  }

  /** Forgets all but the cache: nobody looks at the room. */
  close(): void {
    this.#isOpen = false;
    this.#isFollowing = true;
    this.#stop = undefined;
    this.#reset();
    this.#status = "loading";
  }

  /** The same, for good. */
  end(): void {
    this.close();
    this.#view.close();
  }

  /** One is no member (any more), or the room is gone: nothing of it is shown. */
  deny(status: "gone" | "forbidden"): void {
    this.#reset();
    this.#status = status;
    this.#view.touch();
  }

  /** One is a member, again. */
  admit(): void {
    if (this.#status !== "gone" && this.#status !== "forbidden") return;
    this.#status = "loading";
    const { room } = this.#options;
    if (room.isLive) this.#begin(room.cursor);
    this.#view.touch();
  }

  /** Loads the page before the first item. Does nothing where there is none, or while one is loading. */
  loadOlder(): Promise<void> {
    const window = this.#window;
    if (window === undefined || !window.hasOlder) return Promise.resolve();
    return this.#load({ before: window.from }, ({ messages }) => {
      // The oldest may have gone meanwhile; then the next asking starts from where the window begins.
      if (window.prepend(messages) && window.size > windowMax) this.#trim(window, "newest");
      this.#status = "ready";
    });
  }

  /** Loads the page after the last item, where `hasNewer`. */
  loadNewer(): Promise<void> {
    const window = this.#window;
    if (window === undefined || !this.#hasNewer) return Promise.resolve();
    return this.#load({ after: window.to, before: this.#head + 1 }, ({ messages }) => {
      for (const event of messages) window.append(event);
      if (window.size > windowMax) this.#trim(window, "oldest");
    });
  }

  /** Shows the newest again, whatever was loaded. */
  jumpToLatest(): Promise<void> {
    this.#isFollowing = true;
    if (!this.#hasNewer) return Promise.resolve();
    this.#startAt(this.#head);
    return this.loadOlder();
  }

  /** Shows the surroundings of a place in the log. */
  jumpTo(seq: number): Promise<void> {
    const window = this.#window;
    if (window === undefined || (seq >= window.from && seq <= window.to)) return Promise.resolve();
    this.#isFollowing = false;
    this.#startAt(Math.min(this.#head, Math.max(seq, 1) + pageEvents / 2));
    return this.loadOlder();
  }

  /** Tells whether the reader is at the newest end: what is forgotten of a long window is at the other. */
  follow(isAtEnd: boolean): void {
    this.#isFollowing = isAtEnd;
  }

  /** The reader turns away: what comes from now on is unread, from the first of it on. */
  leaveMark(): void {
    this.#stop = { read: this.#options.lastRead(), bound: Infinity };
    this.#view.touch();
  }

  /** A post of this room changed. */
  posted(post: Post): void {
    const isSent = post.state === "sent" && post.seq !== undefined;
    if (isSent && this.#isOpen && post.seq > (this.#window?.to ?? 0)) this.#sent.set(post.clientId, post);
    if (post.state === "pending") {
      // One's own word ends the search for where one stopped reading, and is shown at the end.
      this.#stop = { read: Infinity, bound: 0 };
      if (this.#hasNewer) this.jumpToLatest().catch(this.#options.environment.report);
    }
    // What a person has just done is shown at once; what the network did, with the next frame.
    if (isSent) this.#view.touch();
    else this.#view.flush();
  }

  /** Messages of others after this seq; `undefined`: not known here. */
  countAfter(seq: number): number | undefined {
    return this.#hasNewer ? undefined : this.#window?.countAfter(seq);
  }

  /** The last seq that the room's subscription has delivered. */
  get #head(): number {
    return this.#options.room.cursor?.seq ?? this.#window?.to ?? 0;
  }

  get #hasNewer(): boolean {
    return this.#window !== undefined && this.#window.to < this.#head;
  }

  #restore(cached: CachedTimeline | undefined): void {
    const last = cached?.events.at(-1);
    if (cached === undefined || last === undefined) return;
    const window = new TimelineWindow(this.#options.me.id, last.seq);
    for (const event of cached.events.toReversed()) window.prepend([event]);
    this.#window = window;
    this.#epoch = cached.epoch;
    this.#recent = [...cached.events];
    this.#status = "ready";
    this.#view.touch();
    const { room } = this.#options;
    if (room.isLive) this.#begin(room.cursor);
  }

  /** The subscription stands, and delivers what comes after `cursor`. */
  #begin(cursor: Cursor | undefined): void {
    if (!this.#isOpen || cursor === undefined) return;
    const window = this.#window;
    const isSame = window !== undefined && this.#epoch === cursor.epoch;
    if (isSame && window.to === cursor.seq) return this.#shown();
    if (isSame && window.to < cursor.seq && !this.#isFollowing) return this.#shown();
    if (isSame && window.to < cursor.seq && cursor.seq - window.to <= gapMax) {
      // What came since the cache was written. Live events wait until the gap is closed.
      this.#load({ after: window.to, before: cursor.seq + 1, limit: gapMax }, ({ messages }) => {
        for (const event of messages) this.#append(window, event);
        this.#status = "ready";
      }).catch(this.#options.environment.report);
      return;
    }
    this.#epoch = cursor.epoch;
    this.#startAt(cursor.seq);
    this.loadOlder().catch(this.#options.environment.report);
    if (cursor.seq === 0) this.#shown();
  }

  #shown(): void {
    this.#status = "ready";
    this.#view.touch();
  }

  /** An empty window, before which older pages can be loaded. */
  #startAt(seq: number): void {
    this.#reset();
    this.#window = new TimelineWindow(this.#options.me.id, seq);
    this.#view.touch();
  }

  #reset(): void {
    this.#generation++;
    this.#loading = undefined;
    this.#window = undefined;
    this.#recent = [];
    this.#sent.clear();
    this.#error = undefined;
  }

  #broken({ head }: Discontinuity): void {
    if (!this.#isOpen) return;
    this.#reset();
    this.#begin(head);
  }

  #arrived(event: RoomEvent): void {
    this.#options.seen(event);
    if (!this.#isOpen || this.#window === undefined) return;
    this.#sent.delete(event.client_id ?? "");
    if (this.#append(this.#window, event)) this.#trimLong(this.#window);
    else this.#catchUp();
    this.#view.touch();
  }

  /** Where the window ends further up than it should, what is between is loaded. */
  #catchUp(): void {
    if (this.#isFollowing && this.#loading === undefined) this.loadNewer().catch(this.#options.environment.report);
  }

  #append(window: TimelineWindow, event: RoomEvent): boolean {
    if (!window.append(event)) return false;
    this.#recent.push(event);
    if (this.#recent.length >= 2 * cachedEvents) this.#recent.splice(0, cachedEvents);
    this.#saveLater();
    return true;
  }

  #trimLong(window: TimelineWindow): void {
    if (window.size <= windowMax) return;
    this.#trim(window, this.#isFollowing ? "oldest" : "newest");
  }

  #trim(window: TimelineWindow, end: "oldest" | "newest"): void {
    if (end === "oldest") return window.trimOldest(windowMax - windowTrim);
    window.trimNewest(windowMax - windowTrim);
    this.#isFollowing = false;
  }

  /** One question to the history at a time; its answer is taken unless the window began anew meanwhile. */
  #load(query: HistoryQuery, take: (page: MessagePage) => void): Promise<void> {
    if (this.#loading !== undefined) return this.#loading;
    const generation = this.#generation;
    const loading = this.#options.room.history({ limit: pageEvents, ...query }).then((page) => {
      if (generation !== this.#generation) return;
      this.#error = undefined;
      this.#keep(page);
      take(page);
    }, (error: unknown) => {
      if (generation === this.#generation) this.#error = asApiError(error);
    }).finally(() => {
      if (this.#loading === loading) this.#loading = undefined;
      this.#view.touch();
      if (this.#error === undefined && generation === this.#generation) this.#catchUp();
    });
    this.#loading = loading;
    this.#view.touch();
    return loading;
  }

  /** The first page that is loaded is the newest: it goes into the cache too. */
  #keep({ messages }: MessagePage): void {
    const first = this.#recent[0];
    const last = messages.at(-1);
    if (last === undefined) return;
    for (const event of messages) this.#options.seen(event);
    const isBefore = first === undefined ? last.seq === this.#window?.to : last.seq === first.seq - 1;
    if (!isBefore || this.#recent.length >= cachedEvents) return;
    this.#recent = [...messages, ...this.#recent];
    this.#saveLater();
  }

  #saveLater(): void {
    const [epoch, recent] = [this.#epoch, this.#recent];
    this.#options.cache.save(() => ({ epoch, events: recent.slice(-cachedEvents) }));
  }

  #build(): TimelineSnapshot {
    const window = this.#window;
    const firstUnreadSeq = this.#firstUnread();
    return {
      items: this.#isOpen ? [...(window?.items ?? []), ...this.#ownItems()] : [],
      hasOlder: window?.hasOlder ?? false,
      hasNewer: this.#hasNewer,
      isLoading: this.#loading !== undefined,
      status: this.#status,
      ...(firstUnreadSeq === undefined ? {} : { firstUnreadSeq }),
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
  }

  #firstUnread(): number | undefined {
    if (!this.#isOpen || this.#window === undefined) return undefined;
    if (this.#stop?.read === undefined) {
      this.#stop = { read: this.#options.lastRead(), bound: this.#stop?.bound ?? this.#head };
    }
    const { read, bound } = this.#stop;
    if (read === undefined || this.#window.countAfter(read) === undefined) return undefined;
    const first = this.#window.firstAfter(read);
    return first === undefined || first > bound ? undefined : first;
  }

  /** What is not in the window yet: acknowledged by seq, then what waits, by its order. */
  #ownItems(): TimelineItem[] {
    const shownTo = this.#window?.to ?? 0;
    for (const [clientId, { seq }] of this.#sent) if (seq! <= shownTo) this.#sent.delete(clientId);
    const sent = [...this.#sent.values()].sort((a, b) => a.seq! - b.seq!);
    const items = new Map<string, readonly [Post, TimelineItem]>();
    for (const post of [...sent, ...this.#options.posts()]) {
      const known = this.#postItems.get(post.clientId);
      items.set(post.clientId, known?.[0] === post ? known : [post, itemOfPost(post, this.#options.me)]);
    }
    this.#postItems = items;
    return Array.from(items.values(), ([, item]) => item);
  }
}
