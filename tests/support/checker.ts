import type { RoomEvent } from "../../src/protocol/event.ts";

/** What a client did or saw, in the order in which one driver saw it happen; `at` ascends over all clients. */
export type Observation =
  /** A send was handed to a connection; repeated on another connection with the same clientId. */
  | {
    readonly kind: "invoke";
    readonly at: number;
    readonly client: string;
    readonly connection: string;
    readonly room: string;
    readonly clientId: string;
    readonly content: string;
  }
  /** It was acknowledged. */
  | {
    readonly kind: "ok";
    readonly at: number;
    readonly client: string;
    readonly connection: string;
    readonly room: string;
    readonly clientId: string;
    readonly id: string;
    readonly seq: number;
  }
  /** A subscription began: its run delivers what comes after `since` (after `head`, when it is a reset or had none). */
  | {
    readonly kind: "subscribed";
    readonly at: number;
    readonly client: string;
    readonly user: string;
    readonly room: string;
    readonly run: string;
    readonly since: number;
    readonly head: number;
  }
  | { readonly kind: "receive"; readonly at: number; readonly run: string; readonly event: RoomEvent };

export interface Evidence {
  readonly history: readonly Observation[];
  /** The final log of every room, as the store holds it. */
  readonly logs: ReadonlyMap<string, readonly RoomEvent[]>;
  /** Runs that were still open when everything had healed and had time to catch up. */
  readonly openRuns: readonly string[];
}

/** One broken promise: the rule of shared names C1 … C11 and what was seen. */
export interface Violation {
  readonly rule: "C1" | "C2" | "C3" | "C4" | "C5" | "C7" | "C9" | "C10" | "C11";
  readonly what: string;
}

type Of<K extends Observation["kind"]> = Extract<Observation, { kind: K }>;

/** Holds every client's history against the final log. No violation: nothing was lost, doubled, reordered or shown early. */
export function check({ history, logs, openRuns }: Evidence): Violation[] {
  const of = <K extends Observation["kind"]>(kind: K): Of<K>[] =>
    history.filter((one): one is Of<K> => one.kind === kind);
  const runs = new Map(of("subscribed").map((run) => [run.run, run]));
  const received = Map.groupBy(of("receive"), ({ run }) => run);
  return [
    ...checkLogs(logs),
    ...of("ok").flatMap((ok) => checkAcknowledged(ok, logs)),
    ...[...runs.values()].flatMap((run) => checkRun(run, received.get(run.run) ?? [], logs)),
    ...checkConnectionOrder(of("invoke"), of("ok")),
    ...checkRealTimeOrder(of("invoke"), of("ok")),
    ...openRuns.flatMap((run) => checkLiveness(runs.get(run), received.get(run) ?? [], logs)),
  ];
}

/** C2 and C3: nothing twice, no holes. */
function checkLogs(logs: Evidence["logs"]): Violation[] {
  const found: Violation[] = [];
  for (const [room, events] of logs) {
    const seen = new Map<string, number>();
    events.forEach((event, index) => {
      if (event.seq !== index + 1) found.push({ rule: "C3", what: `${room}: seq ${event.seq} at place ${index + 1}` });
      if (event.client_id === undefined) return;
      const key = `${event.user_id} ${event.client_id}`;
      const before = seen.get(key);
      if (before !== undefined) found.push({ rule: "C2", what: `${room}: ${key} at ${before} and ${event.seq}` });
      seen.set(key, event.seq);
    });
  }
  return found;
}

/** C1: what was acknowledged stands where the acknowledgement says. */
function checkAcknowledged({ room, clientId, seq, id }: Of<"ok">, logs: Evidence["logs"]): Violation[] {
  const event = logs.get(room)?.[seq - 1];
  if (event?.client_id === clientId && event.id === id) return [];
  return [{ rule: "C1", what: `${room}: ${clientId} was acknowledged at ${seq}, there stands ${event?.client_id}` }];
}

/** C4, C5 and C7 for one subscription. */
function checkRun(run: Of<"subscribed">, received: readonly Of<"receive">[], logs: Evidence["logs"]): Violation[] {
  const found: Violation[] = [];
  const log = logs.get(run.room) ?? [];
  let last = run.since;
  for (const { event } of received) {
    const where = `${run.client} in ${run.room}, run ${run.run}`;
    if (event.seq !== last + 1) found.push({ rule: "C5", what: `${where}: ${event.seq} after ${last}` });
    last = event.seq;
    const kept = log[event.seq - 1];
    if (kept?.id !== event.id || kept.content !== event.content) {
      found.push({ rule: "C4", what: `${where}: saw ${event.id} at ${event.seq}, there stands ${kept?.id}` });
    }
    if (event.seq > run.head && !isMemberBefore(log, event.seq, run.user)) {
      found.push({ rule: "C7", what: `${where}: got ${event.seq} without being a member` });
    }
  }
  return found;
}

/** Whether the user was a member right before this seq. */
function isMemberBefore(log: readonly RoomEvent[], seq: number, user: string): boolean {
  for (let place = seq - 2; place >= 0; place--) {
    const event = log[place]!;
    if (event.type !== "system") continue;
    const about = event.target?.id ?? event.user_id;
    if (about !== user) continue;
    if (event.action === "join" || event.action === "add") return true;
    if (event.action === "leave" || event.action === "remove") return false;
  }
  return false;
}

/** C9: of sends that went out once, on one connection, the earlier has the smaller seq. */
function checkConnectionOrder(invokes: readonly Of<"invoke">[], oks: readonly Of<"ok">[]): Violation[] {
  const found: Violation[] = [];
  const attempts = Map.groupBy(invokes, ({ clientId }) => clientId);
  const seqOf = new Map(oks.map((ok) => [ok.clientId, ok.seq]));
  for (const [key, sends] of Map.groupBy(invokes, ({ connection, room }) => `${connection} ${room}`)) {
    let last = 0;
    for (const { clientId } of sends) {
      const seq = seqOf.get(clientId);
      if (seq === undefined || attempts.get(clientId)!.length > 1) continue;
      if (seq <= last) {
        found.push({ rule: "C9", what: `${key}: ${clientId} at ${seq}, sent after what stands at ${last}` });
      }
      last = Math.max(last, seq);
    }
  }
  return found;
}

/** C10: what was acknowledged before another was first sent stands before it. */
function checkRealTimeOrder(invokes: readonly Of<"invoke">[], oks: readonly Of<"ok">[]): Violation[] {
  const found: Violation[] = [];
  const first = new Map<string, Of<"invoke">>();
  for (const invoke of invokes) if (!first.has(invoke.clientId)) first.set(invoke.clientId, invoke);
  for (const [room, acknowledged] of Map.groupBy(oks, ({ room }) => room)) {
    const steps = [
      ...acknowledged.map((ok) => ({ at: ok.at, order: 1, ok })),
      ...acknowledged.map((ok) => ({ at: first.get(ok.clientId)?.at ?? 0, order: 0, ok })),
    ].sort((a, b) => a.at - b.at || a.order - b.order);
    let highest = 0;
    const floor = new Map<string, number>();
    for (const { order, ok } of steps) {
      if (order === 1) highest = Math.max(highest, ok.seq);
      else floor.set(ok.clientId, highest);
    }
    for (const { clientId, seq } of acknowledged) {
      const below = floor.get(clientId) ?? 0;
      if (seq <= below) {
        found.push({ rule: "C10", what: `${room}: ${clientId} at ${seq} was sent after ${below} was known` });
      }
    }
  }
  return found;
}

/** C11: once all has healed, who is subscribed has everything. */
function checkLiveness(
  run: Of<"subscribed"> | undefined,
  received: readonly Of<"receive">[],
  logs: Evidence["logs"],
): Violation[] {
  if (run === undefined) return [];
  const head = logs.get(run.room)?.length ?? 0;
  const last = received.at(-1)?.event.seq ?? run.since;
  return last >= head ? [] : [{ rule: "C11", what: `${run.client} in ${run.room} stopped at ${last} of ${head}` }];
}
