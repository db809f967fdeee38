import { ApiError, type ParleyClient, type Room, type RoomEntity, type RoomEvent } from "../sdk/mod.ts";

export interface VisitHandler {
  event(event: RoomEvent): void;
  /** Events are missing from what is shown. */
  broken(): void;
  /** The visit is over by the server's word. */
  ended(reason: string): void;
}

/** Being in one room: its events from the entrance on, with the history before them. */
export class Visit {
  readonly room: RoomEntity;
  readonly #feed: Room;
  readonly #handler: VisitHandler;
  readonly #stops: (() => void)[];
  /** Events that came while the history before them was being read. */
  #early: RoomEvent[] | undefined = [];

  private constructor(client: ParleyClient, room: RoomEntity, handler: VisitHandler) {
    this.room = room;
    this.#feed = client.room(room.id);
    this.#handler = handler;
    this.#stops = [
      this.#feed.on("event", (event) => {
        if (this.#early === undefined) handler.event(event);
        else this.#early.push(event);
      }),
      this.#feed.on("discontinuity", () => handler.broken()),
      this.#feed.on("ended", ({ reason }) => {
        // A refusal is told by the call that was refused.
        if (reason !== "refused") handler.ended(reason);
      }),
    ];
  }

  /**
   * Joins and reads: the newest `history` events first, or, where one was before, everything since.
   * `askPassword` is called when the room wants one; `undefined`: none is known, and the refusal stands.
   */
  static async begin(
    client: ParleyClient,
    room: RoomEntity,
    history: number,
    askPassword: () => Promise<string | undefined>,
    handler: VisitHandler,
  ): Promise<Visit> {
    const visit = new Visit(client, room, handler);
    const wasHere = visit.#feed.cursor !== undefined;
    try {
      await visit.#join(askPassword);
      if (history > 0 && !wasHere) await visit.#showHistory(history);
      for (const event of visit.#early ?? []) handler.event(event);
      visit.#early = undefined;
      return visit;
    } catch (error) {
      visit.end();
      throw error;
    }
  }

  /** The last seq that was delivered. */
  get seq(): number {
    return this.#feed.cursor?.seq ?? 0;
  }

  /** Resolves when everything up to `seq` was delivered, or when the signal ends the wait. */
  async reach(seq: number, signal: AbortSignal): Promise<void> {
    if (this.seq >= seq || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const off = this.#feed.on("event", (event) => {
        if (event.seq >= seq) finish();
      });
      const finish = () => {
        off();
        signal.removeEventListener("abort", finish);
        resolve();
      };
      signal.addEventListener("abort", finish);
    });
  }

  /** Stops reading; the membership stays. */
  end(): void {
    for (const stop of this.#stops) stop();
    this.#feed.unsubscribe();
  }

  async #join(askPassword: () => Promise<string | undefined>): Promise<void> {
    try {
      await this.#feed.join();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "wrong_password") throw error;
      const password = await askPassword();
      if (password === undefined) throw error;
      await this.#feed.join(password);
    }
  }

  async #showHistory(limit: number): Promise<void> {
    const before = this.#early?.[0]?.seq ?? this.seq + 1;
    const { messages } = await this.#feed.history({ limit, before });
    for (const event of messages) this.#handler.event(event);
  }
}
