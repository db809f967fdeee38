import assert from "node:assert/strict";
import type { RoomEvent } from "../../src/protocol/event.ts";
import { check, type Evidence, type Observation } from "./checker.ts";

function event(seq: number, more: Partial<RoomEvent> = {}): RoomEvent {
  return {
    id: `e${seq}`,
    room_id: "r",
    user_id: "u",
    username: "u",
    content: `m${seq}`,
    type: "text",
    timestamp: "2026-01-01T00:00:00.000Z",
    seq,
    client_id: `c${seq}`,
    ...more,
  };
}

const joined = event(1, { type: "system", action: "join" });
const log = [joined, event(2), event(3)];

/** A spotless history: u joins, sends two messages, and reads everything. */
function spotless(): { history: Observation[]; logs: Map<string, RoomEvent[]>; openRuns: string[] } {
  const base = { client: "x", connection: "k", room: "r" } as const;
  const history: Observation[] = [
    { kind: "subscribed", at: 1, client: "x", user: "u", room: "r", run: "s", since: 1, head: 1 },
    { kind: "invoke", at: 2, ...base, clientId: "c2", content: "m2" },
    { kind: "ok", at: 3, ...base, clientId: "c2", id: "e2", seq: 2 },
    { kind: "invoke", at: 4, ...base, clientId: "c3", content: "m3" },
    { kind: "ok", at: 5, ...base, clientId: "c3", id: "e3", seq: 3 },
    { kind: "receive", at: 6, run: "s", event: log[1]! },
    { kind: "receive", at: 7, run: "s", event: log[2]! },
  ];
  return { history, logs: new Map([["r", [...log]]]), openRuns: ["s"] };
}

function rulesOf(evidence: Evidence): string[] {
  return [...new Set(check(evidence).map(({ rule }) => rule))];
}

Deno.test("check() finds nothing in a spotless history", () => {
  assert.deepEqual(check(spotless()), []);
});

Deno.test("check() finds an acknowledged message that is not in the log", () => {
  const evidence = spotless();
  evidence.logs.set("r", log.slice(0, 2));
  assert.ok(rulesOf(evidence).includes("C1"));
});

Deno.test("check() finds a message that stands twice", () => {
  const evidence = spotless();
  evidence.logs.set("r", [...log, event(4, { client_id: "c2" })]);
  assert.ok(rulesOf(evidence).includes("C2"));
});

Deno.test("check() finds a hole in the log", () => {
  const evidence = spotless();
  evidence.logs.set("r", [joined, event(2), event(4)]);
  assert.ok(rulesOf(evidence).includes("C3"));
});

Deno.test("check() finds an event that was shown and is another now", () => {
  const evidence = spotless();
  evidence.logs.set("r", [joined, event(2), event(3, { id: "other" })]);
  assert.ok(rulesOf(evidence).includes("C4"));
});

for (
  const [what, change] of [
    ["lost", (history: Observation[]) => history.splice(5, 1)],
    ["doubled", (history: Observation[]) => history.splice(5, 0, history[5]!)],
    ["out of order", (history: Observation[]) => history.splice(5, 2, history[6]!, history[5]!)],
  ] as const
) {
  Deno.test(`check() finds a delivery that is ${what}`, () => {
    const evidence = spotless();
    change(evidence.history);
    assert.ok(rulesOf(evidence).includes("C5"));
  });
}

Deno.test("check() finds what reached a user after the own removal", () => {
  const evidence = spotless();
  const removed = event(2, { type: "system", action: "remove", user_id: "a", target: { id: "u", username: "u" } });
  evidence.logs.set("r", [joined, removed, event(3, { user_id: "a" })]);
  assert.ok(rulesOf(evidence).includes("C7"));
});

Deno.test("check() finds two sends of one connection that changed places", () => {
  const evidence = spotless();
  const [, invoke2, , invoke3] = evidence.history;
  evidence.history.splice(1, 1);
  evidence.history.splice(2, 1, { ...invoke3!, at: 2 } as Observation, { ...invoke2!, at: 2.5 } as Observation);
  assert.ok(rulesOf(evidence).includes("C9"));
});

Deno.test("check() finds what was said again on another connection and changed places", () => {
  const evidence = spotless();
  const [begun, invoke2, ok2, invoke3, ok3, ...received] = evidence.history;
  const again = { ...invoke2!, at: 2.5, connection: "k2" } as Observation;
  const swapped = [event(2, { id: "e2", client_id: "c3" }), event(3, { client_id: "c2" })];
  evidence.logs.set("r", [joined, ...swapped]);
  evidence.history.splice(0, Infinity, begun!, invoke2!, invoke3!, again, ok2!, ok3!, ...received);
  assert.ok(rulesOf({ ...evidence, outboxesInOrder: true }).includes("C9"));
  assert.ok(!rulesOf(evidence).includes("C9"));
});

Deno.test("check() finds an event that belongs to no subscription", () => {
  const evidence = spotless();
  evidence.history.push({ kind: "receive", at: 8, run: "another", event: log[2]! });
  assert.deepEqual(rulesOf(evidence), ["C5"]);
});

Deno.test("check() allows what a member got who had left and come back", () => {
  const evidence = spotless();
  const left = event(2, { type: "system", action: "leave" });
  const back = event(3, { type: "system", action: "add", user_id: "a", target: { id: "u", username: "u" } });
  const after = event(4, { user_id: "a" });
  evidence.logs.set("r", [joined, left, back, after]);
  const history: Observation[] = [
    { kind: "subscribed", at: 1, client: "x", user: "u", room: "r", run: "s", since: 3, head: 3 },
    { kind: "receive", at: 2, run: "s", event: after },
  ];
  assert.deepEqual(check({ ...evidence, history }), []);
});

Deno.test("check() finds a message placed before one that was acknowledged before it was sent", () => {
  const evidence = spotless();
  const late = evidence.history.map((one) =>
    one.kind === "invoke" && one.clientId === "c2" ? { ...one, at: 5.5, connection: "k2" } : one
  );
  assert.ok(rulesOf({ ...evidence, history: late }).includes("C10"));
});

Deno.test("check() finds a reader that stopped short of the head", () => {
  const evidence = spotless();
  evidence.history.pop();
  assert.ok(rulesOf(evidence).includes("C11"));
});
