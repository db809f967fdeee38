import { type ClientOptions, ParleyApi, ParleyClient, type Room, type RoomEvent } from "../../../clients/sdk/mod.ts";

/** Longest wait for anything in these tests, milliseconds. */
const waitMs = 30_000;

/** Somebody with a client connected to a real server, in one room. */
export class Person implements Disposable {
  readonly events: RoomEvent[] = [];
  readonly #looks = new Set<() => void>();

  private constructor(readonly client: ParleyClient, readonly userId: string, readonly room: Room) {
    room.on("event", (event) => {
      this.events.push(event);
      for (const look of this.#looks) look();
    });
    client.on("state", () => this.#looks.forEach((look) => look()));
  }

  /** A guest, connected and in `global`. */
  static async guest(url: string, name: string, options: Partial<ClientOptions> = {}): Promise<Person> {
    const api = new ParleyApi({ url });
    const { user } = await api.guest(name);
    const { rooms } = await api.rooms.list({ q: "global" });
    const client = new ParleyClient({ api, ...options });
    const person = new Person(client, user.id, client.room(rooms[0]!.id));
    await client.connect();
    await person.room.join();
    return person;
  }

  /** The messages delivered, in the order of delivery. */
  get contents(): string[] {
    return this.events.filter(({ type }) => type === "text").map(({ content }) => content);
  }

  /** Waits until something about this person is true; looks at each event and change of connection. */
  async until(condition: () => boolean, what: string): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#looks.delete(look);
        reject(new Error(`Not within ${waitMs} ms: ${what}; the messages are ${JSON.stringify(this.contents)}`));
      }, waitMs);
      const look = () => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#looks.delete(look);
        resolve();
      };
      this.#looks.add(look);
    });
  }

  async hears(count: number): Promise<void> {
    await this.until(() => this.contents.length >= count, `${count} messages`);
  }

  [Symbol.dispose](): void {
    this.client.close();
  }
}

/** Whether seqs follow each other without a gap or a repeat. */
export function isGapless(events: readonly RoomEvent[]): boolean {
  return events.every(({ seq }, at) => at === 0 || seq === events[at - 1]!.seq + 1);
}
