import assert from "node:assert/strict";
import { type Observable, Parley, ParleyApi, type ParleyOptions, type RoomModel } from "../../../clients/sdk/mod.ts";

/** Longest wait for anything in these tests, milliseconds. */
const waitMs = 90_000;

/** Quick to come back: these tests are about what is lost, not about how long it takes. */
export const hurried: NonNullable<ParleyOptions["timing"]> = {
  connectMs: 5_000,
  heartbeatMs: 3_000,
  pongMs: 3_000,
  stableMs: 1_000,
};

/** Somebody who looks at a room. */
export class Watcher implements AsyncDisposable {
  readonly #stops: (() => void)[];

  private constructor(readonly parley: Parley, readonly room: RoomModel) {
    this.#stops = [room.messages.subscribe(() => {}), room.snapshot.subscribe(() => {})];
  }

  /** A guest in the room. */
  static async enter(name: string, roomId: string, options: ParleyOptions): Promise<Watcher> {
    const parley = new Parley({ timing: hurried, ...options });
    await parley.start();
    if (parley.session.get().status !== "signedIn") await parley.guest(name);
    const watcher = new Watcher(parley, parley.account.get()!.room(roomId));
    await parley.api.rooms.join(roomId);
    await parley.account.get()!.rooms.refresh();
    await until(watcher.room.messages, ({ status }) => status === "ready", `${name} is in the room`);
    return watcher;
  }

  /** Messages on the screen that the log has. */
  get sent(): string[] {
    const items = this.room.messages.get().items.filter(({ kind, state }) => kind === "message" && state === "sent");
    return items.map(({ content }) => content);
  }

  /** Waits until so many messages are on the screen, and none is under way. */
  async sees(count: number): Promise<void> {
    await until(this.room.messages, ({ items }) => {
      const messages = items.filter(({ kind }) => kind === "message");
      return messages.length >= count && messages.every(({ state }) => state === "sent");
    }, `${count} messages`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const stop of this.#stops) stop();
    await this.parley.close();
  }
}

/** Waits until what is observed is as wanted. */
export async function until<Value>(observed: Observable<Value>, wanted: (value: Value) => boolean, what: string) {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`Not within ${waitMs} ms: ${what}; it is ${JSON.stringify(observed.get()).slice(0, 2_000)}`));
    }, waitMs);
    const look = () => {
      if (!wanted(observed.get())) return;
      clearTimeout(timer);
      stop();
      resolve();
    };
    const stop = observed.subscribe(look);
    look();
  });
}

/** The id of the room that everybody finds. */
export async function globalRoom(url: string): Promise<string> {
  const api = new ParleyApi({ url });
  await api.guest("finder");
  return (await api.rooms.list({ q: "global" })).rooms[0]!.id;
}

/** The texts of the newest messages of the log, at most 200, as the server has them. */
export async function logOf(url: string, roomId: string): Promise<string[]> {
  const api = new ParleyApi({ url });
  await api.guest("reader");
  await api.rooms.join(roomId);
  const { messages } = await api.messages.page(roomId, { limit: 200, type: "text" });
  return messages.map(({ content }) => content);
}

/** Every message once, and each sender's in the order in which they were written. */
export function assertInOrder(log: readonly string[], written: readonly (readonly string[])[]): void {
  assert.deepEqual([...log].sort(), written.flat().sort());
  for (const own of written) assert.deepEqual(log.filter((text) => own.includes(text)), own);
}
