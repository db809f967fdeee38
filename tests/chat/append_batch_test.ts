import assert from "node:assert/strict";
import { buildBatch, type Pending, settleDuplicate, takeBatch, usersOf } from "../../src/chat/append_batch.ts";
import type { Intent, Receipt } from "../../src/chat/intent.ts";
import { RoomState } from "../../src/chat/room_state.ts";
import { appendBytesMax, appendEventsMax, contentCodePointsMax } from "../../src/limits.ts";
import type { RoomEvent, UserRef } from "../../src/protocol/event.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { entry, idOf, newRoom } from "../contract/store/store_cases.ts";

const creator: UserRef = { id: idOf(0xa1), username: "creator" };
const ada: UserRef = { id: idOf(0xada), username: "ada" };
const bob: UserRef = { id: idOf(0xb0b), username: "bob" };
const now = Date.UTC(2026, 0, 2);

let made = 0;

interface Watched extends Pending {
  readonly outcome: { receipt?: Receipt; error?: unknown };
}

function pending(actor: UserRef, intent: Intent): Watched {
  const outcome: { receipt?: Receipt; error?: unknown } = {};
  return {
    id: idOf(++made),
    actor,
    intent,
    since: 0,
    settled: false,
    outcome,
    resolve: (receipt) => void (outcome.receipt = receipt),
    reject: (error) => void (outcome.error = error),
  };
}

const text = (actor: UserRef, content: string, clientId?: string): Watched =>
  pending(actor, { kind: "text", content, ...(clientId === undefined ? {} : { clientId }) });

const contents = (items: readonly Pending[]): string[] =>
  items.map(({ intent }) => intent.kind === "text" ? intent.content : intent.kind);

/** The creator is in it, ada and bob are known to be strangers. Its head is 4. */
function state(parts: Parameters<typeof newRoom>[1] = {}): RoomState {
  const at = "2026-01-01T00:00:00.000Z";
  const made = new RoomState({ ...newRoom(1, { creatorId: creator.id, ...parts }), head: 4, memberCount: 1 });
  const owner = { userId: creator.id, username: "creator", role: "owner", joinedAt: at } as const;
  made.learn([creator.id, ada.id, bob.id], { seq: 4, members: new Map([[creator.id, owner]]) });
  return made;
}

const codes = (batch: ReturnType<typeof buildBatch>): unknown[] =>
  batch.refused.map(({ error }) => error instanceof ParleyError ? error.code : error);

Deno.test("takeBatch() takes what fits, in order, and leaves the rest in the queue", () => {
  const queue: Pending[] = Array.from({ length: appendEventsMax + 5 }, (_, i) => text(ada, `${i}`));
  const all = [...queue];
  assert.deepEqual(takeBatch(queue), all.slice(0, appendEventsMax));
  assert.deepEqual(queue, all.slice(appendEventsMax));
  assert.deepEqual(takeBatch(queue), all.slice(appendEventsMax));
  assert.deepEqual(takeBatch(queue), []);
});

Deno.test("takeBatch() bounds a batch by the bytes it may encode to, and takes a single item whatever its size", () => {
  const long = "\u20ac".repeat(contentCodePointsMax);
  const queue: Pending[] = Array.from({ length: 100 }, () => text(creator, long));
  const { entries } = buildBatch(idOf(9), state(), takeBatch(queue), now);
  const bytes = entries.reduce((sum, { text }) => sum + new TextEncoder().encode(text).length, 0);
  assert.ok(entries.length > 1 && bytes <= appendBytesMax, `${entries.length} entries, ${bytes} bytes`);
  assert.equal(queue.length + entries.length, 100);
  const huge: Pending[] = [text(ada, "x".repeat(appendBytesMax))];
  assert.equal(takeBatch(huge).length, 1);
});

Deno.test("takeBatch() holds a second use of one client_id for the batch after", () => {
  const queue: Pending[] = [text(ada, "first", "c"), text(ada, "again", "c"), text(bob, "other sender", "c")];
  assert.deepEqual(contents(takeBatch(queue)), ["first", "other sender"]);
  assert.deepEqual(contents(takeBatch(queue)), ["again"]);
});

Deno.test("takeBatch() lets nothing of a sender overtake what is held of the same sender", () => {
  const queue: Pending[] = [
    text(ada, "1", "c"),
    pending(ada, { kind: "join" }),
    text(ada, "2", "c"),
    text(bob, "bob's"),
    text(ada, "3"),
    pending(ada, { kind: "leave" }),
  ];
  assert.deepEqual(contents(takeBatch(queue)), ["1", "join", "bob's"]);
  assert.deepEqual(contents(takeBatch(queue)), ["2", "3", "leave"]);
});

Deno.test("takeBatch() does not take two senders or two client_ids for one where their parts run together", () => {
  const queue: Pending[] = [text(ada, "1", "a b"), text(ada, "2", "a"), text(ada, "3", "b"), text(ada, "4", " a")];
  assert.equal(takeBatch(queue).length, 4);
});

Deno.test("buildBatch() refuses a message before the sender's join and takes one after it, in one batch", () => {
  const early = text(ada, "early");
  const batch = buildBatch(idOf(9), state(), [early, pending(ada, { kind: "join" }), text(ada, "late")], now);
  assert.deepEqual(contents(batch.written), ["join", "late"]);
  assert.deepEqual(batch.entries.map(({ seq }) => seq), [5, 6]);
  assert.deepEqual(batch.refused.map(({ item }) => item), [early]);
  assert.deepEqual(codes(batch), ["not_member"]);
});

Deno.test("buildBatch() refuses a message after the sender has left, or was removed, in one batch", () => {
  const steps = [
    pending(ada, { kind: "join" }),
    pending(ada, { kind: "leave" }),
    text(ada, "after leaving"),
    pending(creator, { kind: "add", target: ada }),
    text(ada, "back"),
    pending(creator, { kind: "remove", target: ada.id }),
    text(ada, "after the removal"),
  ];
  const batch = buildBatch(idOf(9), state(), steps, now);
  assert.deepEqual(contents(batch.written), ["join", "leave", "add", "back", "remove"]);
  assert.deepEqual(contents(batch.refused.map(({ item }) => item)), ["after leaving", "after the removal"]);
  assert.deepEqual(codes(batch), ["not_member", "not_member"]);
});

Deno.test("buildBatch() judges by the settings that stand before each event of the batch", () => {
  const closing = pending(creator, { kind: "change", settings: { is_private: true } });
  const opening = pending(creator, { kind: "change", settings: { is_private: false, password_hash: "h" } });
  const join = (verifiedHash?: string): Watched =>
    pending(bob, { kind: "join", ...(verifiedHash === undefined ? {} : { verifiedHash }) });
  const batch = buildBatch(idOf(9), state(), [closing, join(), opening, join(), join("h"), join("h")], now);
  assert.deepEqual(contents(batch.written), ["change", "change", "join"]);
  assert.deepEqual(codes(batch), ["not_found", "wrong_password"]);
  assert.equal(batch.unchanged.length, 1);
});

Deno.test("buildBatch() writes nothing after the event that deletes the room", () => {
  const steps = [pending(creator, { kind: "delete" }), text(creator, "late"), pending(creator, { kind: "delete" })];
  const batch = buildBatch(idOf(9), state(), steps, now);
  assert.deepEqual(contents(batch.written), ["delete"]);
  assert.deepEqual(codes(batch), ["not_found", "not_found"]);
});

Deno.test("buildBatch() encodes what stands on the wire, and keeps the effect beside it", () => {
  const say = text(creator, "hi \u{1f600}", "c-1");
  const add = pending(creator, { kind: "add", target: bob });
  const { entries } = buildBatch(idOf(9), state(), [say, add], now);
  const event = {
    id: say.id,
    room_id: idOf(9),
    user_id: creator.id,
    username: "creator",
    content: "hi \u{1f600}",
    type: "text",
    timestamp: "2026-01-02T00:00:00.000Z",
    seq: 5,
    client_id: "c-1",
  };
  assert.deepEqual(JSON.parse(entries[0]!.text), event);
  assert.deepEqual({ ...entries[0], text: "" }, {
    seq: 5,
    id: say.id,
    type: "text",
    sender: creator.id,
    clientId: "c-1",
    text: "",
  });
  const added = JSON.parse(entries[1]!.text) as RoomEvent;
  assert.deepEqual([added.action, added.target, added.seq], ["add", bob, 6]);
  assert.ok(!entries[1]!.text.includes("effect") && entries[1]!.effect?.kind === "member_joined");
});

Deno.test("buildBatch() never puts the hash of a password into what goes to clients", () => {
  const change = pending(creator, { kind: "change", settings: { password_hash: "$2b$12$secret" } });
  const { entries } = buildBatch(idOf(9), state(), [change], now);
  assert.ok(!entries[0]!.text.includes("secret"));
  assert.deepEqual(entries[0]!.effect, { kind: "room_changed", settings: { password_hash: "$2b$12$secret" } });
});

Deno.test("buildBatch() gives timestamps that do not go back where the clock does", () => {
  const room = state();
  const stamp = (at: number): string =>
    (JSON.parse(buildBatch(idOf(9), room, [text(creator, "x")], at).entries[0]!.text) as RoomEvent).timestamp;
  const first = stamp(now);
  assert.equal(stamp(now - 3_600_000), first);
  assert.equal(stamp(now + 1), new Date(now + 1).toISOString());
});

Deno.test("buildBatch() leaves a fault of the program to its sender alone", () => {
  const unknown = text({ id: idOf(0xbad), username: "never looked up" }, "x");
  const batch = buildBatch(idOf(9), state(), [unknown, text(creator, "fine")], now);
  assert.deepEqual(contents(batch.written), ["fine"]);
  assert.ok(batch.refused[0]!.error instanceof Error);
});

Deno.test("settleDuplicate() tells the first one's place to who says the same again", () => {
  const first = entry(3, { text: JSON.stringify({ type: "text", content: "same" }) });
  const same = text(ada, "same", "c");
  settleDuplicate(same, first);
  assert.deepEqual(same.outcome, { receipt: { written: true, seq: 3, id: first.id, text: first.text } });
  assert.ok(same.settled);
});

Deno.test("settleDuplicate() refuses who says something else under the same client_id", () => {
  for (const existing of [{ type: "text", content: "other" }, { type: "system", content: "same" }]) {
    const item = text(ada, "same", "c");
    settleDuplicate(item, entry(3, { text: JSON.stringify(existing) }));
    assert.ok(item.outcome.error instanceof ParleyError && item.outcome.error.code === "client_id_conflict");
    assert.ok(item.settled);
  }
});

Deno.test("usersOf() names everybody whose membership is asked for, once", () => {
  const items = [
    text(ada, "x"),
    text(ada, "y"),
    pending(creator, { kind: "add", target: bob }),
    pending(creator, { kind: "remove", target: idOf(0xeee) }),
    pending(ada, { kind: "leave" }),
  ];
  assert.deepEqual(usersOf(items).sort(), [creator.id, ada.id, bob.id, idOf(0xeee)].sort());
});
