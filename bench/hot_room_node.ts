/** A node of `hot_room.ts` in a thread of its own: it keeps so many messages under way to one room. */
import { openBroker } from "../src/compose_broker.ts";
import { openStore } from "../src/compose_store.ts";
import { createSystemClock } from "../src/adapters/system/clock.ts";
import { createSystemRandom } from "../src/adapters/system/random.ts";
import { createIds } from "../src/chat/ids.ts";
import { createEngine, type Engine } from "../src/engine.ts";
import type { Broker } from "../src/ports/broker.ts";
import { silentLog } from "../src/ports/log.ts";
import { type Meter, silentMeter } from "../src/ports/meter.ts";
import type { Store } from "../src/ports/store.ts";
import type { Principal } from "../src/protocol/principal.ts";

export type HotRoomNode =
  | {
    readonly kind: "start";
    readonly url: string;
    readonly broker: string;
    readonly room: string;
    /** Messages under way at once. */
    readonly window: number;
    readonly sender: Principal;
  }
  | { readonly kind: "report" }
  | { readonly kind: "stop" };

export interface HotRoomReport {
  readonly written: number;
  /** Of the messages since the last report. */
  readonly tookMs: readonly number[];
  readonly counts: Readonly<Record<string, number>>;
}

interface Scope {
  onmessage: (event: MessageEvent<HotRoomNode>) => void;
  postMessage(report: HotRoomReport): void;
}

const scope = globalThis as unknown as Scope;
const clock = createSystemClock();
const random = createSystemRandom();
const counts: Record<string, number> = {};
const content = "x".repeat(190);
let parts: { store: Store; broker: Broker; engine: Engine } | undefined;
let written = 0;
let tookMs: number[] = [];
let going = true;

const meter: Meter = {
  ...silentMeter,
  count: (name, by = 1) => void (counts[name] = (counts[name] ?? 0) + by),
  observe: (name) => void (name === "append_batch" && (counts["appends"] = (counts["appends"] ?? 0) + 1)),
};

async function start({ url, broker: brokerUrl, room, window, sender }: HotRoomNode & { kind: "start" }): Promise<void> {
  const basis = { clock, random, log: silentLog, meter };
  const store = await openStore({ storeUrl: url }, basis);
  const jwtKey = new TextEncoder().encode("the secret of the nodes of a bench");
  const settings = { brokerUrl, upstashRedisRestUrl: undefined, upstashRedisRestToken: undefined };
  const broker = await openBroker(settings, { ...basis, jwtKey });
  const engine = createEngine({
    ...basis,
    store,
    broker,
    messageLimiter: { take: () => 0 },
    nextId: createIds(clock, random),
    isRevoked: () => false,
    connectionsPerUserMax: () => 0,
    revoked() {},
  });
  await engine.start();
  parts = { store, broker, engine };
  await engine.live.room(room).submit(sender, { kind: "join" });
  for (let i = 0; i < window; i++) void talk(engine, room, sender);
}

/** One message after the other. */
async function talk(engine: Engine, room: string, sender: Principal): Promise<void> {
  while (going) {
    const start = clock.monotonic();
    try {
      await engine.live.room(room).submit(sender, { kind: "text", content, clientId: crypto.randomUUID() });
      written++;
      tookMs.push(clock.monotonic() - start);
    } catch {
      counts["refused"] = (counts["refused"] ?? 0) + 1;
    }
  }
}

async function stop(): Promise<void> {
  going = false;
  await parts?.engine.drain();
  await parts?.broker.close();
  await parts?.store.close();
}

scope.onmessage = async ({ data }) => {
  if (data.kind === "start") await start(data);
  if (data.kind === "stop") await stop();
  scope.postMessage({ written, tookMs, counts: { ...counts } });
  tookMs = [];
};
