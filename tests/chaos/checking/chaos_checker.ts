import type { RoomEvent } from "../../../src/protocol/event.ts";
import { check } from "../../support/checker.ts";
import { type ChaosHistory, isTombstoneOf, type PageRead, type Run } from "./chaos_history.ts";
import { type FinalEntry, Fold } from "./fold.ts";

export const rules = {
  C1: "what was acknowledged stands in the log, where the acknowledgement says and as it was sent",
  C2: "no message stands twice",
  C3: "a room's log has no holes",
  C4: "what anybody saw at a place is what stands there",
  C5: "everybody gets each event once, in order, without a gap",
  C6: "everything in the log was done by somebody who was allowed to, right before it",
  C7: "nothing reaches who is not a member",
  C8: "coming back begins right after the cursor, or says that it does not",
  C9: "two messages of one connection keep their order",
  C10: "what was acknowledged before another was sent stands before it",
  C11: "once all has healed, everybody has everything, and everything is acknowledged",
  C12: "every node's REST shows what the log says",
  C13: "presence shows who is connected",
  C14: "memory, descriptors and readers of a node are back where they were",
  C15: "everybody shows each message as the log has made it, and nothing that was deleted comes back",
} as const;

export type Rule = keyof typeof rules;

export interface Finding {
  readonly rule: Rule;
  readonly what: string;
}

export interface FinalRoom {
  readonly id: string;
  readonly name: string;
  readonly creator: string;
  readonly log: readonly FinalEntry[];
}

export interface ChaosEvidence {
  readonly history: ChaosHistory;
  readonly rooms: readonly FinalRoom[];
  /** Subscriptions that were open when all had healed and had time to catch up. */
  readonly openRuns: readonly Run[];
}

/** Holds what was seen against what is kept: C1 to C11. The rules of nodes (C12 to C14) are checked where they are asked. */
export function checkChaos({ history, rooms, openRuns }: ChaosEvidence): Finding[] {
  const folds = new Map(rooms.map((room) => [room.id, new Fold(room.log, room.creator)]));
  const logs = new Map(rooms.map((room) => [room.id, room.log.map(({ event }) => event)]));
  return [
    // C1, C2, C3, C9, C10.
    ...check({ history: history.sends.observations, logs, openRuns: [] }),
    ...checkContents(history, logs),
    ...checkScheduled(history, logs),
    ...checkShown(history, rooms),
    ...history.runs.flatMap((run) => checkRun(run, folds.get(run.room))),
    ...history.runs.flatMap((run) => checkDeleted(run, logs.get(run.room) ?? [])),
    ...history.pages.flatMap((page) => checkPage(page, folds.get(page.room))),
    ...[...folds].flatMap(([room, { unlawful }]) =>
      unlawful.map((what): Finding => ({ rule: "C6", what: `${room}: ${what}` }))
    ),
    ...openRuns.flatMap((run) => checkOpen(run, folds.get(run.room)?.head ?? 0)),
  ];
}

/** C1: a message stands as it was said. */
function checkContents(history: ChaosHistory, logs: ReadonlyMap<string, readonly RoomEvent[]>): Finding[] {
  const said = new Map<string, string>();
  for (const one of history.sends.observations) {
    if (one.kind === "invoke") said.set(`${one.room} ${one.clientId}`, one.content);
  }
  const found: Finding[] = [];
  for (const [room, log] of logs) {
    for (const { client_id, content, seq, deleted } of log) {
      const sent = client_id === undefined ? undefined : said.get(`${room} ${client_id}`);
      // Of what was deleted nothing is left to compare.
      if (sent === content || client_id === undefined || deleted !== undefined) continue;
      if (client_id.startsWith("scheduled.") && history.scheduled.has(`${room} ${content}`)) continue;
      found.push({
        rule: "C1",
        what: `${room}: ${client_id} at ${seq} ${sent ? "has another text" : "was never sent"}`,
      });
    }
  }
  return found;
}

/** C1 and C2: what was to be said later stands there once, where the server had taken it. */
function checkScheduled({ scheduled }: ChaosHistory, logs: ReadonlyMap<string, readonly RoomEvent[]>): Finding[] {
  const said = [...logs].flatMap(([room, log]) => log.map(({ content }) => `${room} ${content}`));
  const times = Map.groupBy(said.filter((one) => scheduled.has(one)), (one) => one);
  return [...scheduled].flatMap(([one, state]): Finding[] => {
    const count = times.get(one)?.length ?? 0;
    if (count > 1) return [{ rule: "C2", what: `"${one}" was to be said later, and was said ${count} times` }];
    return count === 0 && state === "taken" ? [{ rule: "C1", what: `"${one}" was to be said later, and was not` }] : [];
  });
}

/** C4. */
function checkShown(history: ChaosHistory, rooms: readonly FinalRoom[]): Finding[] {
  const found: Finding[] = history.contradictions.map(({ room, seq, where, then }) => (
    { rule: "C4", what: `${room}: ${where} saw another event at ${seq} than others: ${brief(then)}` }
  ));
  for (const { id, log } of rooms) {
    const kept = new Map(log.map(({ seq, text }) => [seq, text]));
    history.shown.get(id)?.forEach((text, seq) => {
      const now = kept.get(seq);
      if (now !== text && (now === undefined || !isTombstoneOf(now, text))) {
        found.push({ rule: "C4", what: `${id}: ${brief(text)} was seen, there stands ${brief(kept.get(seq))}` });
      }
    });
  }
  return found;
}

/** C5, C7 and C8 for one subscription. */
function checkRun(run: Run, fold: Fold | undefined): Finding[] {
  const where = `${run.client} in ${run.room} on ${run.node}`;
  const found: Finding[] = [];
  let last = run.since;
  for (const [i, { from, to }] of run.stretches.entries()) {
    if (from !== last + 1) {
      const rule = i === 0 ? "C8" : "C5";
      found.push({ rule, what: `${where}: ${from} after ${last}, with the cursor at ${run.asked}` });
    }
    // What comes again is no news: who got it was told before.
    const forbidden = fold?.firstForbidden(run.user, Math.max(from, last + 1, run.head + 1), to);
    if (forbidden !== undefined) found.push({ rule: "C7", what: `${where}: got ${forbidden}, no member` });
    last = Math.max(last, to);
  }
  if (!run.reset && run.asked !== run.since) found.push({ rule: "C8", what: `${where}: began at ${run.since}` });
  if (fold !== undefined && !fold.memberAt(run.user, run.head)) {
    found.push({ rule: "C7", what: `${where}: was let in at ${run.head}, no member` });
  }
  return found;
}

/** C15: who comes back after a deletion is given a tombstone, and nothing else. */
function checkDeleted({ client, room, node, head, whole }: Run, log: readonly RoomEvent[]): Finding[] {
  return log.flatMap(({ seq, deleted }): Finding[] => {
    if (deleted === undefined || deleted.seq > head || !whole.some(({ from, to }) => seq >= from && seq <= to)) {
      return [];
    }
    return [{ rule: "C15", what: `${client} in ${room} on ${node}: got what ${seq} said, deleted at ${deleted.seq}` }];
  });
}

/** C5 and C7 for a page: judged at some head that its events do not exceed. */
function checkPage({ client, user, room, joins, stretches }: PageRead, fold: Fold | undefined): Finding[] {
  const found: Finding[] = [];
  const last = stretches.at(-1)?.to;
  if (stretches.length > 1) found.push({ rule: "C5", what: `${client} in ${room}: a page with a gap, to ${last}` });
  if (last !== undefined && fold !== undefined && !fold.memberSomewhere(user, last, joins)) {
    found.push({ rule: "C7", what: `${client} in ${room}: was given a page to ${last}, no member` });
  }
  return found;
}

/** C11. */
function checkOpen(run: Run, head: number): Finding[] {
  const last = run.stretches.at(-1)?.to ?? run.since;
  if (last >= head) return [];
  return [{ rule: "C11", what: `${run.client} in ${run.room} on ${run.node} stopped at ${last} of ${head}` }];
}

function brief(text: string | undefined): string {
  return text === undefined ? "nothing" : text.slice(0, 120);
}
