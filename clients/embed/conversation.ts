import { type Connection, createMemoryStore, createSoleTab, Parley, type RoomModel } from "../sdk/mod.ts";
import { visit, VisitError, type VisitOptions } from "./visit.ts";

export interface ConversationEvents {
  /** The visitor is in, as this user. */
  entered(room: RoomModel, user: string): void;
  connection(connection: Connection): void;
  unread(count: number): void;
  /** Not in yet, and tried again. */
  unreachable(): void;
  /** Nothing more will come: refused, or no room any more. */
  ended(): void;
}

const retryMsMin = 2_000;
const retryMsMax = 60_000;

/** One visitor's way in and what becomes of it, over every broken connection, until `close()`. */
export class Conversation {
  readonly #options: VisitOptions;
  readonly #events: ConversationEvents;
  #parley: Parley | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stops: (() => void)[] = [];
  #isClosed = false;

  constructor(options: VisitOptions, events: ConversationEvents) {
    this.#options = options;
    this.#events = events;
    void this.#begin(retryMsMin);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
    void this.#parley?.close();
  }

  async #begin(retryMs: number): Promise<void> {
    try {
      const { token, user, room } = await visit(this.#options);
      if (!this.#isClosed) await this.#enter(token, user.id, room.id);
    } catch (error) {
      if (this.#isClosed) return;
      if (error instanceof VisitError && error.final) return this.#events.ended();
      this.#events.unreachable();
      this.#timer = setTimeout(
        () => void this.#begin(Math.min(retryMs * 2, retryMsMax)),
        retryMs * (0.5 + Math.random()),
      );
    }
  }

  async #enter(token: string, user: string, roomId: string): Promise<void> {
    // In memory alone: what is kept in a page's storage, every script of the page can read.
    const parley = new Parley({
      url: this.#options.server,
      token,
      onTokenExpired: () => this.#renew(),
      store: createMemoryStore(),
      tabs: () => createSoleTab(),
    });
    this.#parley = parley;
    await parley.start();
    const account = parley.account.get();
    if (account === undefined) {
      await parley.close();
      throw new VisitError("The server does not know the visitor", false);
    }
    const room = account.room(roomId);
    this.#stops = [
      parley.connection.subscribe(() => this.#events.connection(parley.connection.get())),
      parley.session.subscribe(() => {
        if (parley.session.get().status === "signedOut") this.#events.ended();
      }),
      room.unread.subscribe(() => this.#events.unread(room.unread.get().count)),
    ];
    this.#events.entered(room, user);
    this.#events.connection(parley.connection.get());
    this.#events.unread(room.unread.get().count);
  }

  /** Another token by the host's word. Where there is none just now, the connection is tried again with the old one. */
  async #renew(): Promise<string | undefined> {
    try {
      return (await visit(this.#options)).token;
    } catch (error) {
      if (error instanceof VisitError && error.final) return undefined;
      throw error;
    }
  }
}
