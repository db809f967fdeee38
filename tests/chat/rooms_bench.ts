import { createPasswordHasher } from "../../src/adapters/system/password_hasher.ts";
import { createRateLimiter } from "../../src/chat/rate_limiter.ts";
import type { RoomActions } from "../../src/chat/room_actions.ts";
import { createReadActions } from "../../src/chat/read_actions.ts";
import { ReadPositions } from "../../src/chat/read_positions.ts";
import { createRoomActions } from "../../src/chat/rooms.ts";
import { roomPasswordTriesPerMinute } from "../../src/limits.ts";
import type { Principal } from "../../src/protocol/principal.ts";
import { LiveNode, StoreBench } from "../support/live_bench.ts";

/** Everything a user does with rooms, over a real store, real hashes (of the cheapest kind) and one node. */
export class RoomsBench {
  readonly store: StoreBench;
  readonly node: LiveNode;
  readonly rooms: RoomActions;
  readonly online = new Set<string>();
  /** Milliseconds that the message limiter says to wait. */
  waitMs = 0;
  deletions = 0;
  /** What happens between a password being found right or wrong and that being told. */
  afterVerify: () => Promise<unknown> = () => Promise.resolve();
  /** Messages taken in and not answered; whether more are welcome. */
  readonly load = { waiting: 0, retryAfterMs: 0 };

  constructor(store: StoreBench) {
    this.store = store;
    this.node = new LiveNode(store);
    const { clock, random, nextId } = store;
    const hasher = createPasswordHasher({ cost: 4, threads: 0 });
    const load = {
      accepts: () => this.load.retryAfterMs,
      began: () => void this.load.waiting++,
      ended: () => void this.load.waiting--,
    };
    const { live } = this.node;
    const positions = new ReadPositions({ reads: store.store.reads, clock, stored() {} });
    const rate = { count: roomPasswordTriesPerMinute, perMs: 60_000, burst: roomPasswordTriesPerMinute };
    const ports = {
      store: store.store,
      reads: createReadActions({ live, reads: store.store.reads, positions }),
      live,
      load,
      hasher: {
        hash: (password: string) => hasher.hash(password),
        verify: async (password: string, hash: string | undefined) => {
          const right = await hasher.verify(password, hash);
          await this.afterVerify();
          return right;
        },
      },
      messageLimiter: { take: () => this.waitMs },
      roomPasswordLimiter: createRateLimiter({ clock, rate: () => rate }),
      clock,
      random,
      nextId,
      online: () => this.online,
      tellOwn() {},
      deleted: () => void this.deletions++,
    };
    this.rooms = createRoomActions(ports);
  }

  static async open(): Promise<RoomsBench & AsyncDisposable> {
    const store = await StoreBench.open();
    return Object.assign(new RoomsBench(store), { [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() });
  }

  /** A person with an account, who can be added to rooms. */
  async account(username: string): Promise<Principal> {
    const person = this.store.person(username);
    await this.store.store.accounts.create({
      id: person.id,
      username,
      email: `${username}@example.com`,
      passwordHash: "$2b$04$x",
      createdAt: new Date(this.store.clock.now()).toISOString(),
      displayName: "",
      avatarUrl: "",
      bio: "",
      statusText: "",
    });
    return person;
  }
}
