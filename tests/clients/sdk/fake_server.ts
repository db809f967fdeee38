import type { Environment, Socket } from "../../../clients/sdk/mod.ts";
import type { Writing } from "../../../clients/sdk/writing.ts";
import type { ClientFrame } from "../../../src/protocol/client_frame.ts";
import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { OneMember } from "../../../src/protocol/room.ts";
import { FalseClock } from "../../support/false_clock.ts";
import { SeededRandom } from "../../support/seeded_random.ts";
import { viewAt } from "./message_logs.ts";

export const roomId = "a".repeat(24);
export const otherRoomId = "b".repeat(24);
/** The user of the client that is tried, and who else posts. */
export const me = { id: "c".repeat(24), username: "ada" };
export const other = { id: "d".repeat(24), username: "bob" };
/** One way over the false network, milliseconds. */
export const wayMs = 5;

type Events = {
  [Name in "onopen" | "onmessage" | "onclose" | "onerror"]: ((event: unknown) => void) | null;
};

/** One end of a socket of the {@link FakeServer}, as the SDK sees it. */
export class FakeSocket implements Events {
  onopen: Events["onopen"] = null;
  onmessage: Events["onmessage"] = null;
  onclose: Events["onclose"] = null;
  onerror: Events["onerror"] = null;
  protocol = "";
  /** Frames the server has taken from this socket. */
  readonly taken: Frame[] = [];
  readonly subscribed = new Set<string>();
  /** The code this side closed with. */
  closedWith: number | undefined;
  isCut = false;
  /** The server hears and says nothing any more, and the socket stays open. */
  isSilent = false;

  constructor(readonly server: FakeServer, readonly url: string, readonly protocols: string[] = []) {
    server.accept(this);
  }

  send(text: string): void {
    this.server.clock.after(wayMs, () => this.server.take(this, JSON.parse(text) as Frame));
  }

  close(code?: number): void {
    this.closedWith = code ?? 1005;
    this.isCut = true;
  }

  /** Sends frames of the server in one WebSocket frame, one a line. */
  say(...frames: object[]): void {
    this.sayText(frames.map((frame) => JSON.stringify(frame)).join("\n"));
  }

  sayText(data: unknown): void {
    this.server.clock.after(wayMs, () => {
      if (!this.isCut && !this.isSilent) this.onmessage?.({ data });
    });
  }

  /** Ends the socket now; what is on its way to the client is lost. */
  cut(code = 1006, reason = ""): void {
    if (this.isCut) return;
    this.isCut = true;
    this.onclose?.({ code, reason });
  }
}

type Written = Writing & { readonly client_id?: string };
/** Everything that the SDK sends. */
export type Frame = ClientFrame | Written;

interface FakeRoom {
  epoch: string;
  log: RoomEvent[];
}

/**
 * A scripted server in this process: no network, no HTTP, a `fetch` and a WebSocket class for the SDK's environment, over
 * a false clock. It keeps the rules of the wire (gapless log, client_id once, backlog then live) except where a test's
 * script breaks them. The SDK against the real server is tested in tests/clients/integration.
 */
export class FakeServer {
  readonly clock = new FalseClock();
  readonly random = new SeededRandom(1);
  readonly rooms = new Map<string, FakeRoom>();
  readonly sockets: FakeSocket[] = [];
  /** Every REST call: method and path. */
  readonly calls: string[] = [];
  readonly tokens = new Set(["token"]);
  /** False: nothing can be reached. */
  isUp = true;
  /** Takes a frame instead of the usual rules when it answers true. */
  script: (socket: FakeSocket, frame: Frame) => boolean = () => false;
  /** Answers a REST call instead of the usual rules. */
  answer: (path: string, init: RequestInit) => Response | undefined = () => undefined;
  /** Wakes the SDK as a page does that comes back. */
  wake = () => {};
  readonly reported: unknown[] = [];
  /** How far one has read by the server's word; absent: everything. */
  lastRead: number | undefined;
  /** As what one is in the rooms, by the server's word. */
  self: Partial<OneMember> = { role: "member" };
  /** Of the rooms. */
  slowModeSeconds = 0;
  #ids = 0;

  room(id = roomId): FakeRoom {
    let room = this.rooms.get(id);
    if (room === undefined) this.rooms.set(id, room = { epoch: "e1", log: [] });
    return room;
  }

  environment(): Partial<Environment> {
    // deno-lint-ignore no-this-alias
    const server = this;
    return {
      fetch: (url, init) => this.#fetch(url, init),
      WebSocket: class extends FakeSocket {
        constructor(url: string, protocols?: string[]) {
          super(server, url, protocols);
        }
      } as unknown as new (url: string, protocols?: string[]) => Socket,
      monotonic: () => this.clock.monotonic(),
      after: (ms, task) => this.clock.after(ms, task),
      random: () => this.random.fraction(),
      newId: () => `c${++this.#ids}`,
      now: () => this.clock.now(),
      frame: (task) => this.clock.after(16, task),
      onWake: (wake) => {
        this.wake = wake;
        return () => this.wake = () => {};
      },
      report: (error) => this.reported.push(error),
    };
  }

  /** The newest socket. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("no socket was opened yet");
    return socket;
  }

  accept(socket: FakeSocket): void {
    this.sockets.push(socket);
    this.clock.after(wayMs, () => {
      if (!this.isUp) return socket.cut();
      if (socket.isCut) return;
      socket.protocol = socket.protocols[0] ?? "";
      socket.onopen?.({});
    });
  }

  take(socket: FakeSocket, frame: Frame): void {
    if (socket.isCut || socket.isSilent) return;
    socket.taken.push(frame);
    if (this.script(socket, frame)) return;
    switch (frame.type) {
      case "ping":
        return socket.say({ type: "pong" });
      case "subscribe":
        return this.#subscribe(socket, frame.room_id, frame.since);
      case "unsubscribe":
        socket.subscribed.delete(frame.room_id);
        return socket.say({ type: "unsubscribed", room_id: frame.room_id });
      case "message":
      case "edit":
      case "delete":
      case "react":
      case "pin": {
        const { event, isNew } = this.write(frame as Written);
        const { id, seq, timestamp, room_id } = event;
        socket.say({ type: "ack", client_id: frame.client_id, id, room_id, seq, timestamp });
        if (isNew) this.publish(event);
      }
    }
  }

  /** What somebody does, as an event of the log, once per client_id. Does not deliver it. Everything is allowed. */
  write(frame: Written, user = me): { event: RoomEvent; isNew: boolean } {
    if (frame.type !== "message") return this.#do(frame, user);
    const { reply_to, thread } = frame;
    return this.append(frame.content, frame.client_id, frame.room_id, user, {
      ...(reply_to === undefined ? {} : { reply_to }),
      ...(thread === undefined ? {} : { type: "reply", thread }),
    });
  }

  #do(frame: Exclude<Written, { type: "message" }>, user: typeof me): { event: RoomEvent; isNew: boolean } {
    const thread = this.room(frame.room_id).log[frame.seq - 1]?.thread;
    const done = { of: frame.seq, ...(thread === undefined ? {} : { thread }) };
    const removed = "remove" in frame && frame.remove === true;
    const [content, what]: [string, Partial<RoomEvent>] = frame.type === "edit"
      ? [frame.content, { type: "edited" }]
      : frame.type === "react"
      ? [frame.emoji, { type: "reaction", ...(removed ? { removed } : {}) }]
      : ["", frame.type === "delete" ? { type: "deleted" } : { type: "system", action: removed ? "unpin" : "pin" }];
    return this.append(content, frame.client_id, frame.room_id, user, { ...done, ...what });
  }

  /** Puts a message into the log, once per client_id. Does not deliver it. */
  append(
    content: string,
    clientId = `other${++this.#ids}`,
    id = roomId,
    { id: user_id, username } = me,
    changes: Partial<RoomEvent> = {},
  ): { event: RoomEvent; isNew: boolean } {
    const { log } = this.room(id);
    const known = log.find(({ client_id }) => client_id === clientId);
    if (known !== undefined) return { event: known, isNew: false };
    const seq = log.length + 1;
    const event: RoomEvent = {
      ...{ id: seq.toString(16).padStart(24, "0"), room_id: id, user_id, username },
      ...{ content, type: "text", timestamp: "2026-01-01T00:00:00.000Z", seq, client_id: clientId },
      ...changes,
    };
    log.push(event);
    return { event, isNew: true };
  }

  publish(event: RoomEvent): void {
    for (const socket of this.sockets) {
      if (!socket.isCut && socket.subscribed.has(event.room_id)) socket.say(event);
    }
  }

  /** Another user posts. */
  post(content: string, id = roomId): void {
    this.publish(this.append(content, undefined, id, other).event);
  }

  /** The room as lists have it. Everything in the log counts as read. */
  describe(id = roomId): object {
    const { epoch, log } = this.room(id);
    const head = log.length;
    return {
      ...{ id, name: id.slice(0, 2), description: "", creator_id: me.id, members: [me.id], member_count: 1 },
      ...{ is_private: false, has_password: false, created_at: "2026-01-01T00:00:00.000Z", head, epoch },
      ...{ last_read: this.lastRead ?? head, unread: log.slice(this.lastRead ?? head).length },
      ...(this.slowModeSeconds === 0 ? {} : { slow_mode_seconds: this.slowModeSeconds }),
    };
  }

  #subscribe(socket: FakeSocket, id: string, since?: number): void {
    const { epoch, log } = this.room(id);
    socket.subscribed.add(id);
    socket.say({ type: "subscribed", room_id: id, epoch, head: log.length, reset: false });
    if (since !== undefined) { for (const event of log.slice(since)) socket.say(event); }
  }

  #history(id: string, query: URLSearchParams): Response {
    const limit = Number(query.get("limit"));
    const before = Number(query.get("before") ?? Infinity);
    const after = Number(query.get("after") ?? 0);
    const { log } = this.room(id);
    return Response.json(
      this.#page(log, ({ type, seq }) => seq > after && seq < before && (type === "text" || type === "system"), {
        ...{ limit, after, before: Math.min(before, log.length + 1), isForward: query.has("after") },
      }),
    );
  }

  #thread(id: string, root: number, query: URLSearchParams): Response {
    const { log } = this.room(id);
    const after = Number(query.get("after") ?? root);
    const before = Math.min(Number(query.get("before") ?? Infinity), log.length + 1);
    const page = this.#page(log, ({ type, thread, seq }) => {
      return type === "reply" && thread === root && seq > after && seq < before;
    }, { limit: Number(query.get("limit")), after, before, isForward: query.has("after") });
    const following = log.some(({ thread, type, user_id }) => thread === root && type === "reply" && user_id === me.id);
    const standing = { root: viewAt(log, root, log.length, me.id), following, last_read: 0, unread: 0 };
    return Response.json({ ...page, ...standing });
  }

  #threads(): Response {
    const threads = [...this.rooms].flatMap(([room_id, { log }]) => {
      const roots = new Set(
        log.flatMap(({ type, thread, user_id }) =>
          type === "reply" && thread !== undefined && user_id === me.id ? [thread] : []
        ),
      );
      return [...roots].map((seq) => ({
        ...{ room_id, root: viewAt(log, seq, log.length, me.id), as_of: log.length },
        ...{ following: true, last_read: log.length, unread: 0 },
      }));
    });
    return Response.json({ threads, total: threads.length, offset: 0, limit: 50 });
  }

  #one(id: string, seq: number): Response {
    const { log } = this.room(id);
    return Response.json({ message: viewAt(log, seq, log.length, me.id), as_of: log.length });
  }

  #pins(id: string): Response {
    const { log } = this.room(id);
    const pinned = log.map(({ seq }) => viewAt(log, seq, log.length, me.id)).filter(({ pinned }) =>
      pinned !== undefined
    )
      .sort((a, b) => b.pinned!.seq - a.pinned!.seq);
    return Response.json({ messages: pinned, total: pinned.length, offset: 0, limit: 100, as_of: log.length });
  }

  #page(
    log: readonly RoomEvent[],
    wanted: (event: RoomEvent) => boolean,
    { limit, after, before, isForward }: { limit: number; after: number; before: number; isForward: boolean },
  ): object {
    const found = log.filter(wanted);
    const shown = isForward ? found.slice(0, limit) : found.slice(-limit);
    const isCut = shown.length < found.length;
    const messages = shown.map(({ seq }) => viewAt(log, seq, log.length, me.id));
    return {
      ...{ messages, total: found.length, offset: 0, limit, as_of: log.length },
      after: isCut && !isForward ? shown[0]!.seq - 1 : after,
      up_to: isCut && isForward ? shown.at(-1)!.seq : before - 1,
    };
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const path = new URL(url).pathname;
    this.calls.push(`${init.method} ${path}`);
    await new Promise<void>((resolve, reject) => {
      this.clock.after(wayMs, resolve);
      init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
    if (!this.isUp) throw new TypeError("connection refused");
    const scripted = this.answer(path, init);
    if (scripted !== undefined) return scripted;
    const token = new Headers(init.headers).get("authorization")?.replace("Bearer ", "");
    if (!this.tokens.has(token ?? "")) return refusal(401, "unauthorized", "A valid token is needed");
    if (path === "/api/ws-ticket") return Response.json({ ticket: `t${++this.#ids}`, expires_in: 30 });
    if (path === "/api/auth/me") return Response.json({ ...me, guest: true });
    if (path === "/api/rooms") {
      const rooms = [...this.rooms.keys()].map((id) => this.describe(id));
      return Response.json({ rooms, total: rooms.length, offset: 0, limit: 200 });
    }
    if (path === "/api/threads") return this.#threads();
    const [, id = "", part] = /^\/api\/rooms\/(\w+)(?:\/(\w+))?$/.exec(path) ?? [];
    if (part === "messages") return this.#history(id, new URL(url).searchParams);
    if (part === "members" || part === "presence") return Response.json({ members: [], total: 0 });
    if (path.endsWith("/members/me")) return Response.json({ user_id: me.id, username: me.username, ...this.self });
    const [, room = "", seq, below] = /^\/api\/rooms\/(\w+)\/(?:messages\/(\d+)(\/thread)?|pins)$/.exec(path) ?? [];
    if (below !== undefined) return this.#thread(room, Number(seq), new URL(url).searchParams);
    if (seq !== undefined) return this.#one(room, Number(seq));
    if (room !== "") return this.#pins(room);
    if (part === undefined && this.rooms.has(id)) return Response.json(this.describe(id));
    if (path.endsWith("/join")) {
      return Response.json(this.describe());
    }
    return new Response(null, { status: 204 });
  }
}

export function refusal(status: number, code: string, message = code, headers: HeadersInit = {}): Response {
  return Response.json({ error: { code, message } }, { status, headers });
}
