import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { Right } from "../../../src/protocol/right.ts";
import type { MemberView } from "../../../src/protocol/room.ts";
import { type ApiError, asApiError } from "../api_error.ts";
import type { Cancel } from "../environment.ts";
import { type Observable, View } from "../observable.ts";
import type { SendOptions } from "../write_options.ts";
import type { Ended, Room } from "../room.ts";
import type { Act, Post } from "../post.ts";
import { Journal } from "../timeline/journal.ts";
import { Timeline, type TimelineSnapshot } from "../timeline/timeline.ts";
import { type AccountContext, timelineKey } from "./account_context.ts";
import { isSaid, likelyMembership, type Membership, membershipOf } from "./membership.ts";
import { MessageActions } from "./message_actions.ts";
import { MessageModel, type MessageSnapshot } from "./message_model.ts";
import { PeopleActions } from "./people_actions.ts";
import { Pins } from "./pins.ts";
import { Presence } from "./presence.ts";
import { rightsIn } from "./rights.ts";
import { Receipts } from "./receipts.ts";
import type { RoomList } from "./room_list.ts";
import { type RoomSummary, summaryOf } from "./room_summary.ts";
import { ThreadModel } from "./thread_model.ts";
import { Typing } from "./typing.ts";
import { present } from "../present.ts";

export interface Member {
  readonly id: Id;
  readonly name: string;
  readonly role: MemberView["role"];
  /** Came without an account. */
  readonly isGuest?: true;
  /** ISO 8601. */
  readonly joinedAt: string;
}

/** Others have ended one's membership. */
export interface SentAway {
  readonly deed: "remove" | "ban";
  /** Who did it, where that was seen. */
  readonly by?: string;
  readonly reason?: string;
  /** ISO 8601: until then one cannot come back. A ban without it is for ever. */
  readonly until?: string;
}

export interface RoomSnapshot {
  readonly room: RoomSummary | undefined;
  /** Oldest member first; of large rooms the first of them: `room.members` says how many there are. */
  readonly members: readonly Member[];
  /** How one stands in it oneself. */
  readonly membership: Membership;
  /** What one may do in it: nothing, as long as one is no member. */
  readonly rights: ReadonlySet<Right>;
  /** `forbidden`: one is no member, and may perhaps join. `gone`: there is no such room, or not for this user. */
  readonly status: "loading" | "ready" | "gone" | "forbidden";
  readonly error?: ApiError;
  /** Why one is no member any more, where that was somebody else's doing. */
  readonly sentAway?: SentAway;
}

export interface UnreadSnapshot {
  readonly count: number;
  /** Of what is unread, also in threads: what mentions one. */
  readonly mentions: number;
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
  /** What can be done to its messages. */
  readonly actions: MessageActions;
  /** What is done about its people. */
  readonly people: PeopleActions;
  readonly pins: Pins;
  /** Who has read what. */
  readonly receipts: Receipts;
  readonly #context: AccountContext;
  readonly #list: RoomList;
  readonly #room: Room;
  readonly #view: View<RoomSnapshot>;
  readonly #unread: View<UnreadSnapshot>;
  readonly #journal = new Journal();
  readonly #messages = new Map<number, MessageModel>();
  readonly #threads = new Map<number, ThreadModel>();
  readonly #stops: Cancel[] = [];
  #preview: RoomSummary | undefined;
  #members: readonly Member[] = [];
  #membership: Membership | undefined;
  #sentAway: SentAway | undefined;
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
    // Before everything that reads of it.
    this.#stops.push(...follow(this.#room, this.#journal));
    this.timeline = new Timeline({
      ...{ room: this.#room, me, environment, watched, journal: this.#journal },
      source: {
        shows: ({ type }) => type === "text" || type === "system",
        first: 1,
        history: (query) => this.#room.history(query),
      },
      cache: {
        load: () => cache.load(timelineKey(id)),
        save: (build) => cache.save(timelineKey(id), build),
      },
      posts: () => posts.of(id).filter(({ act, thread }) => act === undefined && thread === undefined),
      acts: () => posts.of(id).filter(({ act }) => act !== undefined),
      seen: (event) => posts.seen(event),
      lastRead: () => list.get(id)?.lastRead,
    });
    this.typing = new Typing(this.#room, me.id, environment);
    this.presence = new Presence(this.#room, environment);
    this.actions = new MessageActions(id, context);
    this.people = new PeopleActions(id, context);
    this.pins = new Pins(id, context);
    this.receipts = new Receipts(this.#room, context);
    this.#view = new View({
      build: () => this.#build(),
      frame: environment.frame,
      watched: () => watched(true),
      unwatched: () => watched(false),
    });
    let unread: UnreadSnapshot = { count: 0, mentions: 0, lastRead: 0 };
    this.#unread = new View({
      build: () => {
        const { unread: count = 0, mentions = 0, lastRead = 0 } = list.get(id) ?? {};
        const isSame = count === unread.count && mentions === unread.mentions && lastRead === unread.lastRead;
        if (!isSame) unread = { count, mentions, lastRead };
        return unread;
      },
      frame: environment.frame,
    });
    this.#stops.push(
      list.snapshot.subscribe(() => this.#listed()),
      this.#room.on("event", (event) => this.#event(event)),
      this.#room.on("discontinuity", () => {
        for (const model of this.#messages.values()) model.reset();
        void this.pins.refresh();
      }),
      this.#room.on("trimmed", ({ begins_at: first }) => {
        for (const [seq, model] of this.#messages) if (seq < first) model.reset();
        void this.pins.refresh();
      }),
    );
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
  send(content: string, options: Omit<SendOptions, "signal"> = {}): void {
    this.#context.posts.add(this.id, content, options);
    this.typing.sent();
  }

  /** Does something to a message: see {@link MessageActions}. */
  act(act: Act, seq: number, content?: string): void {
    this.#context.posts.act(this.id, act, seq, content);
  }

  /** One message as it stands, wherever it is: what another one quotes, or a link leads to. */
  message(seq: number): Observable<MessageSnapshot> {
    return this.#message(seq).snapshot;
  }

  /** The thread below a message. */
  thread(root: number): ThreadModel {
    let thread = this.#threads.get(root);
    if (thread === undefined) {
      const [room, context, journal] = [this.#room, this.#context, this.#journal];
      const watched = (isWatched: boolean) => this.#watched(isWatched);
      thread = new ThreadModel({ ...{ root, room, context, journal, watched }, message: this.message(root) });
      this.#threads.set(root, thread);
    }
    return thread;
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

  /** What comes after there is unread again, on all devices. Rejects with `ApiError`. */
  markUnread(seq: number): Promise<void> {
    return this.#list.markUnread(this.id, seq);
  }

  async join(password?: string): Promise<void> {
    await this.#list.join(this.id, password);
    await this.#load();
  }

  async leave(): Promise<void> {
    await this.#list.leave(this.id);
    this.ended({ reason: "left" });
  }

  /** A post of this room changed. */
  posted(post: Post): void {
    if (post.act !== undefined || post.thread === undefined) this.timeline.posted(post);
    for (const [root, thread] of this.#threads) {
      if (post.act !== undefined || post.thread === root) thread.timeline.posted(post);
    }
    if (post.of !== undefined) this.#messages.get(post.of)?.touch();
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
    this.pins.close();
    this.receipts.close();
    for (const model of this.#messages.values()) model.close();
    for (const thread of this.#threads.values()) thread.end();
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
    const { count, mentions, lastRead } = this.#unread.get();
    const isSame = (room?.unread ?? 0) === count && (room?.mentions ?? 0) === mentions;
    if (!isSame || (room?.lastRead ?? 0) !== lastRead) this.#unread.touch();
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
      else if (error.code === "banned") {
        this.#sentAway ??= { deed: "ban", ...error.details as object };
        this.#setStatus("forbidden", error);
      } else this.#setStatus(this.#status, error);
    }
  }

  async #loadMembers(): Promise<void> {
    const { api } = this.#context.client;
    const now = this.#context.environment.now();
    const self = await api.rooms.member(this.id, "me").catch(() => undefined);
    if (self !== undefined) this.#membership = membershipOf(self, now);
    const { members } = await this.#context.client.api.rooms.presence(this.id, { limit: membersMax }).catch(() => ({
      members: [],
    }));
    for (const { user_id, last_seen } of members) {
      if (last_seen !== undefined) this.presence.setSeen(user_id, last_seen);
    }
    const page = await this.#context.client.api.rooms.members(this.id, { limit: membersMax });
    this.#members = page.members.map(({ user_id: id, username: name, role, joined_at: joinedAt, guest }) => ({
      ...{ id, name, role, joinedAt },
      ...present({ isGuest: guest }),
    }));
    this.#view.touch();
  }

  #message(seq: number): MessageModel {
    let model = this.#messages.get(seq);
    if (model === undefined) {
      const [context, journal] = [this.#context, this.#journal];
      model = new MessageModel({
        ...{ seq, context, journal },
        loaded: () => this.timeline.stateAt(seq),
        load: async () => {
          const { message: view, as_of: asOf } = await context.client.api.messages.get(this.id, seq);
          return { view, asOf };
        },
        overlaid: (item) => this.timeline.withActs(item),
      });
      this.#messages.set(seq, model);
    }
    return model;
  }

  #event(event: RoomEvent): void {
    for (const model of this.#messages.values()) model.arrived(event);
    for (const thread of this.#threads.values()) thread.arrived(event);
    this.pins.arrived(event);
    if (isSaid(event, this.#context.me.id)) this.#said();
    const { action, target, username, reason, until } = event;
    if ((action === "remove" || action === "ban") && target?.id === this.#context.me.id) {
      this.#sentAway = {
        ...{ deed: action, by: username },
        ...(reason === undefined ? {} : { reason }),
        ...(until === undefined ? {} : { until }),
      };
    }
    if (!this.#isOpen || action === undefined || this.#cancelMembers !== undefined) return;
    this.#cancelMembers = this.#context.environment.after(membersMs, () => {
      this.#cancelMembers = undefined;
      if (this.#status === "ready") this.#loadMembers().catch(() => undefined);
    });
  }

  /** One has said something: in slow mode that counts. */
  #said(): void {
    const { room, rights, membership } = this.#view.get();
    if (room?.slowModeSeconds === undefined || rights.has("mute")) return;
    this.#membership = { ...membership, waitUntil: this.#context.environment.now() + room.slowModeSeconds * 1_000 };
    this.#view.touch();
  }

  #setStatus(status: RoomSnapshot["status"], error?: ApiError): void {
    this.#error = error;
    if (status === "ready") this.#sentAway = undefined;
    if (status !== this.#status && status !== "loading") {
      if (status === "ready") this.timeline.admit();
      else {
        this.#members = [];
        this.#membership = undefined;
        this.timeline.deny(status);
      }
    }
    this.#status = status;
    this.#view.touch();
  }

  #build(): RoomSnapshot {
    const room = this.#list.get(this.id) ?? this.#preview;
    const membership = this.#membership ?? likelyMembership(room, this.#context.me.id);
    const isInside = room?.isMember === true && this.#status !== "forbidden";
    return {
      room,
      members: this.#members,
      membership,
      rights: isInside ? rightsIn(room, membership) : new Set(),
      status: this.#status,
      ...present({ error: this.#error, sentAway: this.#sentAway }),
    };
  }
}

/** Has a journal take what arrives. */
function follow(room: Room, journal: Journal): Cancel[] {
  if (room.cursor !== undefined) journal.begin(room.cursor.seq);
  return [
    room.on("event", (event) => journal.add(event)),
    room.on("subscribed", () => room.cursor && journal.begin(room.cursor.seq)),
    room.on("discontinuity", ({ head }) => journal.reset(head.seq)),
  ];
}
