import { type Attention, createAttention, type MailPorts } from "./attention.ts";
import { createAccountAdmin } from "./chat/account_admin.ts";
import { createAccountActions } from "./chat/accounts.ts";
import { createAvatarActions } from "./chat/avatars.ts";
import { createHouseRules, type HouseRuleSettings } from "./chat/house_rules.ts";
import { createMessageActions } from "./chat/message_actions.ts";
import { createPresenceActions } from "./chat/presence_actions.ts";
import { createInviteActions } from "./chat/invites.ts";
import { Purge } from "./chat/purge.ts";
import { createRateLimiter, type Rate, type RateLimiter } from "./chat/rate_limiter.ts";
import { createReadActions } from "./chat/read_actions.ts";
import type { RoomActions } from "./chat/room_actions.ts";
import type { RetentionSettings } from "./chat/retention.ts";
import { createRoomActions, newEpoch } from "./chat/rooms.ts";
import { createThreadActions } from "./chat/thread_actions.ts";
import type { TokenAuthority } from "./chat/token_authority.ts";
import { type Core, type CoreOptions, createCore } from "./core.ts";
import { createEmbedding } from "./embedding.ts";
import { createFileKeeping, type FileKeeping, type FileLimitSettings } from "./file_keeping.ts";
import { type AppDeps, createApp } from "./http/app.ts";
import type { HealthReport } from "./http/health.ts";
import { createLinking } from "./linking.ts";
import { createSearching } from "./searching.ts";
import { healthMsMax, roomPasswordTriesPerMinute } from "./limits.ts";
import type { Blobs } from "./ports/blobs.ts";
import type { Broker } from "./ports/broker.ts";
import type { Clock } from "./ports/clock.ts";
import type { LinkReader } from "./ports/link_reader.ts";
import type { Log } from "./ports/log.ts";
import type { Meter } from "./ports/meter.ts";
import type { PasswordHasher } from "./ports/password_hasher.ts";
import type { Pictures } from "./ports/pictures.ts";
import type { PushSender } from "./ports/push_sender.ts";
import type { Random } from "./ports/random.ts";
import type { Store } from "./ports/store.ts";
import type { WordLists } from "./ports/word_lists.ts";
import type { Fence } from "./realtime/fence.ts";
import type { Gate } from "./realtime/gate.ts";
import { createLeaving } from "./leaving.ts";
import { createModerating } from "./moderating.ts";
import { Watch } from "./watch.ts";

export interface ServerPorts {
  readonly store: Store;
  readonly broker: Broker;
  readonly hasher: PasswordHasher;
  /** The bytes of files; absent: none are kept. */
  readonly blobs?: Blobs | undefined;
  readonly pictures?: Pictures | undefined;
  /** Absent: where links lead is not looked at. */
  readonly linkReader?: LinkReader | undefined;
  /** Absent: there are no lists of words to choose from. */
  readonly words?: WordLists | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly meter: Meter;
  /** Absent: no notifications are sent. */
  readonly push?: PushSender;
  /** Absent: no mail is sent. */
  readonly mail?: MailPorts | undefined;
}

/** Limits that an operator sets and may change in a running server. 0: no limit. */
export interface LimitSettings extends FileLimitSettings, RetentionSettings, HouseRuleSettings {
  readonly messagesPerSecond: number;
  readonly messagesBurst: number;
  readonly connectionsPerUser: number;
  readonly authPerMinute: number;
  /** Connections of one node, of whomever; absent: no limit. */
  readonly connections?: number;
}

export interface ServerOptions {
  /** The secret of the tokens, at least 32 bytes. */
  readonly jwtKey: Uint8Array;
  readonly version: string;
  readonly corsOrigins: readonly string[];
  readonly trustProxyHops: number;
  /** Of whoever makes channels for other products and disables accounts; absent: nobody does. */
  readonly adminKey?: string | undefined;
  readonly limits: () => LimitSettings;
  /** Nodes of this process, this one included; absent: it is the only one. */
  readonly workers?: number;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly body: string }>;
}

/** A server without a listener: tests call `fetch`, listeners call `fetch` and `gate`. */
export interface Server {
  fetch(request: Request, env: { readonly remote: string }): Response | Promise<Response>;
  readonly gate: Gate;
  readonly tokens: TokenAuthority;
  /** Origins, other than its own, whose pages may connect: always the same list, with what holds now. */
  readonly origins: readonly string[];
  /** Creates the room `global` where it is missing and starts the watches. */
  start(): Promise<void>;
  /** Takes nothing new, finishes what was accepted, in so many milliseconds, and says 1001. The ports stay open. */
  drain(settleMsMax?: number): Promise<void>;
}

/** The public room that everybody finds. Nobody created it, so nobody can change or delete it. */
const globalRoom = { name: "global", creatorId: "0".repeat(24) } as const;

export function createServer(ports: ServerPorts, options: ServerOptions): Server {
  const { broker, clock, random, log, meter } = ports;
  const { messageLimiter, authLimiter, roomPasswordLimiter } = createLimiters(clock, options.limits);
  const core = createCore(ports, coreOptions(options, ports, messageLimiter, () => ({ attention, keeping })));
  const { store, tokens, engine, fence, nextId } = core;
  const { live, sessions, presence, positions } = engine;
  const purge = new Purge(store.rooms, clock, log);
  const deleted = (): void => purge.kick();
  const { runner, retention, ...leaving } = createLeaving({ ...ports, ...core, ...options, live, deleted });
  const watch = new Watch({ ...engine, broker, meter, clock });
  const keeping = createFileKeeping({ ...ports, ...options, store, live, nextId, messageLimiter });
  const reads = createReadActions({ live, reads: store.reads, positions });
  const rooms = createRoomActions({
    ...ports,
    ...core,
    ...engine,
    reads,
    messageLimiter,
    roomPasswordLimiter,
    online: (room) => presence.in(room),
    deleted,
  });
  const { origins, ...embedding } = createEmbedding({
    ...ports,
    ...core,
    rooms,
    live,
    key: options.jwtKey,
    fixedOrigins: options.corsOrigins,
  });
  const attention: Attention = createAttention({ ...ports, ...core, ...engine, jwtKey: options.jwtKey });
  const users = userActions(ports, core);
  const { search, indexing } = createSearching({ ...ports, store, live, accounts: users.accounts }, options.workers);
  const app = createApp({
    ...ports,
    ...options,
    ...embedding,
    ...attention.actions,
    corsOrigins: origins.list,
    invites: createInviteActions({ ...ports, ...store, store, live, rooms, nextId }),
    ...users,
    search,
    files: keeping.files,
    ...leaving,
    rooms,
    ...roomParts(ports, core, messageLimiter, rooms),
    reads,
    tokens,
    authLimiter,
    health: () => health(store, broker, clock, fence),
    status: () => fence.closed ? "degraded" : "ok",
  });
  return {
    fetch: (request, env) => app.fetch(request, env),
    gate: sessions,
    tokens,
    origins: origins.list,
    async start() {
      await ensureGlobalRoom(store, clock, random, nextId);
      await core.start();
      if (options.adminKey !== undefined) await origins.start();
      for (const part of [watch, keeping, runner, attention, indexing, retention]) part.start();
      purge.kick();
    },
    async drain(settleMsMax) {
      await core.drain(settleMsMax);
      for (const part of [attention, origins, watch, purge, runner, keeping, indexing, retention]) part.stop();
    },
  };
}

/** What is done in rooms beside administering them. */
function roomParts(ports: ServerPorts, core: Core, messageLimiter: RateLimiter, rooms: RoomActions) {
  const { store, nextId, engine: { live, load, presence, tellOwn, tellReported } } = core;
  const online = (room: string) => presence.in(room);
  return {
    ...createModerating({ ...ports, store, nextId, live, rooms, online, tellOwn, tellReported }),
    messages: createMessageActions({ ...store, live, load, messageLimiter }),
    links: createLinking({ ...ports, store, live }),
    threads: createThreadActions({ ...store, live }),
    presence: createPresenceActions({ ...store, live, present: online }),
  };
}

function coreOptions(
  { jwtKey, limits }: ServerOptions,
  { clock, words }: Pick<ServerPorts, "clock" | "words">,
  messageLimiter: RateLimiter,
  parts: () => { readonly attention: Pick<Attention, "appended" | "acted">; readonly keeping: FileKeeping },
): CoreOptions {
  return {
    jwtKey,
    messageLimiter,
    refusal: createHouseRules({ clock, settings: limits, words }),
    connectionsPerUserMax: () => limits().connectionsPerUser,
    connectionsMax: () => limits().connections ?? 0,
    appended: (room, entries) => {
      const { attention, keeping } = parts();
      attention.appended(room, entries);
      keeping.appended(entries);
    },
    acted: (user) => parts().attention.acted(user),
  };
}

type UserActions = Pick<AppDeps, "accounts" | "accountAdmin" | "avatars">;

/** What users do with their accounts, and administrators with those of others. */
function userActions(ports: ServerPorts, { store, tokens, nextId, engine: { tellProfile } }: Core): UserActions {
  return {
    accounts: createAccountActions({ ...ports, ...store, tokens, tellProfile, nextId }),
    accountAdmin: createAccountAdmin({ ...ports, ...store, tokens, nextId }),
    avatars: createAvatarActions({ ...store, clock: ports.clock, tellProfile }),
  };
}

interface Limiters {
  readonly messageLimiter: RateLimiter;
  readonly authLimiter: RateLimiter;
  readonly roomPasswordLimiter: RateLimiter;
}

function createLimiters(clock: Clock, limits: () => LimitSettings): Limiters {
  return {
    messageLimiter: createRateLimiter({ clock, rate: () => messageRate(limits()) }),
    authLimiter: createRateLimiter({ clock, rate: () => perMinute(limits().authPerMinute) }),
    roomPasswordLimiter: createRateLimiter({ clock, rate: () => perMinute(roomPasswordTriesPerMinute) }),
  };
}

function messageRate({ messagesPerSecond, messagesBurst }: LimitSettings): Rate {
  return { count: messagesPerSecond, perMs: 1_000, burst: Math.max(1, messagesBurst) };
}

function perMinute(count: number): Rate {
  return { count, perMs: 60_000, burst: Math.max(1, count) };
}

async function health(
  store: Pick<Store, "check">,
  broker: Broker,
  clock: Clock,
  fence: Pick<Fence, "closed">,
): Promise<HealthReport> {
  const storeState = await stateOf(store, clock);
  const brokerState = broker.healthy() ? "ok" as const : "degraded" as const;
  // Without its broker a node polls: slower, never wrong. Without its store it is of no use.
  return { ready: storeState === "ok" && !fence.closed, dependencies: { store: storeState, broker: brokerState } };
}

/** Waits no longer than whoever asks: a store that is waiting for a lock or a slow disk is not ready either. */
function stateOf(store: Pick<Store, "check">, clock: Clock): Promise<"ok" | "unavailable"> {
  return new Promise((resolve) => {
    const cancel = clock.after(healthMsMax, () => resolve("unavailable"));
    const told = (state: "ok" | "unavailable") => {
      cancel();
      resolve(state);
    };
    store.check().then(() => told("ok"), () => told("unavailable"));
  });
}

async function ensureGlobalRoom(store: Store, clock: Clock, random: Random, nextId: () => string): Promise<void> {
  if (await store.rooms.byName(globalRoom.name) !== undefined) return;
  const createdAt = new Date(clock.now()).toISOString();
  const room = { ...globalRoom, id: nextId(), createdAt, epoch: newEpoch(random), isPrivate: false };
  // Another node may have been faster: then it is there all the same.
  await store.rooms.create({ ...room, description: "Everybody is here" }, []);
}
