import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { MemberView } from "../../../src/protocol/room.ts";
import { type ApiError, asApiError } from "../api_error.ts";
import type { Cancel } from "../environment.ts";
import { type Observable, View } from "../observable.ts";
import type { Ended, Room } from "../room.ts";
import { type CachedTimeline, Timeline, type TimelineSnapshot } from "../timeline/timeline.ts";
import { type AccountContext, timelineKey } from "./account_context.ts";
import { Presence } from "./presence.ts";
import type { RoomList } from "./room_list.ts";
import { type RoomSummary, summaryOf } from "./room_summary.ts";
import { Typing } from "./typing.ts";

export interface Member {
  readonly id: Id;
  readonly name: string;
  readonly role: MemberView["role"];
  /** ISO 8601. */
  readonly joinedAt: string;
}

export interface RoomSnapshot {
  readonly room: RoomSummary | undefined;
  /** Oldest member first; of large rooms the first of them: `room.members` says how many there are. */
  readonly members: readonly Member[];
  /** `forbidden`: one is no member, and may perhaps join. `gone`: there is no such room, or not for this user. */
  readonly status: "loading" | "ready" | "gone" | "forbidden";
  readonly error?: ApiError;
}

export interface UnreadSnapshot {
  readonly count: number;
  readonly lastRead: number;
}

/** Members that are listed: what fits a screen; and how long changes of them are gathered, milliseconds. */
const membersMax = 200;
const membersMs = 500;
/** How long a room that nobody looks at keeps its place, milliseconds. */
const lingerMs = 30_000;

/** One room as it is shown. Made by `Account.room()`; always the same one for one id. */
export class RoomModel {
  readonly id: Id;
  readonly timeline: Timeline;
  readonly typing: Typing;
  readonly presence: Presence;
  readonly #context: AccountContext;
  readonly #list: RoomList;
  readonly #room: Room;
  readonly #view: View<RoomSnapshot>;
  readonly #unread: View<UnreadSnapshot>;
  readonly #stops: Cancel[];
  #preview: RoomSummary | undefined;
  #members: readonly Member[] = [];
  #status: RoomSnapshot["status"] = "loading";
  #error: ApiError | undefined;
  #watchers = 0;
  #isClosed = false;
  #isOpen = false;
  #cancelLinger: Cancel | undefined;
  #cancelMembers: Cancel | undefined;

  constructor(id: Id, context: AccountContext, list: RoomList) {
    this.id = id;
    this.#context = context;
    this.#list = list;
    this.#room = context.client.room(id);
    const { environment, me, posts, cache } = context;
    const watched = (isWatched: boolean) => this.#watched(isWatched);
    this.timeline = new Timeline({
      ...{ room: this.#room, me, environment, watched },
      cache: {
        load: async () => await cache.load(timelineKey(id)) as CachedTimeline | undefined,
        save: (build) => cache.save(timelineKey(id), build),
      },
      posts: () => posts.of(id),
      seen: (event) => posts.seen(event),
      lastRead: () => list.get(id)?.lastRead,
    });
    this.typing = new Typing(this.#room, me.id, environment);
    this.presence = new Presence(this.#room, environment);
    this.#view = new View({
      build: () => this.#build(),
      frame: environment.frame,
      watched: () => watched(true),
      unwatched: () => watched(false),
    });
    let unread: UnreadSnapshot = { count: 0, lastRead: 0 };
    this.#unread = new View({
      build: () => {
        const { unread: count = 0, lastRead = 0 } = list.get(id) ?? {};
        if (count !== unread.count || lastRead !== unread.lastRead) unread = { count, lastRead };
        return unread;
      },
      frame: environment.frame,
    });
    this.#stops = [
      list.snapshot.subscribe(() => this.#listed()),
      this.#room.on("event", (event) => this.#event(event)),
    ];
  }

  get snapshot(): Observable<RoomSnapshot> {
    return this.#view;
  }

  get messages(): Observable<TimelineSnapshot> {
    return this.timeline.snapshot;
  }

  get unread(): Observable<UnreadSnapshot> {
    return this.#unread;
  }

  /** Writes a message: it is in the timeline at once, and sent when it can be. Throws {@link ApiError} `invalid`. */
  send(content: string): void {
    this.#context.posts.add(this.id, content);
    this.typing.sent();
  }

  retry(clientId: string): void {
    this.#context.posts.retry(clientId);
  }

  discard(clientId: string): void {
    this.#context.posts.discard(clientId);
  }

  markRead(seq: number): void {
    this.#list.markRead(this.id, seq);
  }

  async join(password?: string): Promise<void> {
    await this.#list.join(this.id, password);
    await this.#load();
  }

  async leave(): Promise<void> {
    await this.#list.leave(this.id);
    this.ended({ reason: "left" });
  }

  /** The list's room is over by the server's word. */
  ended({ reason, error }: Ended): void {
    const isGone = reason === "deleted" || error?.code === "not_found";
    this.#setStatus(isGone ? "gone" : "forbidden", error);
    // Private rooms do not exist for who is not in them: the server knows.
    if (!isGone && this.#isOpen) void this.#load();
  }

  /** A connection stands: what could not be read before may be there now. */
  online(): void {
    if (this.#isOpen && this.#status !== "gone") void this.#load();
  }

  close(): void {
    this.#isClosed = true;
    this.#stops.forEach((stop) => stop());
    this.#cancelLinger?.();
    this.#cancelMembers?.();
    this.timeline.end();
    this.typing.close();
    this.presence.close();
    this.#view.close();
    this.#unread.close();
  }

  #watched(isWatched: boolean): void {
    this.#watchers += isWatched ? 1 : -1;
    this.#cancelLinger?.();
    this.#cancelLinger = undefined;
    if (this.#isClosed) return;
    if (this.#watchers > 0) return this.#open();
    this.#cancelLinger = this.#context.environment.after(lingerMs, () => {
      this.#isOpen = false;
      this.timeline.close();
    });
  }

  #open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.timeline.open();
    void this.#load();
  }

  /** The list changed: perhaps this room in it. */
  #listed(): void {
    const room = this.#list.get(this.id);
    if (room !== undefined && this.#status !== "ready") this.#setStatus("ready");
    if (this.#isOpen && room !== this.#view.get().room) this.#view.touch();
    const { count, lastRead } = this.#unread.get();
    if ((room?.unread ?? 0) !== count || (room?.lastRead ?? 0) !== lastRead) this.#unread.touch();
  }

  /** Learns how one stands to the room, and who its members are. */
  async #load(): Promise<void> {
    const { api } = this.#context.client;
    try {
      const entity = await api.rooms.get(this.id);
      if (this.#list.get(this.id) === undefined) await this.#list.refresh();
      const isMember = this.#list.get(this.id) !== undefined;
      this.#preview = summaryOf(entity, isMember);
      this.#setStatus(isMember ? "ready" : "forbidden");
      if (!isMember) return;
      // Further down in a long list than what is read live, until it is looked at.
      if (this.#room.cursor === undefined) this.#room.subscribe().catch(() => undefined);
      await this.#loadMembers();
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === "not_found") this.#setStatus("gone", error);
      else this.#setStatus(this.#status, error);
    }
  }

  async #loadMembers(): Promise<void> {
    const { members } = await this.#context.client.api.rooms.presence(this.id, { limit: membersMax }).catch(() => ({
      members: [],
    }));
    for (const { user_id, last_seen } of members) {
      if (last_seen !== undefined) this.presence.setSeen(user_id, last_seen);
    }
    const page = await this.#context.client.api.rooms.members(this.id, { limit: membersMax });
    this.#members = page.members.map(({ user_id: id, username: name, role, joined_at: joinedAt }) => ({
      id,
      name,
      role,
      joinedAt,
    }));
    this.#view.touch();
  }

  #event({ action }: RoomEvent): void {
    if (!this.#isOpen || action === undefined || this.#cancelMembers !== undefined) return;
    this.#cancelMembers = this.#context.environment.after(membersMs, () => {
      this.#cancelMembers = undefined;
      if (this.#status === "ready") this.#loadMembers().catch(() => undefined);
    });
  }

  #setStatus(status: RoomSnapshot["status"], error?: ApiError): void {
    this.#error = error;
    if (status !== this.#status && status !== "loading") {
      if (status === "ready") this.timeline.admit();
      else {
        this.#members = [];
        this.timeline.deny(status);
      }
    }
    this.#status = status;
    this.#view.touch();
  }

  #build(): RoomSnapshot {
    return {
      room: this.#list.get(this.id) ?? this.#preview,
      members: this.#members,
      status: this.#status,
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
  }
}
