import type { RoomEvent } from "../../src/protocol/event.ts";
import type { Id } from "../../src/protocol/id.ts";
import type { FileView } from "../../src/protocol/file.ts";
import type { Standing } from "../../src/protocol/standing.ts";
import type {
  AccountView,
  Credentials,
  GuestLogin,
  Login,
  Me,
  Profile,
  Registration,
} from "../../src/protocol/user.ts";
import {
  type DraftCalls,
  draftCalls,
  type NoticeCalls,
  noticeCalls,
  type PushCalls,
  pushCalls,
  type ReceiptCalls,
  receiptCalls,
  type ScheduledCalls,
  scheduledCalls,
} from "./calls/attention_calls.ts";
import { callsOf } from "./calls/call_table.ts";
import { type DataCalls, dataCalls } from "./calls/data_calls.ts";
import { type DirectCalls, directCalls } from "./calls/direct_calls.ts";
import { type FileCalls, fileCalls, type FilePart } from "./calls/file_calls.ts";
import { type MessageCalls, messageCalls, type ThreadCalls, threadCalls } from "./calls/message_calls.ts";
import { type ModerationCalls, moderationCalls } from "./calls/moderation_calls.ts";
import { type InviteCalls, inviteCalls, type RoomCalls, roomCalls } from "./calls/room_calls.ts";
import { type SearchCalls, searchCalls } from "./calls/search_calls.ts";
import { type SessionCalls, sessionCalls, type UserCalls, userCalls } from "./calls/user_calls.ts";
import type { CallOptions, EventFilter, MentionsPage, MessageView, Paging } from "./entities.ts";
import { type Environment, environmentOf } from "./environment.ts";
import { type Call, type Caller, exchange, type Exchanger, open } from "./http.ts";
import { uploadFile, type UploadOptions } from "./uploads.ts";
import type { SendOptions } from "./write_options.ts";
import { messageOf } from "./writing.ts";
import { present } from "./present.ts";

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

  readonly session = callsOf<SessionCalls>(this.#caller, sessionCalls);
  readonly users = callsOf<UserCalls>(this.#caller, userCalls);
  readonly rooms = {
    ...callsOf<RoomCalls>(this.#caller, roomCalls),
    /** Marks what comes after there as unread again, on all devices. */
    markUnread: (id: Id, seq: number, options?: CallOptions): Promise<Standing> =>
      this.#call(`/rooms/${id}/read`, { method: "PUT", body: { seq, back: true }, ...options }),
  };
  readonly invites = callsOf<InviteCalls>(this.#caller, inviteCalls);
  readonly messages = {
    ...callsOf<MessageCalls>(this.#caller, messageCalls),
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
      const body = { ...message, ...present({ client_id: clientId }) };
      return this.#call(`/rooms/${encodeURIComponent(room)}/messages`, { method: "POST", body, ...options });
    },
  };
  readonly threads = callsOf<ThreadCalls>(this.#caller, threadCalls);
  readonly files = {
    ...callsOf<FileCalls>(this.#caller, fileCalls),
    /** See {@link uploadFile}. */
    upload: (room: Id, file: Blob, options?: UploadOptions): Promise<FileView> =>
      uploadFile({ environment: this.#environment, exchange: this.#exchanger }, room, file, options),
    /** Its bytes, as they come. For pages of other origins, which have no cookie for {@link address}. */
    open: (id: Id, part: FilePart = "content", options?: CallOptions): Promise<Response> =>
      this.#open(`/files/${id}/${part}`, options),
    /** What a page of the server itself can show: its cookie says who asks. */
    address: (id: Id, part: FilePart = "content"): string => `${this.url}/api/files/${id}/${part}`,
  };
  readonly data = {
    ...callsOf<DataCalls>(this.#caller, dataCalls),
    /** The finished copy: for programs, or a page to read. */
    exportFile: (format: "json" | "html", options?: CallOptions): Promise<Response> =>
      this.#open(`/users/me/export/file?format=${format}`, options),
  };
  readonly moderation = callsOf<ModerationCalls>(this.#caller, moderationCalls);
  readonly direct = callsOf<DirectCalls>(this.#caller, directCalls);
  readonly search = {
    ...callsOf<SearchCalls>(this.#caller, searchCalls),
    /** Accounts by the beginning of a name; not for guests. */
    people: (
      q: string,
      query: { readonly limit?: number } = {},
      options?: CallOptions,
    ): Promise<{ readonly users: readonly Profile[] }> =>
      this.#call("/search/people", { query: { q, ...query }, ...options }),
  };
  readonly drafts = callsOf<DraftCalls>(this.#caller, draftCalls);
  readonly notices = callsOf<NoticeCalls>(this.#caller, noticeCalls);
  readonly scheduled = callsOf<ScheduledCalls>(this.#caller, scheduledCalls);
  readonly receipts = callsOf<ReceiptCalls>(this.#caller, receiptCalls);
  readonly push = callsOf<PushCalls>(this.#caller, pushCalls);

  /** The messages that mention one, of all rooms, newest first. */
  mentions(query: Paging = {}, options?: CallOptions): Promise<MentionsPage> {
    return this.#call("/mentions", { query, ...options });
  }

  async *#backwards(
    room: Id,
    { before, pageSize = 100, ...filter }: EventFilter & { readonly before?: number; readonly pageSize?: number },
    options?: CallOptions,
  ): AsyncGenerator<MessageView, void, void> {
    let bound = before;
    for (;;) {
      const query = { ...filter, limit: pageSize, ...present({ before: bound }) };
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

  async #call<Answer>(where: string, request: Call): Promise<Answer> {
    return (await this.#exchanger<Answer>(where, request)).body;
  }

  #open(where: string, options?: CallOptions): Promise<Response> {
    return open(this.#environment, `${this.url}/api${where}`, { token: this.token, ...options });
  }
}
