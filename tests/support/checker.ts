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
  /** Every client says again, in order, what was not acknowledged, before it says anything new: then its order holds. */
  readonly outboxesInOrder?: boolean;
  /** What was trimmed of a room while its head was where, as `logs` still has it. What is said again after that is new. */
  readonly trims?: ReadonlyMap<string, readonly Trim[]>;
}

/** Everything up to `floor` was gone when the log went up to `head`. */
export interface Trim {
  readonly floor: number;
  readonly head: number;
}

/** One broken promise: the rule of shared names C1 … C11 and what was seen. */
export interface Violation {
  readonly rule: "C1" | "C2" | "C3" | "C4" | "C5" | "C7" | "C9" | "C10" | "C11";
  readonly what: string;
}

type Of<K extends Observation["kind"]> = Extract<Observation, { kind: K }>;

/** Holds every client's history against the final log. No violation: nothing was lost, doubled, reordered or shown early. */
export function check({ history, logs, openRuns, outboxesInOrder = false, trims }: Evidence): Violation[] {
  const of = <K extends Observation["kind"]>(kind: K): Of<K>[] =>
    history.filter((one): one is Of<K> => one.kind === kind);
  const runs = new Map(of("subscribed").map((run) => [run.run, run]));
  const received = Map.groupBy(of("receive"), ({ run }) => run);
  const standings = new Map([...logs].map(([room, log]) => [room, standingsOf(log)]));
  const ids = Map.groupBy([...logs.values()].flat(), ({ client_id }) => client_id);
  // What was trimmed before its writer could look for it was written again, behind what came after it.
  const isOnce = (clientId: string): boolean => ids.get(clientId)?.length === 1;
  return [
    ...checkLogs(logs, trims),
    ...of("ok").flatMap((ok) => checkAcknowledged(ok, logs)),
    ...[...runs.values()].flatMap((run) =>
      checkRun(run, received.get(run.run) ?? [], logs.get(run.room) ?? [], standings.get(run.room)?.get(run.user) ?? [])
    ),
    ...checkStrays(runs, received),
    ...checkConnectionOrder(
      of("invoke"),
      of("ok").filter(({ room, clientId }) => !trims?.has(room) || isOnce(clientId)),
    ),
    ...(outboxesInOrder ? checkOutboxOrder(of("invoke"), logs) : []),
    ...checkRealTimeOrder(of("invoke"), of("ok")),
    ...openRuns.flatMap((run) => checkLiveness(runs.get(run), received.get(run) ?? [], logs)),
  ];
}

/** C2 and C3: nothing twice, no holes. */
function checkLogs(logs: Evidence["logs"], trims: Evidence["trims"]): Violation[] {
  const found: Violation[] = [];
  for (const [room, events] of logs) {
    const seen = new Map<string, number>();
    events.forEach((event, index) => {
      if (event.seq !== index + 1) found.push({ rule: "C3", what: `${room}: seq ${event.seq} at place ${index + 1}` });
      if (event.client_id === undefined) return;
      const key = `${event.user_id} ${event.client_id}`;
      const before = seen.get(key);
      const gone = trims?.get(room)?.some(({ floor, head }) =>
        before !== undefined && before <= floor && head < event.seq
      );
      if (before !== undefined && gone !== true) {
        found.push({ rule: "C2", what: `${room}: ${key} at ${before} and ${event.seq}` });
      }
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
function checkRun(
  run: Of<"subscribed">,
  received: readonly Of<"receive">[],
  log: readonly RoomEvent[],
  standings: readonly Standing[],
): Violation[] {
  const found: Violation[] = [];
  let last = run.since;
  for (const { event } of received) {
    const where = `${run.client} in ${run.room}, run ${run.run}`;
    if (event.seq !== last + 1) found.push({ rule: "C5", what: `${where}: ${event.seq} after ${last}` });
    last = event.seq;
    const kept = log[event.seq - 1];
    const taken = kept?.deleted !== undefined && event.deleted === undefined;
    if (kept?.id !== event.id || (kept.content !== event.content && !taken)) {
      found.push({ rule: "C4", what: `${where}: saw ${event.id} at ${event.seq}, there stands ${kept?.id}` });
    }
    if (taken && kept.deleted!.seq <= run.head) {
      found.push({
        rule: "C4",
        what: `${where}: saw what ${event.seq} said, which ${kept.deleted!.seq} had taken out`,
      });
    }
    if (event.seq > run.head && !isMemberBefore(standings, event.seq)) {
      found.push({ rule: "C7", what: `${where}: got ${event.seq} without being a member` });
    }
  }
  return found;
}

/** C5: what belongs to no subscription was sent to somebody who had not asked. */
function checkStrays(
  runs: ReadonlyMap<string, Of<"subscribed">>,
  received: ReadonlyMap<string, readonly Of<"receive">[]>,
): Violation[] {
  return [...received].filter(([run]) => !runs.has(run)).map(([run, events]) => (
    { rule: "C5", what: `${events.length} events in run ${run}, which was never begun` }
  ));
}

/** From this seq on, a user is a member or is not. */
interface Standing {
  readonly seq: number;
  readonly member: boolean;
}

/** What the log says of each user's membership, ascending. */
function standingsOf(log: readonly RoomEvent[]): Map<string, Standing[]> {
  const standings = new Map<string, Standing[]>();
  for (const { type, action, target, user_id, seq } of log) {
    if (type !== "system") continue;
    const user = target?.id ?? user_id;
    const member = action === "join" || action === "add";
    if (!member && action !== "leave" && action !== "remove" && action !== "ban") continue;
    const before = standings.get(user);
    if (before === undefined) standings.set(user, [{ seq, member }]);
    else before.push({ seq, member });
  }
  return standings;
}

/** Whether the user was a member right before this seq. */
function isMemberBefore(standings: readonly Standing[], seq: number): boolean {
  return standings.findLast((standing) => standing.seq < seq)?.member ?? false;
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

/** C9 over connections: what a client said first stands first, since it says everything again in order. */
function checkOutboxOrder(invokes: readonly Of<"invoke">[], logs: Evidence["logs"]): Violation[] {
  const found: Violation[] = [];
  const seqOf = new Map<string, number>();
  for (const [room, log] of logs) {
    for (const { client_id, seq } of log) if (client_id !== undefined) seqOf.set(`${room} ${client_id}`, seq);
  }
  for (const [key, sends] of Map.groupBy(invokes, ({ client, room }) => `${client} ${room}`)) {
    let last = 0;
    for (const [clientId, { room }] of new Map(sends.map((send) => [send.clientId, send]))) {
      const seq = seqOf.get(`${room} ${clientId}`);
      if (seq === undefined) continue;
      if (seq < last) {
        found.push({ rule: "C9", what: `${key}: ${clientId} at ${seq}, said after what stands at ${last}` });
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
