import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { NewRoomInput, Room as RoomEntity } from "../../../src/protocol/room.ts";
import { type ApiError, asApiError } from "../api_error.ts";
import type { RoomQuery } from "../entities.ts";
import type { Cancel } from "../environment.ts";
import { type Observable, View } from "../observable.ts";
import type { Discontinuity, Ended } from "../room.ts";
import { type AccountContext, timelineKey } from "./account_context.ts";
import { isMentioned } from "./mention_list.ts";
import { type RoomSummary, summaryOf } from "./room_summary.ts";
import { cut, redacted } from "../timeline/cached_timeline.ts";
import { present } from "../present.ts";

/** One's own rooms. */
export interface RoomListSnapshot {
  /** By name. */
  readonly rooms: readonly RoomSummary[];
  /** `loading`: nothing is known yet. `ready`: perhaps from the cache, while there is no connection. */
  readonly status: "loading" | "ready";
  readonly error?: ApiError;
}

/** What the list asks of the rooms that are open, and tells. */
export interface RoomListHooks {
  /** Messages of others after a seq, where they are in memory. */
  countAfter(room: Id, seq: number): number | undefined;
  ended(room: Id, ended: Ended): void;
  /** Messages of a room are gone that lists may have. */
  trimmed(): void;
  discontinuity(room: Id, discontinuity: Discontinuity): void;
  /** One of the rooms has a new event. */
  event(event: RoomEvent): void;
}

/** Rooms of one page, and those of one's own that are read live; a server allows 500 a connection. */
const pageRooms = 200;
const liveMax = 400;
/** How often the list is read anew, so that rooms to which one was added appear, milliseconds. */
const refreshMs = 60_000;
/** What came into a room since it was shown last up to which it is read live: as much as is kept of a room. */
const missedMax = 200;
/** How long deletions are gathered until the server is asked what is unread, milliseconds. */
const recountMs = 300;

/** One's own rooms with what is unread in them, live. */
export class RoomList {
  readonly #context: AccountContext;
  readonly #view: View<RoomListSnapshot>;
  readonly #rooms = new Map<Id, RoomSummary>();
  readonly #watched = new Map<Id, Cancel>();
  /** How far was read here that the server does not know yet. */
  readonly #unsaid = new Map<Id, number>();
  /** How many times one has set a position back, as far as that was told. */
  readonly #rewinds = new Map<Id, number>();
  readonly #recounts = new Map<Id, Cancel>();
  readonly #hooks: RoomListHooks;
  #status: RoomListSnapshot["status"] = "loading";
  #error: ApiError | undefined;
  #refreshing: Promise<void> | undefined;
  #cancelRefresh: Cancel = () => {};
  #isClosed = false;

  constructor(context: AccountContext, hooks: RoomListHooks) {
    this.#context = context;
    this.#hooks = hooks;
    this.#view = new View({ build: () => this.#build(), frame: context.environment.frame });
  }

  get snapshot(): Observable<RoomListSnapshot> {
    return this.#view;
  }

  /** A room one is a member of, as far as it is known. */
  get(id: Id): RoomSummary | undefined {
    return this.#rooms.get(id);
  }

  /** Shows what is cached until the server has answered. */
  async open(): Promise<void> {
    const cached = await this.#context.cache.load("rooms");
    if (this.#status === "ready" || this.#isClosed || !Array.isArray(cached)) return;
    // What was cached before mentions were counted has none.
    for (const room of cached as RoomSummary[]) this.#rooms.set(room.id, { ...room, mentions: room.mentions ?? 0 });
    this.#status = "ready";
    this.#view.touch();
  }

  /** Reads the list anew. Never rejects: the snapshot has the error. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => this.#refreshing = undefined);
    return this.#refreshing;
  }

  /** Rooms to join: the public ones and one's own. */
  async find(query: RoomQuery = {}): Promise<{ readonly rooms: readonly RoomSummary[]; readonly total: number }> {
    const { rooms, total } = await this.#context.client.api.rooms.list(query);
    return { rooms: rooms.map((room) => this.#rooms.get(room.id) ?? summaryOf(room, false)), total };
  }

  async create(room: NewRoomInput): Promise<RoomSummary> {
    return this.#joined(await this.#context.client.api.rooms.create(room));
  }

  async join(id: Id, password?: string): Promise<RoomSummary> {
    return this.#joined(await this.#context.client.room(id).join(password));
  }

  /** The conversation of oneself and these people, made where there is none; rejects with `forbidden` for guests. */
  async openDirect(users: readonly Id[]): Promise<RoomSummary> {
    return this.#joined(await this.#context.client.api.direct.open(users));
  }

  /** By the code of an invitation. */
  async accept(code: string): Promise<RoomSummary> {
    return this.#joined(await this.#context.client.api.invites.accept(code));
  }

  async leave(id: Id): Promise<void> {
    await this.#context.client.room(id).leave();
    this.#forget(id);
  }

  /** Everything up to there has been read: here at once, elsewhere when the server has it. */
  markRead(id: Id, seq: number): void {
    const room = this.#rooms.get(id);
    if (room === undefined || seq <= room.lastRead || !Number.isSafeInteger(seq)) return;
    const bounded = Math.min(seq, room.head);
    this.#setRead(room, bounded);
    this.#unsaid.set(id, bounded);
    this.#say(id);
  }

  /** What comes after there is unread again, on all devices. Rejects with `ApiError`. */
  async markUnread(id: Id, seq: number): Promise<void> {
    const { last_read: lastRead, unread, mentions = 0, rewinds = 0 } = await this.#context.client.api.rooms.markUnread(
      id,
      seq,
    );
    this.#rewinds.set(id, Math.max(rewinds, this.#rewinds.get(id) ?? 0));
    this.#unsaid.delete(id);
    const room = this.#rooms.get(id);
    if (room !== undefined) this.#set({ ...room, lastRead, unread, mentions });
    this.#save();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRefresh();
    this.#view.close();
    for (const stop of [...this.#watched.values(), ...this.#recounts.values()]) stop();
    this.#watched.clear();
    this.#recounts.clear();
  }

  async #refresh(): Promise<void> {
    try {
      const found: RoomEntity[] = [];
      for (;;) {
        const query = { mine: true, limit: pageRooms, offset: found.length };
        const { rooms, total } = await this.#context.client.api.rooms.list(query);
        found.push(...rooms);
        if (rooms.length === 0 || found.length >= total) break;
      }
      if (this.#isClosed) return;
      this.#replace(found);
      this.#error = undefined;
    } catch (error) {
      this.#error = asApiError(error);
    }
    this.#cancelRefresh();
    if (!this.#isClosed) this.#cancelRefresh = this.#context.environment.after(refreshMs, () => void this.refresh());
    this.#view.touch();
  }

  #replace(found: readonly RoomEntity[]): void {
    const ids = new Set(found.map(({ id }) => id));
    for (const id of [...this.#rooms.keys()]) if (!ids.has(id)) this.#forget(id);
    for (const entity of found) this.#take(entity);
    this.#status = "ready";
    this.#save();
  }

  /** Takes what the server says of a room, unless what has arrived live is newer. */
  #take(entity: RoomEntity): RoomSummary {
    const known = this.#rooms.get(entity.id);
    const fresh = summaryOf(entity, true);
    // What was missed is replayed; where that is too much, what was kept may hold what was deleted since.
    const isNear = known !== undefined && known.epoch === fresh.epoch &&
      (this.#watched.has(entity.id) || fresh.head - known.head <= missedMax);
    if (known !== undefined && !isNear) this.#context.cache.drop(timelineKey(entity.id));
    let room = isNear && known.lastMessage !== undefined ? { ...fresh, lastMessage: known.lastMessage } : fresh;
    if (known !== undefined && known.epoch === fresh.epoch && known.head > fresh.head) {
      const { head, unread, mentions, lastRead } = known;
      room = { ...room, head, unread, mentions, lastRead };
    }
    const unsaid = this.#unsaid.get(room.id);
    this.#set(known !== undefined && sameSummary(known, room) ? known : room);
    if (unsaid !== undefined && unsaid > room.lastRead) this.#setRead(room, Math.min(unsaid, room.head));
    this.#watch(isNear ? { ...entity, head: Math.min(entity.head, known.head) } : entity);
    return this.#rooms.get(room.id)!;
  }

  #joined(entity: RoomEntity): RoomSummary {
    // What was there before one joined counts as read.
    const room = this.#take({ ...entity, last_read: entity.last_read ?? entity.head, unread: entity.unread ?? 0 });
    this.#view.flush();
    this.#save();
    return room;
  }

  /** Reads a room live, from where the list describes it, so that nothing between is missed. */
  #watch({ id, epoch, head }: Pick<RoomEntity, "id" | "epoch" | "head">): void {
    if (this.#watched.has(id) || this.#watched.size >= liveMax) return;
    const room = this.#context.client.room(id);
    const stops = [
      room.on("event", (event) => this.#event(event)),
      room.on("read", ({ user_id, seq, rewinds }) => {
        if (user_id === this.#context.me.id) this.#readElsewhere(id, seq, rewinds);
      }),
      room.on("discontinuity", (discontinuity) => {
        this.#hooks.discontinuity(id, discontinuity);
        void this.refresh();
      }),
      room.on("subscribed", () => this.#say(id)),
      room.on("trimmed", ({ begins_at: first }) => this.#cut(id, first)),
      room.on("ended", (ended) => {
        this.#forget(id);
        this.#hooks.ended(id, ended);
      }),
    ];
    this.#watched.set(id, () => stops.forEach((stop) => stop()));
    if (room.isLive) return;
    // Refusals come as `ended`, closing as the account's own.
    room.subscribe(room.cursor ?? { epoch, seq: head }).catch(() => undefined);
  }

  #event(event: RoomEvent): void {
    const known = this.#rooms.get(event.room_id);
    if (known === undefined) return;
    this.#hooks.event(event);
    const room = this.#changed(known, event);
    if (event.seq <= room.head) return;
    const { seq, content, timestamp, type, user_id: id, username: name, attachments } = event;
    // Who reacts or answers in a thread need not have read what the timeline shows.
    const isOwn = id === this.#context.me.id && (type === "text" || type === "system");
    const said = { seq, content, timestamp, user: { id, name }, ...(attachments && { attachments }) };
    const lastMessage = type === "text" ? said : undefined;
    this.#set({
      ...room,
      head: seq,
      members: room.members + memberChange(event),
      ...(isOwn ? { lastRead: seq, unread: 0, mentions: 0 } : type === "text" ? { unread: room.unread + 1 } : {}),
      ...((type === "text" || type === "reply") && isMentioned(event, this.#context.me.id) && {
        mentions: room.mentions + 1,
      }),
      ...present({ lastMessage }),
    });
    this.#save();
    // A ban may be of somebody who was no member: only the server knows how many are left.
    if (event.action === "change" || event.action === "transfer" || event.action === "ban") void this.refresh();
  }

  /** What was done to a message that is shown or kept here, maybe before the list was read. */
  #changed(room: RoomSummary, event: RoomEvent): RoomSummary {
    const { type, of, content } = event;
    if (type !== "deleted" && type !== "edited") return room;
    const { lastMessage, ...rest } = room;
    if (type === "deleted") {
      void this.#context.cache.amend(timelineKey(room.id), (cached) => redacted(cached, event));
    }
    // What was unread may have gone, and who was mentioned may be so no more, or only now.
    const mayCount = room.mentions > 0 ||
      (type === "deleted" ? room.unread > 0 : isMentioned(event, this.#context.me.id));
    if (of! > room.lastRead && mayCount) this.#recountLater(room.id);
    if (lastMessage?.seq !== of) return room;
    const changed = type === "edited" ? { ...room, lastMessage: { ...lastMessage!, content } } : rest;
    this.#set(changed);
    this.#save();
    return changed;
  }

  /** What was before this seq is gone: it is kept here no longer, and what of it was unread counts as read. */
  #cut(id: Id, first: number): void {
    void this.#context.cache.amend(timelineKey(id), (cached) => cut(cached, first));
    this.#hooks.trimmed();
    const room = this.#rooms.get(id);
    if (room === undefined) return;
    if (room.unread + room.mentions > 0 && room.lastRead < first - 1) this.#recountLater(id);
    const { lastMessage, ...rest } = room;
    if (lastMessage === undefined || lastMessage.seq >= first) return;
    this.#set(rest);
    this.#save();
  }

  #readElsewhere(id: Id, seq: number, rewinds = 0): void {
    // Set back by an explicit act: what was about to be said is void, and the server knows what is unread now.
    if (rewinds > (this.#rewinds.get(id) ?? 0)) {
      this.#rewinds.set(id, rewinds);
      this.#unsaid.delete(id);
      return void this.refresh();
    }
    const room = this.#rooms.get(id);
    if ((this.#unsaid.get(id) ?? Infinity) <= seq) this.#unsaid.delete(id);
    if (room === undefined) return;
    if (seq > room.lastRead) this.#setRead(room, seq);
    // What was read here in part is known there now: so is what of it mentions one.
    else if (room.mentions > 0 && seq === room.lastRead) this.#recountLater(id);
  }

  #setRead(room: RoomSummary, seq: number): void {
    const unread = seq >= room.head ? 0 : this.#hooks.countAfter(room.id, seq);
    this.#set({ ...room, lastRead: seq, unread: unread ?? room.unread, ...(seq >= room.head && { mentions: 0 }) });
    this.#save();
    // Read in part, and the rest is not in memory: the server counts.
    if (unread === undefined || (room.mentions > 0 && seq < room.head)) this.#recount(room.id);
  }

  #recountLater(id: Id): void {
    if (this.#recounts.has(id)) return;
    this.#recounts.set(
      id,
      this.#context.environment.after(recountMs, () => {
        this.#recounts.delete(id);
        this.#recount(id);
      }),
    );
  }

  #recount(id: Id): void {
    this.#context.client.api.rooms.read(id).then(({ head, last_read, unread, mentions = 0 }) => {
      const room = this.#rooms.get(id);
      if (room === undefined || room.head !== head) return;
      if (last_read >= room.lastRead) this.#set({ ...room, lastRead: last_read, unread, mentions });
    }).catch(() => undefined);
  }

  /** Tells the server how far was read, when it can hear. What is lost is told with the next subscription. */
  #say(id: Id): void {
    const seq = this.#unsaid.get(id);
    if (seq !== undefined) this.#context.client.room(id).read(seq);
  }

  #set(room: RoomSummary): void {
    this.#rooms.set(room.id, room);
    this.#view.touch();
  }

  #forget(id: Id): void {
    this.#watched.get(id)?.();
    this.#watched.delete(id);
    this.#unsaid.delete(id);
    if (!this.#rooms.delete(id)) return;
    this.#context.cache.drop(timelineKey(id));
    this.#save();
    this.#view.touch();
  }

  #save(): void {
    this.#context.cache.save("rooms", () => [...this.#rooms.values()]);
  }

  #build(): RoomListSnapshot {
    const rooms = [...this.#rooms.values()].sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    return { rooms, status: this.#status, ...present({ error: this.#error }) };
  }
}

function memberChange({ action }: RoomEvent): number {
  if (action === "join" || action === "add") return 1;
  return action === "leave" || action === "remove" ? -1 : 0;
}

function sameSummary(a: RoomSummary, b: RoomSummary): boolean {
  const keys = Object.keys(b) as (keyof RoomSummary)[];
  if (keys.length !== Object.keys(a).length) return false;
  // Rights come anew with every reading.
  return keys.every((key) => Object.is(a[key], b[key]) || JSON.stringify(a[key]) === JSON.stringify(b[key]));
}
