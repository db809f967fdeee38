import type { RoomEvent } from "../../../src/protocol/event.ts";
import { ApiError, asApiError } from "../api_error.ts";
import type { HistoryQuery, MessagePage } from "../entities.ts";
import type { Cancel, Environment } from "../environment.ts";
import { type Observable, View } from "../observable.ts";
import type { Post } from "../post.ts";
import type { Discontinuity, Room } from "../room.ts";
import type { Cursor } from "../room_cursor.ts";
import {
  cachedMessages,
  cachedOf,
  type CachedTimeline,
  cut,
  isCachedTimeline,
  spanOfCached,
} from "./cached_timeline.ts";
import type { Journal } from "./journal.ts";
import type { MessageState } from "./message_fold.ts";
import { overlaid } from "./overlay.ts";
import { itemOfPost, type Person, type TimelineItem } from "./timeline_item.ts";
import { type Span, TimelineWindow, type WindowOptions } from "./timeline_window.ts";
import { present } from "../present.ts";

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

export interface TimelineOptions {
  readonly room: Room;
  readonly me: Person;
  readonly environment: Pick<Environment, "frame" | "report" | "after">;
  /** What has arrived of the room: it has each event before this timeline hears of it. */
  readonly journal: Journal;
  /** Which events are its lines; seq of the first that can be one; and a page of them. */
  readonly source: {
    shows(event: RoomEvent): boolean;
    readonly first: number;
    history(query: HistoryQuery): Promise<MessagePage>;
  };
  /** Newest messages kept for reading offline; absent: none are. */
  readonly cache?: { load(): Promise<unknown>; save(build: () => CachedTimeline): void };
  /** One's own messages on their way into it, and what one does to messages of the room; oldest first. */
  posts(): readonly Post[];
  acts(): readonly Post[];
  /** The log has this event. */
  seen(event: RoomEvent): void;
  /** How far one has read; `undefined`: not known yet. */
  lastRead(): number | undefined;
  watched(isWatched: boolean): void;
}

/** Messages of one page, and most of one. */
const pageMessages = 50;
const pageMax = 200;
/** Messages in memory of one timeline, and how many go at once when there are more. */
const windowMax = 2_000;
const windowTrim = 500;
/** How long until a page is asked for again that was older than what had arrived, milliseconds. */
const staleMs = 1_000;

/** What a room's history looks like while it is open: a window of its log that follows the newest, and one's own posts. */
export class Timeline {
  readonly #options: TimelineOptions;
  readonly #view: View<TimelineSnapshot>;
  #window: TimelineWindow | undefined;
  /** Nothing is shown of what is before this seq. */
  #first: number;
  /** Epoch that the window belongs to. */
  #epoch = "";
  #cancelRetry: Cancel = () => {};
  readonly #stops: readonly Cancel[];
  #postItems = new Map<string, readonly [Post, TimelineItem]>();
  /** Items with what one has just done to them. */
  #overlaid = new WeakMap<TimelineItem, { readonly acts: readonly Post[]; readonly item: TimelineItem }>();
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
    this.#first = options.source.first;
    this.#view = new View({
      build: () => this.#build(),
      frame: options.environment.frame,
      watched: () => options.watched(true),
      unwatched: () => options.watched(false),
    });
    const { room } = options;
    this.#stops = [
      room.on("event", (event) => this.#arrived(event)),
      room.on("subscribed", () => this.#begin(room.cursor)),
      room.on("discontinuity", (discontinuity) => this.#broken(discontinuity)),
      room.on("trimmed", ({ begins_at: first }) => this.#cut(first)),
    ];
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
    this.#options.cache?.load().then((cached) => {
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
    this.#stops.forEach((stop) => stop());
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
    return this.#load({ before: window.from }, (span) => {
      // The oldest may have gone meanwhile; then the next asking starts from where the window begins.
      if (!window.prepend(span)) return window.from - 1 !== span.upTo;
      if (window.size > windowMax) this.#trim(window, "newest");
      this.#status = "ready";
      return true;
    });
  }

  /** Loads the page after the last item, where `hasNewer`. */
  loadNewer(): Promise<void> {
    const window = this.#window;
    if (window === undefined || !this.#hasNewer) return Promise.resolve();
    return this.#load({ after: window.to, before: this.#head + 1 }, (span) => {
      if (!window.append(span)) return window.to !== span.after;
      if (window.size > windowMax) this.#trim(window, "oldest");
      return true;
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
    this.#startAt(Math.min(this.#head, Math.max(seq, 1) + pageMessages / 2));
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

  /** A post of this timeline changed, or what one does to a message of the room. */
  posted(post: Post): void {
    const isSent = post.state === "sent" && post.seq !== undefined;
    if (isSent && this.#isOpen && post.seq > this.#seenTo(post)) this.#sent.set(post.clientId, post);
    if (post.state === "pending" && post.act === undefined) {
      // One's own word ends the search for where one stopped reading, and is shown at the end.
      this.#stop = { read: Infinity, bound: 0 };
      if (this.#hasNewer) this.jumpToLatest().catch(this.#options.environment.report);
    }
    // What a person has just done is shown at once; what the network did, with the next frame.
    if (isSent) this.#view.touch();
    else this.#view.flush();
  }

  /** The message at a seq, exact as of what has arrived, if it is loaded. */
  stateAt(seq: number): MessageState | undefined {
    const { journal } = this.#options;
    const window = this.#window;
    return this.#isOpen && window !== undefined && window.foldedTo === journal.to ? window.at(seq) : undefined;
  }

  /** An item of the room's with what one has just done to it. */
  withActs(item: TimelineItem): TimelineItem {
    return this.#withActs(item, this.#acts().filter(({ of }) => of === item.seq));
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

  #restore(kept: unknown): void {
    const cached = cut(kept, this.#first);
    if (!isCachedTimeline(cached) || cached.views.length === 0) return;
    this.#window = TimelineWindow.of(this.#windowOptions, spanOfCached(cached));
    this.#epoch = cached.epoch;
    this.#status = "ready";
    this.#view.touch();
    const { room } = this.#options;
    if (room.isLive) this.#begin(room.cursor);
  }

  /** The subscription stands, and delivers what comes after `cursor`. */
  #begin(cursor: Cursor | undefined): void {
    if (!this.#isOpen || cursor === undefined) return;
    const window = this.#window;
    if (window === undefined || this.#epoch !== cursor.epoch) {
      this.#epoch = cursor.epoch;
      this.#startAt(cursor.seq);
      this.loadOlder().catch(this.#options.environment.report);
      return cursor.seq < this.#first ? this.#shown() : undefined;
    }
    if (window.drain()) {
      this.#shown();
      return this.#catchUp();
    }
    this.#renew(window, cursor);
  }

  /** What is shown is of before: it stays until it is read anew, where the reader is. */
  #renew(window: TimelineWindow, { seq }: Cursor): void {
    this.#generation++;
    this.#loading = undefined;
    const query = this.#isFollowing
      ? { before: seq + 1, limit: cachedMessages }
      : { after: window.from - 1, before: window.to + 1, limit: pageMax };
    this.#load(query, (span) => {
      const fresh = TimelineWindow.of(this.#windowOptions, span);
      if (!fresh.drain()) return false;
      this.#window = fresh;
      this.#shown();
      return true;
    }).catch(this.#options.environment.report);
  }

  #shown(): void {
    this.#status = "ready";
    this.#view.touch();
  }

  /** An empty window, before which older pages can be loaded. */
  #startAt(seq: number): void {
    this.#reset();
    this.#window = new TimelineWindow(this.#windowOptions, seq);
    this.#view.touch();
  }

  #reset(): void {
    this.#generation++;
    this.#loading = undefined;
    this.#window = undefined;
    this.#sent.clear();
    this.#error = undefined;
    this.#cancelRetry();
  }

  get #windowOptions(): WindowOptions {
    const { me, journal } = this.#options;
    return { me: me.id, journal, first: this.#first, shows: (event) => this.#shows(event) };
  }

  #shows(event: RoomEvent): boolean {
    return event.seq >= this.#first && this.#options.source.shows(event);
  }

  #broken({ head }: Discontinuity): void {
    if (!this.#isOpen) return;
    this.#reset();
    this.#begin(head);
  }

  /** The room does not keep any longer what is before this seq. */
  #cut(first: number): void {
    if (first <= this.#first) return;
    this.#first = first;
    if (this.#window === undefined) return;
    this.#window.cut(first);
    this.#saveLater();
    this.#view.touch();
  }

  #arrived(event: RoomEvent): void {
    this.#options.seen(event);
    if (!this.#isOpen || this.#window === undefined) return;
    if (this.#options.source.shows(event)) this.#sent.delete(event.client_id ?? "");
    this.#window.take(event);
    this.#trimLong(this.#window);
    this.#saveLater();
    this.#catchUp();
    this.#view.touch();
  }

  /** Where the window ends further up than it should, what is between is loaded. */
  #catchUp(): void {
    const window = this.#window;
    if (window === undefined || !this.#isFollowing || this.#loading !== undefined || !this.#hasNewer) return;
    // Most of what is missing has arrived while something was loading.
    if (!window.drain() || this.#hasNewer) this.loadNewer().catch(this.#options.environment.report);
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

  /**
   * One question to the history at a time; its answer is taken unless the window began anew meanwhile. `take` answers false
   * for a page that is older than what has arrived: another node's, which is asked again.
   */
  #load(query: HistoryQuery, take: (span: Span) => boolean): Promise<void> {
    if (this.#loading !== undefined) return this.#loading;
    const generation = this.#generation;
    const isCurrent = () => generation === this.#generation;
    const loading = this.#options.source.history({ limit: pageMessages, ...query }).then((page) => {
      if (!isCurrent()) return;
      this.#error = undefined;
      for (const event of page.messages) this.#options.seen(event);
      if (take(this.#spanOf(page))) return this.#saveLater();
      this.#error = new ApiError("unavailable", "The page is older than what has arrived");
      this.#retryLater();
    }).catch((error: unknown) => {
      if (isCurrent()) this.#error = asApiError(error);
    }).finally(() => {
      if (this.#loading === loading) this.#loading = undefined;
      this.#view.touch();
      if (this.#error === undefined && isCurrent()) this.#catchUp();
    });
    this.#loading = loading;
    this.#view.touch();
    return loading;
  }

  #spanOf({ messages, after, up_to: upTo, as_of: asOf }: MessagePage): Span {
    const shown = messages.filter((event) => this.#shows(event));
    const low = Math.max(after, this.#first - 1);
    return { after: low, upTo: Math.max(upTo, low), asOf, states: shown.map((view) => ({ view, asOf })) };
  }

  #retryLater(): void {
    this.#cancelRetry();
    this.#cancelRetry = this.#options.environment.after(staleMs, () => this.#begin(this.#options.room.cursor));
  }

  /** The newest part goes into the cache; what lies elsewhere does not. */
  #saveLater(): void {
    const [epoch, window] = [this.#epoch, this.#window];
    if (window !== undefined && !this.#hasNewer) this.#options.cache?.save(() => cachedOf(window, epoch));
  }

  #build(): TimelineSnapshot {
    const window = this.#window;
    const firstUnreadSeq = this.#firstUnread();
    return {
      items: this.#isOpen ? [...this.#shownItems(), ...this.#ownItems()] : [],
      hasOlder: window?.hasOlder ?? false,
      hasNewer: this.#hasNewer,
      isLoading: this.#loading !== undefined,
      status: this.#status,
      ...present({ firstUnreadSeq, error: this.#error }),
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

  /** How far a post is looked for in the log: a message where lines are, an act where changes are. */
  #seenTo({ act }: Post): number {
    return (act === undefined ? this.#window?.to : this.#window?.foldedTo) ?? 0;
  }

  /** What the log has, with what one has just done to it. */
  #shownItems(): readonly TimelineItem[] {
    const items = this.#window?.items ?? [];
    const acts = this.#acts();
    if (acts.length === 0) return items;
    const byTarget = Map.groupBy(acts, ({ of }) => of);
    return items.map((item) => this.#withActs(item, byTarget.get(item.seq)));
  }

  /** What one does to messages of the room that the log does not have yet. */
  #acts(): readonly Post[] {
    for (const [clientId, post] of this.#sent) if (post.seq! <= this.#seenTo(post)) this.#sent.delete(clientId);
    return [...this.#sent.values()].filter(({ act }) => act !== undefined).concat(this.#options.acts());
  }

  #withActs(item: TimelineItem, acts: readonly Post[] = []): TimelineItem {
    if (acts.length === 0) return item;
    const known = this.#overlaid.get(item);
    if (known?.acts.length === acts.length && known.acts.every((act, at) => act === acts[at])) return known.item;
    const shown = overlaid(item, acts, this.#options.me.id);
    this.#overlaid.set(item, { acts, item: shown });
    return shown;
  }

  /** What is not in the window yet: acknowledged by seq, then what waits, by its order. */
  #ownItems(): TimelineItem[] {
    const sent = [...this.#sent.values()].filter(({ act }) => act === undefined).sort((a, b) => a.seq! - b.seq!);
    const items = new Map<string, readonly [Post, TimelineItem]>();
    for (const post of [...sent, ...this.#options.posts()]) {
      const known = this.#postItems.get(post.clientId);
      items.set(post.clientId, known?.[0] === post ? known : [post, itemOfPost(post, this.#options.me)]);
    }
    this.#postItems = items;
    return Array.from(items.values(), ([, item]) => item);
  }
}
