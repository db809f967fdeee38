import type { HouseRules } from "./chat/house_rules.ts";
import { createIds } from "./chat/ids.ts";
import type { Limiter } from "./chat/rooms.ts";
import type { RevocationFeed, TokenAuthority } from "./chat/token_authority.ts";
import { createTokenAuthority } from "./chat/tokens.ts";
import { createEngine, type Engine } from "./engine.ts";
import { heardLog } from "./heard_log.ts";
import { observeStore } from "./observed_store.ts";
import type { Broker } from "./ports/broker.ts";
import type { Clock } from "./ports/clock.ts";
import type { LogEntry } from "./ports/event_log.ts";
import type { Log } from "./ports/log.ts";
import type { Meter } from "./ports/meter.ts";
import type { Random } from "./ports/random.ts";
import type { Store } from "./ports/store.ts";
import type { WordLists } from "./ports/word_lists.ts";
import type { Id } from "./protocol/id.ts";
import { Fence } from "./realtime/fence.ts";

export interface CorePorts {
  readonly store: Store;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly meter: Meter;
  /** Absent: there are no lists of words to choose from. */
  readonly words?: WordLists | undefined;
}

export interface CoreOptions {
  /** The secret of the tokens, at least 32 bytes. */
  readonly jwtKey: Uint8Array;
  readonly messageLimiter: Limiter;
  readonly refusal: HouseRules;
  readonly connectionsPerUserMax: () => number;
  readonly connectionsMax: () => number;
  /** This node has written these. */
  readonly appended: (room: Id, entries: readonly LogEntry[]) => void;
  /** Somebody is at a device, of whichever node. */
  readonly acted: (user: Id) => void;
}

/** What every door of a node goes through: the watched store, tokens, the living part, and the fence before it. */
export interface Core {
  /** The store with every call timed and told to the fence: nothing of the node asks it past this. */
  readonly store: Store;
  readonly tokens: TokenAuthority & RevocationFeed;
  readonly engine: Engine;
  readonly fence: Fence;
  readonly nextId: () => Id;
  start(): Promise<void>;
  /** Finishes what was accepted, in so many milliseconds, and stops. The ports stay open. */
  drain(settleMsMax?: number): Promise<void>;
}

export function createCore(ports: CorePorts, options: CoreOptions): Core {
  const { broker, clock, random, log, meter } = ports;
  const store = observeStore(ports.store, { clock, meter, answered: (since) => fence.answered(since) });
  const nextId = createIds(clock, random);
  const tokens = createTokenAuthority({
    key: options.jwtKey,
    tokens: store.tokens,
    clock,
    random,
    log,
    ring: () => broker.publish({ kind: "revoked" }),
  });
  const engine = createEngine({
    ...ports,
    ...options,
    store: { ...store, log: heardLog(store.log, options.appended) },
    nextId,
    isRevoked: (principal) => tokens.isRevoked(principal),
    isFenced: () => fence.closed,
    revoked: () => void tokens.sync().catch((error) => log.warn("Cannot read which tokens were revoked", { error })),
  });
  const fence: Fence = new Fence({
    clock,
    log,
    meter,
    // Past the newest of all: nothing to find, but whoever answers has been asked.
    probe: () => store.tokens.revokedSince(Number.MAX_SAFE_INTEGER, clock.now()),
    catchUp: () => tokens.sync(),
    changed: (closed) => fenced(closed, engine),
    givesUp: () => engine.sessions.closeAll("degraded"),
  });
  return {
    store,
    tokens,
    engine,
    fence,
    nextId,
    async start() {
      await tokens.start();
      tokens.listen(() => engine.sessions.sweep());
      await engine.start();
      fence.start();
    },
    async drain(settleMsMax) {
      await engine.drain(settleMsMax);
      fence.stop();
      tokens.close();
    },
  };
}

/** What closing and opening the fence means for who is connected. */
function fenced(closed: boolean, { live, hub, sessions }: Engine): void {
  hub.fence(closed);
  if (closed) return sessions.announceDegraded();
  void live.checkHeads();
  sessions.sweep();
}
