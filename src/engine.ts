import { LiveRooms } from "./chat/live_rooms.ts";
import type { TellOwn, TellProfile, TellReported } from "./chat/own_signal.ts";
import { ReadPositions } from "./chat/read_positions.ts";
import type { Limiter } from "./chat/rooms.ts";
import type { TokenAuthority } from "./chat/token_authority.ts";
import { drainPollMs, drainSettleMsMax, readReceiptsReadersMax } from "./limits.ts";
import type { Accounts } from "./ports/accounts.ts";
import type { Broker, Signal, SignalReceiver } from "./ports/broker.ts";
import type { Clock } from "./ports/clock.ts";
import type { Sighting } from "./ports/last_seen.ts";
import type { Log } from "./ports/log.ts";
import type { Meter } from "./ports/meter.ts";
import type { Random } from "./ports/random.ts";
import type { ReadMark } from "./ports/reads.ts";
import type { Store } from "./ports/store.ts";
import type { WordLists } from "./ports/word_lists.ts";
import type { Id } from "./protocol/id.ts";
import { Admission } from "./realtime/admission.ts";
import type { HouseRules } from "./chat/house_rules.ts";
import { Coalescer } from "./realtime/coalescer.ts";
import { Hub } from "./realtime/hub.ts";
import { Presence } from "./realtime/presence.ts";
import { ProfileBell } from "./realtime/profile_bell.ts";
import { ReportBell } from "./realtime/report_bell.ts";
import { frame, readFrame } from "./realtime/server_frames.ts";
import { Sessions } from "./realtime/sessions.ts";
import { Sightings } from "./realtime/sightings.ts";

export interface EnginePorts {
  readonly store:
    & Pick<Store, "log" | "rooms" | "members" | "messages" | "reads" | "lastSeen">
    & Partial<Pick<Store, "files">>
    & { readonly accounts: Pick<Accounts, "byUsername" | "byIds"> };
  readonly broker: Broker;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly meter: Meter;
  readonly messageLimiter: Limiter;
  readonly refusal?: HouseRules;
  readonly words?: WordLists | undefined;
  readonly nextId: () => Id;
  readonly isRevoked: TokenAuthority["isRevoked"];
  readonly connectionsPerUserMax: () => number;
  readonly connectionsMax?: () => number;
  /** Somebody has read something, at whichever node. */
  readonly acted?: (user: Id) => void;
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
  readonly presence: Presence;
  readonly positions: ReadPositions;
  readonly tellOwn: TellOwn;
  readonly tellProfile: TellProfile;
  readonly tellReported: TellReported;
  /** Listens to the broker and starts the watches. */
  start(): Promise<void>;
  /** Takes nothing new, finishes what was accepted in so many milliseconds, sends everybody away with 1001, and stops. */
  drain(settleMsMax?: number): Promise<void>;
  /** Stops the watches. */
  stop(): void;
}

export function createEngine(ports: EnginePorts): Engine {
  const { store, broker, clock, log, meter } = ports;
  const coalescer: Coalescer = new Coalescer(clock, () => {
    const start = clock.monotonic();
    const gathered = hub.flush();
    sessions.flush();
    meter.observe("flush_seconds", (clock.monotonic() - start) / 1_000);
    return { left: hub.waiting || sessions.waiting, gathered };
  });
  const hub: Hub = new Hub(coalescer, clock, meter, log);
  const { log: events, rooms, members, messages, accounts, files } = store;
  const kept = files === undefined ? {} : { files };
  const live = new LiveRooms(
    { ...ports, ...kept, log: events, rooms, members, messages, accounts, trace: log, restMs: () => coalescer.restMs },
    hub,
    (room) => hub.hasReaders(room),
  );
  const load = new Admission(ports);
  const company = createCompany(ports, () => ({ live, hub, sessions }));
  const { presence, sightings, positions, tellOwn, bell, profiles } = company;
  const sessions: Sessions = new Sessions({
    ...ports,
    presence,
    positions,
    sightings,
    rooms: live,
    hub,
    load,
    requestFlush: () => coalescer.request(),
  });
  const stop = (): void => {
    live.stop();
    for (const part of [presence, sightings, bell, profiles]) part.stop();
    sessions.stop();
    load.stop();
  };
  return {
    live,
    hub,
    sessions,
    load,
    presence,
    positions,
    tellOwn,
    tellProfile: (user) => profiles.ring(user),
    tellReported: (room, author) => bell.ring(room, author),
    async start() {
      await broker.subscribe(receiverOf(live, hub, { ...company, revoked: ports.revoked }));
      presence.start();
      sightings.start();
      live.start();
      sessions.start();
      load.start();
    },
    async drain(settleMsMax = drainSettleMsMax) {
      sessions.announceDrain();
      live.retire();
      coalescer.flush();
      const deadline = clock.monotonic() + settleMsMax;
      await settled(live, clock, settleMsMax);
      coalescer.flush();
      sessions.closeAll();
      stop();
      const rest = Promise.all([positions.settle(), sightings.settle()]);
      await within(rest, clock, deadline - clock.monotonic());
    },
    stop,
  };
}

interface Hearers {
  readonly presence: Pick<Engine["presence"], "heard" | "resynced">;
  readonly heardReads: Company["heardReads"];
  readonly heardOwn: Company["heardOwn"];
  readonly bell: Pick<ReportBell, "heard">;
  readonly profiles: Pick<ProfileBell, "heard">;
  readonly revoked: () => void;
}

/** Hands each signal of other nodes to whom it concerns. */
function receiverOf(
  live: LiveRooms,
  hub: Hub,
  { presence, heardReads, heardOwn, bell, profiles, revoked }: Hearers,
): SignalReceiver {
  return {
    receive(signal, from) {
      if (signal.kind === "head") live.rang(signal, from);
      else if (signal.kind === "ephemeral") hub.ephemeral(signal.room, signal.from, signal.text);
      else if (signal.kind === "presence") presence.heard(signal.text, from);
      else if (signal.kind === "reads") heardReads(signal.marks);
      else if (signal.kind === "own") heardOwn(signal);
      else if (signal.kind === "reported") bell.heard(signal.room, signal.author);
      else if (signal.kind === "profile") profiles.heard(signal.user);
      else if (signal.kind === "revoked") revoked();
      else live.told(signal, from);
    },
    heeds: (room) => live.has(room) || hub.hasReaders(room),
    resynced() {
      void live.checkHeads();
      presence.resynced();
    },
  };
}

/** Resolves when the work does, or when it has taken too long; what becomes of it then is nobody's affair. */
function within(work: Promise<unknown>, clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(Math.max(0, ms), resolve);
    const done = (): void => {
      cancel();
      resolve();
    };
    work.then(done, done);
  });
}

/** Who is here and who has read what: beside the log, and only shown. */
interface Company {
  readonly presence: Presence;
  readonly sightings: Sightings;
  readonly positions: ReadPositions;
  /** Another node has stored read positions. */
  readonly heardReads: (marks: readonly ReadMark[]) => void;
  /** Something of a user's own was changed on another node. */
  readonly heardOwn: (signal: Signal & { readonly kind: "own" }) => void;
  readonly tellOwn: TellOwn;
  readonly bell: ReportBell;
  readonly profiles: ProfileBell;
}

function createCompany(
  { store, broker, clock, log, meter, isFenced = () => false, acted }: EnginePorts,
  doors: () => { readonly live: LiveRooms; readonly hub: Hub; readonly sessions: Sessions },
): Company {
  const heardReads = (marks: readonly ReadMark[]): void => {
    const { hub, sessions } = doors();
    for (const mark of marks) {
      acted?.(mark.user);
      if ((mark.rewinds ?? 0) > 0) sessions.rewound(mark.user, mark.room);
      const outgoing = readFrame(mark);
      sessions.tell(mark.user, outgoing);
      // Everybody's reading told to everybody would be the square of a room.
      if (hub.readersOf(mark.room) <= readReceiptsReadersMax) hub.tell(mark.room, mark.user, outgoing);
    }
  };
  const heardOwn: Company["heardOwn"] = ({ user, what, about }) => {
    const about_ = about === undefined ? {} : { room_id: about };
    doors().sessions.tell(user, frame({ type: "own", what, ...about_ }));
  };
  const tellOwn: TellOwn = (user, what, room) => {
    const signal = { kind: "own", user, what, ...(room === undefined ? {} : { about: room }) } as const;
    heardOwn(signal);
    broker.publish(signal);
  };
  const positions = new ReadPositions({
    reads: store.reads,
    clock,
    stored(marks) {
      heardReads(marks);
      broker.publish({ kind: "reads", marks });
    },
  });
  const { lastSeen } = store;
  const sightings = new Sightings({ lastSeen, clock, log, present: () => doors().sessions.accounts() });
  const seen = (gone: readonly Sighting[]): void => {
    for (const sighting of gone) sightings.note(sighting);
  };
  const presence = new Presence({ broker, clock, log, meter, seen, isFenced });
  const profiles = new ProfileBell({ broker, accounts: store.accounts, presence, clock, log });
  const bell = new ReportBell({
    ...{ broker, clock, log },
    rooms: { room: (id) => doors().live.room(id) },
    readersOf: (room) => doors().hub.usersOf(room),
    tell: (user, outgoing) => doors().sessions.tell(user, outgoing),
  });
  return { presence, sightings, positions, heardReads, heardOwn, tellOwn, bell, profiles };
}

/** Resolves when every accepted message has its answer, or when waiting for that has taken too long. */
async function settled(live: LiveRooms, clock: Clock, msMax: number): Promise<void> {
  const deadline = clock.monotonic() + msMax;
  while (!live.settled && clock.monotonic() < deadline) {
    await new Promise<void>((resolve) => void clock.after(drainPollMs, resolve));
  }
}
