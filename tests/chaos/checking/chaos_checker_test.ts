import assert from "node:assert/strict";
import type { Effect, RoomEvent } from "../../../src/protocol/event.ts";
import { checkChaos, type FinalRoom, type Rule } from "./chaos_checker.ts";
import { ChaosHistory, type Run } from "./chaos_history.ts";
import type { FinalEntry } from "./fold.ts";

const creator = "a".repeat(24);
const user = "b".repeat(24);

type Line = readonly [string, Partial<RoomEvent>, Effect?];

/** A log of events, each told by who did what. */
function logOf(...lines: readonly Line[]): FinalEntry[] {
  return lines.map(([sender, more, effect], i) => {
    const event: RoomEvent = {
      id: `e${i + 1}`,
      room_id: "r",
      user_id: sender,
      username: sender.slice(0, 1),
      content: `m${i + 1}`,
      type: "text",
      timestamp: "2026-01-01T00:00:00.000Z",
      seq: i + 1,
      ...more,
    };
    const { id, seq, type, client_id } = event;
    return {
      id,
      seq,
      type,
      sender,
      event,
      text: JSON.stringify(event),
      ...(client_id === undefined ? {} : { clientId: client_id }),
      ...(effect === undefined ? {} : { effect }),
    };
  });
}

const join = (id: string, action: "join" | "add" = "join") =>
  [id, { type: "system", action }, {
    kind: "member_joined",
    user: { id, username: "x" },
    role: "member",
    at: "",
  }] as const;
const remove = [creator, { type: "system", action: "remove", target: { id: user, username: "b" } }, {
  kind: "member_left",
  user_id: user,
}] as const;
const says = (id: string, clientId: string) => [id, { client_id: clientId }] as const;

const log = logOf(join(creator), join(user), says(user, "c3"), says(creator, "c4"), remove, says(creator, "c6"));

interface Case {
  readonly history: ChaosHistory;
  readonly room: { -readonly [K in keyof FinalRoom]: FinalRoom[K] };
  openRuns: Run[];
}

/** Everything as it should be: b reads from 2 on until it is removed at 5, a reads all of it and polls a page. */
function spotless(): Case {
  const history = new ChaosHistory();
  const of = { client: "b", user, room: "r", node: "n", asked: 2, since: 2, reset: false };
  const removed = history.began({ ...of, head: 2 });
  const open = history.began({ ...of, client: "a", user: creator, head: 3 });
  for (const { text, event } of log.slice(2)) {
    if (event.seq <= 5) history.received(removed, text, event);
    history.received(open, text, event);
  }
  for (const { event: { client_id: clientId, content, id, seq, user_id } } of log.slice(2)) {
    if (clientId === undefined) continue;
    const send = { client: user_id, connection: user_id, room: "r", clientId };
    history.sends.record({ kind: "invoke", ...send, content });
    history.sends.record({ kind: "ok", ...send, id, seq });
  }
  history.page({ client: "b", user, room: "r" }, log.slice(0, 4).map(({ event }) => event));
  return { history, room: { id: "r", name: "r", creator, log }, openRuns: [open] };
}

function rulesOf({ history, room, openRuns }: Case): Rule[] {
  return [...new Set(checkChaos({ history, rooms: [room], openRuns }).map(({ rule }) => rule))].sort();
}

Deno.test("checkChaos() finds nothing where nothing is wrong", () => {
  const { history, room, openRuns } = spotless();
  assert.deepEqual(checkChaos({ history, rooms: [room], openRuns }), []);
});

const read = { client: "c", user: creator, room: "r", node: "n", asked: 2, since: 2, head: 2, reset: false };

const wrongs: readonly (readonly [string, Rule[], (wrong: Case) => void])[] = [
  ["an acknowledged message that is gone, and was seen", ["C1", "C4"], ({ room }) => {
    room.log = log.slice(0, 5);
  }],
  ["a message with another text than was sent", ["C1", "C4"], ({ room }) => {
    room.log = log.map((entry) => {
      const event = { ...entry.event, content: entry.seq === 4 ? "other" : entry.event.content };
      return { ...entry, event, text: JSON.stringify(event) };
    });
  }],
  ["a message that stands twice", ["C2"], (wrong) => {
    wrong.room.log = [...log, { ...logOf(...Array(6).fill(join(creator)), says(creator, "c4"))[6]! }].map((entry) =>
      entry.seq === 7 ? { ...entry, event: { ...entry.event, content: "m4" } } : entry
    );
    wrong.openRuns = [];
  }],
  ["a hole in the log", ["C1", "C3", "C4"], ({ room }) => {
    room.log = log.filter(({ seq }) => seq !== 4);
  }],
  ["two readers who saw different events at one place", ["C4"], ({ history }) => {
    history.received(history.began(read), log[3]!.text, log[2]!.event);
  }],
  ["a reader who missed one", ["C5"], ({ history }) => {
    const run = history.began(read);
    for (const i of [2, 4]) history.received(run, log[i]!.text, log[i]!.event);
  }],
  ["a reader who got one twice", ["C5"], ({ history }) => {
    const run = history.began(read);
    for (const i of [2, 2]) history.received(run, log[i]!.text, log[i]!.event);
  }],
  ["a page with a gap", ["C5"], ({ history }) => {
    history.page({ client: "a", user: creator, room: "r" }, [log[0]!.event, log[2]!.event]);
  }],
  ["a message of somebody who had been removed", ["C6"], ({ room, history }) => {
    room.log = [...log, ...logOf(...Array(6).fill(join(creator)), says(user, "c7")).slice(6)];
    history.sends.record({ kind: "invoke", client: "b", connection: "b", room: "r", clientId: "c7", content: "m7" });
    history.received(history.runs[1]!, room.log[6]!.text, room.log[6]!.event);
  }],
  ["an event that reached somebody removed before it", ["C7"], ({ history }) => {
    history.received(history.runs[0]!, log[5]!.text, log[5]!.event);
  }],
  ["somebody let in who had been removed", ["C7"], ({ history }) => {
    history.began({ ...read, user, asked: 5, since: 5, head: 6 });
  }],
  ["a page for somebody who had been removed", ["C7"], ({ history }) => {
    history.page({ client: "b", user, room: "r" }, [log[5]!.event]);
  }],
  ["coming back that begins too late", ["C8"], ({ history }) => {
    history.received(history.began(read), log[3]!.text, log[3]!.event);
  }],
  ["coming back to another place without saying so", ["C8"], ({ history }) => {
    history.began({ ...read, asked: 1 });
  }],
  ["two sends of one connection that changed places", ["C9"], ({ history }) => {
    const { observations } = history.sends;
    const of = { client: creator, connection: creator, room: "r" };
    observations.splice(2, 2);
    history.sends.record({ kind: "invoke", ...of, clientId: "c4", content: "m4" });
    history.sends.record({ kind: "ok", ...of, clientId: "c4", id: "e4", seq: 4 });
  }],
  ["a reader who stopped short", ["C11"], ({ history, openRuns }) => {
    openRuns.push(history.began({ ...read, head: 6 }));
  }],
];

/** What the creator does to b, and what b does all the same, behind the log of before; each is found, and by C6 alone. */
const at = "2026-01-01T00:00:00.000Z";
const sanction = { user: { id: user, username: "b" }, by: { id: creator, username: "a" }, at };
const target = { id: user, username: "b" };
const mutes = [creator, { type: "system", action: "mute", target }, { kind: "muted", sanction }] as const;
const slows = [creator, { type: "system", action: "change" }, {
  kind: "room_changed",
  settings: { slow_mode_seconds: 1 },
}] as const;
const bans = [creator, { type: "system", action: "ban", target }, { kind: "banned", sanction }] as const;
const pins = (id: string) =>
  [id, { type: "system", action: "pin", of: 3 }, { kind: "pinned", of: 3, pinned: true, user_id: id }] as const;
const promotes = [creator, { type: "system", action: "role", target, role: "moderator" }, {
  kind: "role_changed",
  user_id: user,
  role: "moderator",
}] as const;

function unlawfulAfter(...lines: readonly Line[]): readonly string[] {
  const begun = [join(creator), join(user), says(user, "c3")];
  const found = checkChaos({
    history: new ChaosHistory(),
    rooms: [{ id: "r", name: "r", creator, log: logOf(...begun, ...lines) }],
    openRuns: [],
  });
  return found.filter(({ rule }) => rule === "C6").map(({ what }) => what);
}

Deno.test("checkChaos() finds what is said by who is muted, was banned, or has spoken just now in a slow room", () => {
  assert.equal(unlawfulAfter(mutes, says(user, "c")).length, 1);
  assert.equal(unlawfulAfter(bans, says(user, "c")).length, 1);
  assert.equal(unlawfulAfter(bans, join(user)).length, 1);
  assert.equal(unlawfulAfter(slows, says(user, "c"), says(user, "d")).length, 1);
  assert.equal(unlawfulAfter(pins(user)).length, 1);
  assert.equal(unlawfulAfter(promotes, pins(user), pins(user)).length, 1);
  const ended = { ...sanction, until: at };
  assert.deepEqual(
    unlawfulAfter([mutes[0], mutes[1], { kind: "muted", sanction: ended }], says(user, "c")),
    [],
  );
  assert.deepEqual(unlawfulAfter(slows, promotes, says(user, "c"), says(user, "d"), pins(user)), []);
});

Deno.test("checkChaos() finds what was to be said later and stands there twice, or not at all", () => {
  const rulesAfter = (...contents: string[]) => {
    const history = new ChaosHistory();
    history.scheduled.set("r tea", "taken").set("r milk", "unknown");
    const said = contents.map((content, i) => [creator, { content, client_id: `scheduled.${i}` }] as const);
    const rooms = [{ id: "r", name: "r", creator, log: logOf(join(creator), ...said) }];
    return checkChaos({ history, rooms, openRuns: [] }).map(({ rule }) => rule);
  };
  assert.deepEqual(rulesAfter("tea"), []);
  assert.deepEqual(rulesAfter("milk", "tea"), []);
  assert.deepEqual(rulesAfter(), ["C1"]);
  assert.deepEqual(rulesAfter("tea", "milk", "milk"), ["C2"]);
  assert.deepEqual(rulesAfter("tea", "coffee"), ["C1"]);
});

for (const [what, expected, plant] of wrongs) {
  Deno.test(`checkChaos() finds ${what}, and nothing else`, () => {
    const wrong = spotless();
    plant(wrong);
    assert.deepEqual(rulesOf(wrong), expected);
  });
}

Deno.test("checkChaos() allows what a reset says, and a page for somebody who has come back", () => {
  const { history, room } = spotless();
  history.began({ ...read, asked: 9, since: 6, head: 6, reset: true });
  room.log = [...log, ...logOf(...Array(6).fill(join(creator)), join(user)).slice(6)];
  for (const _ of ["before the beginning", "again"]) history.joining(user, "r");
  history.page({ client: "b", user, room: "r" }, [log[5]!.event]);
  assert.deepEqual(checkChaos({ history, rooms: [room], openRuns: [] }), []);
});
