import assert from "node:assert/strict";
import { RoomState } from "../../src/chat/room_state.ts";
import type { Member } from "../../src/ports/members.ts";
import type { Effect } from "../../src/protocol/event.ts";
import { ann, at, bob, deleted, entry, eve, idOf, joined, left, newRoom } from "../contract/store/store_cases.ts";

function stateAt(head: number): RoomState {
  return new RoomState({ ...newRoom(1, { passwordHash: "hash" }), head, memberCount: 0 });
}

const member = (userId: string): Member => ({ userId, username: userId, role: "member", joinedAt: at });

/** As of `seq`, of those asked for these are members. */
function learn(state: RoomState, seq: number, asked: readonly string[], inside: readonly string[]): void {
  state.learn(asked, { seq, members: new Map(inside.map((user) => [user, member(user)])) });
}

Deno.test("RoomState.member() does not take an unknown user for a stranger", () => {
  const state = stateAt(5);
  assert.throws(() => state.member(ann), /not looked up/);
  learn(state, 5, [ann, bob], [ann]);
  assert.equal(state.member(ann)?.userId, ann);
  assert.equal(state.member(bob), undefined);
  assert.deepEqual(state.unknownOf([ann, bob, eve]), [eve]);
});

Deno.test("RoomState.fold() takes each seq once, in order", () => {
  const state = stateAt(5);
  for (const wrong of [5, 7, 1]) assert.throws(() => state.fold(entry(wrong)), /Cannot fold seq/);
  state.fold(entry(6));
  assert.equal(state.head, 6);
  assert.throws(() => state.fold(entry(6)), /Cannot fold seq 6 onto head 6/);
});

Deno.test("RoomState.fold() follows joins and leaves of the users it knows", () => {
  const state = stateAt(5);
  learn(state, 5, [ann, bob], [ann]);
  state.fold(entry(6, left(ann)));
  state.fold(entry(7, joined(bob, "Bob")));
  assert.equal(state.member(ann), undefined);
  assert.deepEqual(state.member(bob), { userId: bob, username: "Bob", role: "member", joinedAt: at });
});

Deno.test("RoomState.fold() ignores what a lookup of a later seq has told already", () => {
  const state = stateAt(5);
  // Left at 6 and came back at 7: the lookup was made at 7.
  learn(state, 7, [ann], [ann]);
  state.fold(entry(6, left(ann)));
  assert.ok(state.member(ann) !== undefined);
  state.fold(entry(7, joined(ann, "Ann")));
  state.fold(entry(8, left(ann)));
  assert.equal(state.member(ann), undefined);
});

Deno.test("RoomState.fold() follows the settings and the end of the room", () => {
  const state = stateAt(5);
  const change: Effect = { kind: "room_changed", settings: { name: "new", password_hash: null } };
  state.fold(entry(6, { type: "system", effect: change }));
  assert.deepEqual(state.settings, { name: "new", description: "", isPrivate: false });
  assert.ok(!state.deleted);
  state.fold(entry(7, deleted));
  assert.ok(state.deleted);
});

Deno.test("RoomState costs what its active users cost: a stream of foreign joins is not remembered", () => {
  const state = stateAt(0);
  for (let seq = 1; seq <= 100; seq++) state.fold(entry(seq, joined(idOf(seq), `user ${seq}`)));
  const users = Array.from({ length: 100 }, (_, i) => idOf(i + 1));
  assert.deepEqual(state.unknownOf(users), users);
});

Deno.test("RoomState forgets everybody rather than know more than 10,000, and asks for them again", () => {
  const state = stateAt(1);
  const users = Array.from({ length: 10_000 }, (_, i) => idOf(i));
  learn(state, 1, users, users);
  assert.deepEqual(state.unknownOf(users), []);
  const next = [users[0]!, idOf(10_001)];
  assert.deepEqual(state.unknownOf(next), next);
  assert.throws(() => state.member(users[1]!), /not looked up/);
});
