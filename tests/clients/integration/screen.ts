import {
  createMemoryStore,
  createSoleTab,
  type Observable,
  Parley,
  type RoomModel,
  type TimelineItem,
} from "../../../clients/sdk/mod.ts";

/** Longest wait for anything in these tests, milliseconds. */
const waitMs = 30_000;

/** Somebody with a whole client in one room of a real server, who looks at it. */
export class Screen implements AsyncDisposable {
  readonly #stop: () => void;

  private constructor(readonly parley: Parley, readonly room: RoomModel) {
    this.#stop = room.messages.subscribe(() => {});
  }

  /** A guest in `global`. */
  static async guest(url: string, name: string): Promise<Screen> {
    const parley = new Parley({ url, store: createMemoryStore(), tabs: createSoleTab });
    await parley.start();
    await parley.guest(name);
    const account = parley.account.get()!;
    const { rooms } = await account.rooms.find({ q: "global" });
    const room = account.room(rooms[0]!.id);
    await room.join();
    const screen = new Screen(parley, room);
    await screen.until(() => room.messages.get().status === "ready", "the room");
    return screen;
  }

  get items(): readonly TimelineItem[] {
    return this.room.messages.get().items;
  }

  /** The messages as anybody sees them. */
  get lines(): string[] {
    return this.items.filter(({ kind }) => kind === "message").map(lineOf);
  }

  /** The seq of the message that says this. */
  seqOf(content: string): number {
    const item = this.items.find((item) => item.content === content);
    if (item?.seq === undefined) throw new Error(`${content} is not in ${JSON.stringify(this.lines)}`);
    return item.seq;
  }

  /** Waits until something is true; looks at each change of the room's messages, or of what is given. */
  async until(
    condition: () => boolean,
    what: string,
    changing: Observable<unknown> = this.room.messages,
  ): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`Not within ${waitMs} ms: ${what}; there is ${JSON.stringify(this.lines)}`));
      }, waitMs);
      const stop = changing.subscribe(() => {
        if (!condition()) return;
        clearTimeout(timer);
        stop();
        resolve();
      });
    });
  }

  async shows(...lines: string[]): Promise<void> {
    await this.until(() => JSON.stringify(this.lines) === JSON.stringify(lines), JSON.stringify(lines));
  }

  /** Nothing of one's own is on its way: it is done, or refused. */
  async settled(): Promise<void> {
    const { posts } = this.parley.account.get()!;
    await this.until(() => posts.of(this.room.id).every(({ state }) => state === "failed"), "everything answered");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
    await this.parley.close();
  }
}

/** What everybody sees alike of an item: who has reacted is counted, whoever looks. */
export function lineOf({ content, editedAt, isDeleted, isPinned, reactions, thread, state }: TimelineItem): string {
  return [
    isDeleted ? "(deleted)" : content,
    editedAt === undefined ? "" : "edited",
    isPinned ? "pinned" : "",
    ...(reactions ?? []).map(({ emoji, count }) => `${emoji}${count}`),
    thread === undefined ? "" : `thread ${thread.replies}`,
    state === "sent" ? "" : state,
  ].filter((part) => part !== "").join(" ");
}
