import { LiveRooms } from "./chat/live_rooms.ts";
import type { Limiter } from "./chat/rooms.ts";
import { drainPollMs, drainSettleMsMax } from "./limits.ts";
import type { Broker } from "./ports/broker.ts";
import type { Clock } from "./ports/clock.ts";
import type { Log } from "./ports/log.ts";
import type { Meter } from "./ports/meter.ts";
import type { Random } from "./ports/random.ts";
import type { Store } from "./ports/store.ts";
import type { Id } from "./protocol/id.ts";
import { Admission } from "./realtime/admission.ts";
import { Coalescer } from "./realtime/coalescer.ts";
import { Hub } from "./realtime/hub.ts";
import { Sessions } from "./realtime/sessions.ts";

export interface EnginePorts {
  readonly store: Pick<Store, "log" | "rooms" | "members">;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly meter: Meter;
  readonly messageLimiter: Limiter;
  readonly nextId: () => Id;
  readonly isRevoked: (tokenKey: string) => boolean;
  readonly connectionsPerUserMax: () => number;
  readonly connectionsMax?: () => number;
  /** The store does not answer: nothing is delivered. */
  readonly isFenced?: () => boolean;
  /** Another node has revoked tokens. */
  readonly revoked: () => void;
}

/** One node's living part: rooms, readers and sessions, wired. No HTTP, no accounts: the simulation runs many of these. */
export interface Engine {
  readonly live: LiveRooms;
  readonly hub: Hub;
  readonly sessions: Sessions;
  readonly load: Admission;
  /** Listens to the broker and starts the watches. */
  start(): Promise<void>;
  /** Takes nothing new, finishes what was accepted in so many milliseconds, sends everybody away with 1001, and stops. */
  drain(settleMsMax?: number): Promise<void>;
  /** Stops the watches. */
  stop(): void;
}

export function createEngine(ports: EnginePorts): Engine {
  const { store, broker, clock, random, log, meter } = ports;
  const coalescer: Coalescer = new Coalescer(clock, () => {
    const start = clock.monotonic();
    const gathered = hub.flush();
    sessions.flush();
    meter.observe("flush_seconds", (clock.monotonic() - start) / 1_000);
    return { left: hub.waiting || sessions.waiting, gathered };
  });
  const hub: Hub = new Hub(coalescer, clock, meter, log);
  const { log: events, rooms, members } = store;
  const live = new LiveRooms(
    { ...ports, log: events, rooms, members, trace: log, restMs: () => coalescer.restMs },
    hub,
    (room) => hub.hasReaders(room),
  );
  const load = new Admission(ports);
  const sessions: Sessions = new Sessions({
    ...ports,
    rooms: live,
    hub,
    load,
    requestFlush: () => coalescer.request(),
  });
  const stop = (): void => {
    live.stop();
    sessions.stop();
    load.stop();
  };
  return {
    live,
    hub,
    sessions,
    load,
    async start() {
      await broker.subscribe({
        receive(signal, from) {
          if (signal.kind === "head") live.rang(signal, from);
          else if (signal.kind === "ephemeral") hub.ephemeral(signal.room, signal.from, signal.text);
          else if (signal.kind === "revoked") ports.revoked();
          else live.told(signal, from);
        },
        heeds: (room) => live.has(room) || hub.hasReaders(room),
        resynced: () => void live.checkHeads(),
      });
      live.start();
      sessions.start();
      load.start();
    },
    async drain(settleMsMax = drainSettleMsMax) {
      sessions.announceDrain();
      live.retire();
      coalescer.flush();
      await settled(live, clock, settleMsMax);
      coalescer.flush();
      sessions.closeAll();
      stop();
    },
    stop,
  };
}

/** Resolves when every accepted message has its answer, or when waiting for that has taken too long. */
async function settled(live: LiveRooms, clock: Clock, msMax: number): Promise<void> {
  const deadline = clock.monotonic() + msMax;
  while (!live.settled && clock.monotonic() < deadline) {
    await new Promise<void>((resolve) => void clock.after(drainPollMs, resolve));
  }
}
