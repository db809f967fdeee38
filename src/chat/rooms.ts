import { roomMembersShownMax } from "../limits.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { PasswordHasher } from "../ports/password_hasher.ts";
import type { Random } from "../ports/random.ts";
import type { NewRoom } from "../ports/rooms.ts";
import type { Store } from "../ports/store.ts";
import type { RoomEvent } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import type { NewMessage } from "../protocol/message_view.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type { MemberView, NewRoomInput, Room, RoomChange } from "../protocol/room.ts";
import { buildBatch } from "./append_batch.ts";
import { readForwarded } from "./forward.ts";
import { readHistory } from "./history.ts";
import type { LiveRooms } from "./live_rooms.ts";
import { type Load, requireCapacity } from "./load.ts";
import type { ReadActions } from "./read_actions.ts";
import { reading } from "./reading.ts";
import type { RateLimiter } from "./rate_limiter.ts";
import type { TellOwn } from "./own_signal.ts";
import { mayKnow, requireAdministrator, requireReader } from "./permission.ts";
import { ownerOf } from "./rights.ts";
import { changeOf, type Facts, factsOf, memberView, type Online, roomEntity } from "./room_entity.ts";
import type { HistoryPage, HistoryQuery, Page, RoomActions } from "./room_actions.ts";
import { RoomState } from "./room_state.ts";
import { textIntent } from "./text_intent.ts";
import { requireUnbanned } from "./voice.ts";

/** How often something may be done: 0, or the milliseconds to wait. */
export interface Limiter {
  take(key: string): number;
}

export interface RoomActionsPorts {
  readonly store: Pick<Store, "log" | "rooms" | "members" | "messages"> & { readonly accounts: Pick<Accounts, "byId"> };
  readonly live: LiveRooms;
  readonly load: Load;
  readonly hasher: Pick<PasswordHasher, "hash" | "verify">;
  readonly messageLimiter: Limiter;
  /** Of wrong passwords: a right one is given back. */
  readonly roomPasswordLimiter: Limiter & Pick<RateLimiter, "refund">;
  readonly clock: Clock;
  readonly random: Random;
  readonly nextId: () => Id;
  readonly tellOwn: TellOwn;
  readonly reads: Pick<ReadActions, "standings">;
  /** Users with a live session in the room. */
  readonly online: (room: Id) => Online;
  /** Called when a room was deleted: its entries can be purged. */
  readonly deleted: () => void;
}

export function createRoomActions(ports: RoomActionsPorts): RoomActions {
  return new Actions(ports);
}

/** Throws `rate_limited` when the limiter says to wait. */
export function requireRate(limiter: Limiter, key: string): void {
  const retryAfterMs = limiter.take(key);
  if (retryAfterMs > 0) throw new ParleyError("rate_limited", undefined, { retryAfterMs });
}

/** The first entries of a room: its creator joins. */
export function creatorJoins(room: NewRoom, creator: Principal, id: Id, now: number): ReturnType<typeof buildBatch> {
  const state = new RoomState({ ...room, head: 0, memberCount: 0 });
  state.learn([creator.id], { seq: 0, members: new Map() });
  const join = {
    id,
    actor: creator,
    intent: { kind: "join" },
    since: 0,
    settled: false,
    resolve() {},
    reject() {},
  } as const;
  return buildBatch(room.id, state, [join], now);
}

class Actions implements RoomActions {
  readonly #ports: RoomActionsPorts;

  constructor(ports: RoomActionsPorts) {
    this.#ports = ports;
  }

  async create(actor: Principal, input: NewRoomInput): Promise<Room> {
    const { store, hasher, clock, random, nextId } = this.#ports;
    if (await store.rooms.byName(input.name) !== undefined) throw new ParleyError("name_taken");
    const now = clock.now();
    const room: NewRoom = {
      id: nextId(),
      name: input.name,
      description: input.description ?? "",
      creatorId: actor.id,
      isPrivate: input.is_private ?? false,
      createdAt: new Date(now).toISOString(),
      epoch: newEpoch(random),
      ...(input.password === undefined ? {} : { passwordHash: await hasher.hash(input.password) }),
    };
    const { entries } = creatorJoins(room, actor, nextId(), now);
    if (await store.rooms.create(room, entries) === "name_taken") throw new ParleyError("name_taken");
    return await this.get(actor, room.id);
  }

  async get(actor: Principal, room: Id): Promise<Room> {
    const facts = await this.#facts(actor, room, (state) => {
      if (!mayKnow(state, actor.id)) throw new ParleyError("not_found", "There is no such room");
      requireUnbanned(state, actor.id, this.#now());
    });
    return await this.#view(facts, actor.id);
  }

  async list(
    actor: Principal,
    query: Page & { readonly q?: string; readonly mine?: boolean },
  ): Promise<{ readonly rooms: readonly Room[]; readonly total: number }> {
    const { limit, offset, q, mine } = query;
    const { rooms, total } = await this.#ports.store.rooms.list({
      viewer: actor.id,
      now: this.#now(),
      limit,
      offset,
      ...(q === undefined ? {} : { nameContains: q }),
      ...(mine === undefined ? {} : { mine }),
    });
    const { rooms: standings } = await this.#ports.reads.standings(actor, rooms.map(({ id }) => id));
    const standingOf = new Map(standings.map(({ room_id, ...standing }) => [room_id, standing]));
    const views = rooms.map((record) => this.#view(factsOf(record), actor.id));
    return { rooms: (await Promise.all(views)).map((view) => ({ ...view, ...standingOf.get(view.id) })), total };
  }

  async update(actor: Principal, room: Id, change: RoomChange): Promise<Room> {
    const { store, hasher, live } = this.#ports;
    const { settings } = await this.#facts(
      actor,
      room,
      (state) => requireAdministrator(state, actor.id, "change_room"),
    );
    if (change.name !== undefined && change.name !== settings.name) {
      const renamed = await store.rooms.rename(room, change.name);
      if (renamed === "name_taken") throw new ParleyError("name_taken");
      if (renamed === "missing") throw new ParleyError("not_found", "There is no such room");
    }
    const password = typeof change.password === "string" ? await hasher.hash(change.password) : change.password;
    const wanted = changeOf(settings, change, password);
    if (Object.keys(wanted).length > 0) await live.room(room).submit(actor, { kind: "change", settings: wanted });
    return await this.get(actor, room);
  }

  async remove(actor: Principal, room: Id): Promise<void> {
    await this.#ports.live.room(room).submit(actor, { kind: "delete" });
    this.#ports.deleted();
  }

  async join(actor: Principal, room: Id, password?: string): Promise<Room> {
    const { live, hasher, roomPasswordLimiter } = this.#ports;
    const needed = await live.room(room).consult([actor.id], (state) => {
      if (!mayKnow(state, actor.id)) throw new ParleyError("not_found", "There is no such room");
      requireUnbanned(state, actor.id, this.#now());
      const free = state.member(actor.id) !== undefined || ownerOf(state) === actor.id;
      return free ? undefined : state.settings.passwordHash;
    });
    if (needed !== undefined) {
      if (password === undefined) throw new ParleyError("wrong_password", "The room has a password");
      const tries = `${actor.id} ${room}`;
      requireRate(roomPasswordLimiter, tries);
      if (!await hasher.verify(password, needed)) throw new ParleyError("wrong_password");
      roomPasswordLimiter.refund(tries);
    }
    const proof = needed === undefined ? {} : { verifiedHash: needed };
    await live.room(room).submit(actor, { kind: "join", ...proof });
    return await this.get(actor, room);
  }

  async leave(actor: Principal, room: Id): Promise<void> {
    await this.#ports.live.room(room).submit(actor, { kind: "leave" });
  }

  async members(
    actor: Principal,
    room: Id,
    page: Page,
  ): Promise<{ readonly members: readonly MemberView[]; readonly total: number }> {
    await this.#facts(actor, room, (state) => requireReader(state, actor.id));
    const { store, online: onlineIn } = this.#ports;
    const { members, total } = await store.members.list(room, page.limit, page.offset);
    // Judged once more by what the store has, after it was read: this node may not know yet who was removed on another.
    if (!(await store.members.lookup(room, [actor.id])).members.has(actor.id)) throw new ParleyError("not_member");
    const online = onlineIn(room);
    return { members: members.map((member) => memberView(member, online)), total };
  }

  async addMember(actor: Principal, room: Id, user: Id): Promise<MemberView> {
    const { store, live, online, tellOwn } = this.#ports;
    await this.#facts(actor, room, (state) => requireAdministrator(state, actor.id, "add_members"));
    const account = await store.accounts.byId(user);
    if (account === undefined) throw new ParleyError("not_found", "There is no such user");
    const target = { id: account.id, username: account.username };
    await live.room(room).submit(actor, { kind: "add", target });
    tellOwn(user, "rooms", room);
    const member = await live.room(room).consult([user], (state) => state.member(user));
    if (member === undefined) throw new ParleyError("not_found", "The user has left the room again");
    return memberView(member, online(room));
  }

  async removeMember(actor: Principal, room: Id, user: Id, reason?: string): Promise<void> {
    const because = reason === undefined ? {} : { reason };
    await this.#ports.live.room(room).submit(actor, { kind: "remove", target: user, ...because });
  }

  async send(actor: Principal, room: Id, message: NewMessage): Promise<RoomEvent> {
    const { live, messageLimiter, load, store } = this.#ports;
    requireCapacity(load);
    requireRate(messageLimiter, actor.id);
    const { content = "", forward, ...rest } = message;
    const text = textIntent({ ...rest, content });
    const intent = forward === undefined
      ? text
      : { ...text, ...await readForwarded({ ...store, live }, actor.id, forward) };
    load.began(intent.content.length);
    const submitted = live.room(room).submit(actor, intent);
    const { text: event } = await submitted.finally(() => load.ended(intent.content.length));
    if (event === undefined) throw new Error("Cannot answer a message that was not written");
    return JSON.parse(event) as RoomEvent;
  }

  history(actor: Principal, room: Id, query: HistoryQuery): Promise<HistoryPage> {
    const { live, store } = this.#ports;
    return reading(
      live,
      actor.id,
      room,
      (head, floor) => readHistory(store, { room, viewer: actor.id, head, floor }, query),
    );
  }

  #now(): string {
    return new Date(this.#ports.clock.now()).toISOString();
  }

  /** Lets `check` judge at a head, and answers what the room is at that head. */
  #facts(actor: Principal, room: Id, check: (state: RoomState) => void): Promise<Facts> {
    return this.#ports.live.room(room).consult([actor.id], (state) => {
      check(state);
      const { creatorId, createdAt, epoch, head, settings } = state;
      return { id: room, creatorId, createdAt, epoch, head, settings };
    });
  }

  async #view(facts: Facts, viewer: Id): Promise<Room> {
    const { members, total } = await this.#ports.store.members.list(facts.id, roomMembersShownMax, 0);
    return roomEntity(facts, members, total, viewer);
  }
}

export function newEpoch(random: Random): string {
  return Array.from(random.bytes(8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
