import type { RoomEvent } from "../../src/protocol/event.ts";
import type { Id } from "../../src/protocol/id.ts";
import type { InvitePreview, InviteView, NewInviteInput } from "../../src/protocol/invite.ts";
import type { PresencePage } from "../../src/protocol/presence.ts";
import type { MemberView, NewRoomInput, OneMember, Room, RoomChange } from "../../src/protocol/room.ts";
import type { Session } from "../../src/protocol/session.ts";
import type { Standing } from "../../src/protocol/standing.ts";
import type {
  AccountView,
  Credentials,
  GuestLogin,
  Login,
  Me,
  Profile,
  ProfileChangeInput,
  Registration,
} from "../../src/protocol/user.ts";
import type {
  CallOptions,
  EventFilter,
  HistoryQuery,
  MemberPage,
  MessagePage,
  MessageView,
  Paging,
  RoomPage,
  RoomQuery,
} from "./entities.ts";
import { type Environment, environmentOf } from "./environment.ts";
import { dataCalls } from "./calls/data_calls.ts";
import {
  draftCalls,
  mentionCall,
  noticeCalls,
  pushCalls,
  receiptCalls,
  scheduledCalls,
} from "./calls/attention_calls.ts";
import { directCalls } from "./calls/direct_calls.ts";
import { fileCalls } from "./calls/file_calls.ts";
import { messageCalls, threadCalls } from "./calls/message_calls.ts";
import { moderationCalls } from "./calls/moderation_calls.ts";
import { searchCalls } from "./calls/search_calls.ts";
import { type Call, call, type Caller, exchange, type Exchanger, open } from "./http.ts";
import type { SendOptions } from "./write_options.ts";
import { messageOf } from "./writing.ts";

export interface ApiOptions {
  /** Where the server is, for example `http://127.0.0.1:8080`; a path before `/api` is kept. */
  readonly url: string;
  readonly token?: string | undefined;
  readonly environment?: Partial<Environment>;
}

/** The REST surface, typed. Every call rejects with {@link ApiError}, or with the reason of its signal. */
export class ParleyApi {
  readonly url: string;
  /** The token of later calls; `login`, `guest` and `logout` set it. */
  token: string | undefined;
  readonly #environment: Environment;
  readonly #caller: Caller = (where, request) => this.#call(where, request);
  readonly #exchanger: Exchanger = (where, request) =>
    exchange(this.#environment, `${this.url}/api${where}`, { token: this.token, ...request });

  constructor(options: ApiOptions) {
    const url = new URL(options.url);
    this.url = `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
    this.token = options.token;
    this.#environment = environmentOf(options.environment);
  }

  register(registration: Registration, options?: CallOptions): Promise<AccountView> {
    return this.#call("/auth/register", { method: "POST", body: registration, ...options });
  }

  /** By email or username. Later calls are this user's. */
  login(credentials: Credentials, options?: CallOptions): Promise<Login> {
    return this.#enter("/auth/login", credentials, options);
  }

  /** A user without an account. Later calls are this user's. */
  guest(username: string, options?: CallOptions): Promise<GuestLogin> {
    return this.#enter("/auth/guest", { username }, options);
  }

  me(options?: CallOptions): Promise<Me> {
    return this.#call("/auth/me", { ...options });
  }

  /** Gives the token back: it and its live sessions end. */
  async logout(options?: CallOptions): Promise<void> {
    await this.#call("/auth/logout", { method: "POST", ...options });
    this.token = undefined;
  }

  /** A single-use ticket for one connection. */
  wsTicket(options?: CallOptions): Promise<{ readonly ticket: string; readonly expires_in: number }> {
    return this.#call("/ws-ticket", { method: "POST", ...options });
  }

  /**
   * The same by a cookie that no script can read: for pages that the server itself serves. Later calls are the cookie's, as
   * long as `token` is not set.
   */
  readonly session = {
    register: (registration: Registration, options?: CallOptions): Promise<Session> =>
      this.#call("/session/register", { method: "POST", body: registration, ...options }),
    login: (credentials: Credentials, options?: CallOptions): Promise<Session> =>
      this.#call("/session/login", { method: "POST", body: credentials, ...options }),
    guest: (username: string, options?: CallOptions): Promise<Session> =>
      this.#call("/session/guest", { method: "POST", body: { username }, ...options }),
    /** Whose it is; `unauthorized`: nobody's. Renews it when half of its time is over. */
    get: (options?: CallOptions): Promise<Session> => this.#call("/session", { ...options }),
    /** Ends it everywhere: tokens and live sessions of it too. */
    end: (options?: CallOptions): Promise<void> => this.#call("/session", { method: "DELETE", ...options }),
  };

  readonly users = {
    get: (id: Id, options?: CallOptions): Promise<Profile> => this.#call(`/users/${path(id)}`, { ...options }),
    /** Those of these users that exist; guests have none. At most 100 ids. */
    list: (ids: readonly Id[], options?: CallOptions): Promise<{ readonly users: readonly Profile[] }> =>
      this.#call("/users", { query: { ids }, ...options }),
    /** PNG, JPEG or WebP, small. Answers the profile with the picture's new address, a path of this server. */
    setAvatar: (picture: Blob, options?: CallOptions): Promise<Profile> =>
      this.#call("/users/me/avatar", { method: "PUT", body: picture, ...options }),
    removeAvatar: (options?: CallOptions): Promise<Profile> =>
      this.#call("/users/me/avatar", { method: "DELETE", ...options }),
    /** Changes one's own profile. */
    updateMe: (change: ProfileChangeInput, options?: CallOptions): Promise<Profile> =>
      this.#call("/users/me", { method: "PATCH", body: change, ...options }),
  };

  readonly rooms = {
    list: (query: RoomQuery = {}, options?: CallOptions): Promise<RoomPage> =>
      this.#call("/rooms", { query, ...options }),
    get: (id: Id, options?: CallOptions): Promise<Room> => this.#call(`/rooms/${path(id)}`, { ...options }),
    create: (room: NewRoomInput, options?: CallOptions): Promise<Room> =>
      this.#call("/rooms", { method: "POST", body: room, ...options }),
    update: (id: Id, change: RoomChange, options?: CallOptions): Promise<Room> =>
      this.#call(`/rooms/${path(id)}`, { method: "PATCH", body: change, ...options }),
    delete: (id: Id, options?: CallOptions): Promise<void> =>
      this.#call(`/rooms/${path(id)}`, { method: "DELETE", ...options }),
    /** Joining a room one is in changes nothing. */
    join: (id: Id, password?: string, options?: CallOptions): Promise<Room> =>
      this.#call(`/rooms/${path(id)}/join`, {
        method: "POST",
        body: password === undefined ? {} : { password },
        ...options,
      }),
    leave: (id: Id, options?: CallOptions): Promise<void> =>
      this.#call(`/rooms/${path(id)}/leave`, { method: "POST", ...options }),
    members: (id: Id, query: Paging = {}, options?: CallOptions): Promise<MemberPage> =>
      this.#call(`/rooms/${path(id)}/members`, { query, ...options }),
    /** One of them, or oneself (`me`), with what keeps them from writing where one may know it. */
    member: (id: Id, user: Id | "me", options?: CallOptions): Promise<OneMember> =>
      this.#call(`/rooms/${path(id)}/members/${path(user)}`, { ...options }),
    /** Who is online, and a page of the members with when they were seen last. */
    presence: (id: Id, query: Paging = {}, options?: CallOptions): Promise<PresencePage> =>
      this.#call(`/rooms/${path(id)}/presence`, { query, ...options }),
    /** How far one has read, and how many messages of others come after that. */
    read: (id: Id, options?: CallOptions): Promise<Standing> => this.#call(`/rooms/${path(id)}/read`, { ...options }),
    /** Marks everything up to there as read, on all devices; it never goes back. */
    markRead: (id: Id, seq: number, options?: CallOptions): Promise<Standing> =>
      this.#call(`/rooms/${path(id)}/read`, { method: "PUT", body: { seq }, ...options }),
    /** Marks what comes after there as unread again, on all devices. */
    markUnread: (id: Id, seq: number, options?: CallOptions): Promise<Standing> =>
      this.#call(`/rooms/${path(id)}/read`, { method: "PUT", body: { seq, back: true }, ...options }),
    /** The same of all one's rooms. */
    unread: (options?: CallOptions): Promise<{ readonly rooms: readonly Standing[]; readonly total: number }> =>
      this.#call("/unread", { ...options }),
    addMember: (id: Id, user: Id, options?: CallOptions): Promise<MemberView> =>
      this.#call(`/rooms/${path(id)}/members`, { method: "POST", body: { user_id: user }, ...options }),
    removeMember: (id: Id, user: Id, options?: CallOptions): Promise<void> =>
      this.#call(`/rooms/${path(id)}/members/${path(user)}`, { method: "DELETE", ...options }),
  };

  /** Links into rooms; a page makes an address of a code. */
  readonly invites = {
    create: (room: Id, invite: Partial<NewInviteInput> = {}, options?: CallOptions): Promise<InviteView> =>
      this.#call(`/rooms/${path(room)}/invites`, { method: "POST", body: invite, ...options }),
    /** Those that can be used, newest first. */
    list: (room: Id, options?: CallOptions): Promise<{ readonly invites: readonly InviteView[] }> =>
      this.#call(`/rooms/${path(room)}/invites`, { ...options }),
    revoke: (room: Id, code: string, options?: CallOptions): Promise<void> =>
      this.#call(`/rooms/${path(room)}/invites/${path(code)}`, { method: "DELETE", ...options }),
    /** What a link leads into; nobody needs to be logged in for it. */
    preview: (code: string, options?: CallOptions): Promise<InvitePreview> =>
      this.#call(`/invites/${path(code)}`, { ...options }),
    /** Becomes a member by a link. Answers the room; `RoomList.refresh()` then shows it. */
    accept: (code: string, options?: CallOptions): Promise<Room> =>
      this.#call(`/invites/${path(code)}`, { method: "POST", ...options }),
  };

  readonly messages = {
    ...messageCalls(this.#caller),
    /** One page, ascending. */
    page: (room: Id, query: HistoryQuery = {}, options?: CallOptions): Promise<MessagePage> =>
      this.#call(`/rooms/${path(room)}/messages`, { query, ...options }),
    /** Everything before `before` (absent: from the newest), newest first, read page by page as it is consumed. */
    backwards: (
      room: Id,
      query: EventFilter & { readonly before?: number; readonly pageSize?: number } = {},
      options?: CallOptions,
    ): AsyncGenerator<MessageView, void, void> => this.#backwards(room, query, options),
    /** The same door into the log as the socket: with a client_id used before, answers the first message. */
    send: (
      room: Id,
      content: string,
      { clientId, replyTo, thread, attachments, ...options }: SendOptions = {},
    ): Promise<RoomEvent> => {
      const { type: _type, room_id: _room, ...message } = messageOf(room, content, { replyTo, thread, attachments });
      const body = { ...message, ...(clientId === undefined ? {} : { client_id: clientId }) };
      return this.#call(`/rooms/${path(room)}/messages`, { method: "POST", body, ...options });
    },
  };

  readonly threads = threadCalls(this.#caller);
  readonly mentions = mentionCall(this.#caller);
  readonly files = fileCalls(
    () => ({ environment: this.#environment, exchange: this.#exchanger }),
    () => this.url,
    (where, signal) => open(this.#environment, `${this.url}/api${where}`, { signal, token: this.token }),
  );
  readonly data = dataCalls(
    this.#caller,
    (where, signal) => open(this.#environment, `${this.url}/api${where}`, { signal, token: this.token }),
  );
  readonly moderation = moderationCalls(this.#caller);
  readonly direct = directCalls(this.#caller);
  readonly search = searchCalls(this.#caller);
  readonly drafts = draftCalls(this.#caller);
  readonly notices = noticeCalls(this.#caller);
  readonly scheduled = scheduledCalls(this.#caller);
  readonly receipts = receiptCalls(this.#caller);
  readonly push = pushCalls(this.#caller);

  async *#backwards(
    room: Id,
    { before, pageSize = 100, ...filter }: EventFilter & { readonly before?: number; readonly pageSize?: number },
    options?: CallOptions,
  ): AsyncGenerator<MessageView, void, void> {
    let bound = before;
    for (;;) {
      const query = { ...filter, limit: pageSize, ...(bound === undefined ? {} : { before: bound }) };
      const { messages, after } = await this.messages.page(room, query, options);
      for (const event of messages.toReversed()) yield event;
      if (!(after > 0)) return;
      bound = after + 1;
    }
  }

  async #enter<Entered extends { readonly token: string }>(
    where: string,
    body: object,
    options?: CallOptions,
  ): Promise<Entered> {
    const login = await this.#call<Entered>(where, { method: "POST", body, token: undefined, ...options });
    this.token = login.token;
    return login;
  }

  #call<Answer>(where: string, request: Call): Promise<Answer> {
    return call(this.#environment, `${this.url}/api${where}`, { token: this.token, ...request });
  }
}

const path = encodeURIComponent;
