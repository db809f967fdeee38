import assert from "node:assert/strict";
import {
  changedPerson,
  changedSettings,
  concerned,
  nobody,
  Overlay,
  type RoomSettings,
  type RoomView,
} from "../../src/chat/room_view.ts";
import type { Effect, SettingsChange } from "../../src/protocol/event.ts";

const settings: RoomSettings = { name: "n", description: "d", isPrivate: false, passwordHash: "hash" };
const ada = { id: "a".repeat(24), username: "ada" };
const joined: Effect = { kind: "member_joined", user: ada, role: "member", at: "2026-01-01T00:00:00.000Z" };
const left: Effect = { kind: "member_left", user_id: ada.id };

const under: RoomView = {
  creatorId: "c".repeat(24),
  settings,
  deleted: false,
  member: () => undefined,
  conduct: () => ({}),
  message: () => undefined,
};

function changed(change: SettingsChange, from = settings): RoomSettings {
  return changedSettings(from, { kind: "room_changed", settings: change });
}

Deno.test("changedSettings() replaces what a change names and keeps the rest", () => {
  assert.deepEqual(changed({}), settings);
  assert.deepEqual(changed({ name: "new" }), { ...settings, name: "new" });
  assert.deepEqual(changed({ description: "", is_private: true }), { ...settings, description: "", isPrivate: true });
});

Deno.test("changedSettings() takes the password away by null, replaces it by a hash, and keeps it otherwise", () => {
  const { passwordHash: _, ...open } = settings;
  assert.deepEqual(changed({ password_hash: null }), open);
  assert.deepEqual(changed({ password_hash: "other" }), { ...settings, passwordHash: "other" });
  assert.deepEqual(changed({ password_hash: null }, open), open);
  assert.ok(!("passwordHash" in changed({ name: "x" }, open)));
});

Deno.test("changedSettings() and concerned() leave alone what an effect is not about", () => {
  for (const effect of [joined, left, { kind: "room_deleted" } as const]) {
    assert.equal(changedSettings(settings, effect), settings);
  }
  assert.deepEqual(concerned({ kind: "room_deleted" }), []);
  assert.deepEqual(concerned({ kind: "room_changed", settings: {} }), []);
});

Deno.test("Overlay shows each effect to what is judged after it, and leaves the view below as it was", () => {
  const overlay = new Overlay(under);
  assert.equal(overlay.member(ada.id), undefined);
  overlay.apply(joined);
  assert.equal(overlay.member(ada.id)?.username, "ada");
  overlay.apply({ kind: "room_changed", settings: { is_private: true, password_hash: null } });
  assert.deepEqual(overlay.settings, { name: "n", description: "d", isPrivate: true });
  overlay.apply(left);
  assert.equal(overlay.member(ada.id), undefined);
  overlay.apply({ kind: "room_deleted" });
  assert.ok(overlay.deleted);
  assert.deepEqual([under.settings, under.deleted, overlay.creatorId], [settings, false, under.creatorId]);
});

Deno.test("Overlay forgets a member who has left though the view below still knows one", () => {
  const { user, role, at } = joined;
  const inside = { userId: user.id, username: user.username, role, joinedAt: at };
  const overlay = new Overlay({ ...under, member: () => inside });
  assert.equal(overlay.member(ada.id), inside);
  overlay.apply(left);
  assert.equal(overlay.member(ada.id), undefined);
});

Deno.test("changedPerson() keeps a conduct over leaving and coming back, and a ban apart from a mute", () => {
  const sanction = { user: ada, by: ada, at: "2026-01-01T00:00:00.000Z" };
  const effects: Effect[] = [
    joined,
    { kind: "muted", sanction },
    { kind: "said", spoke: { user_id: ada.id, at: sanction.at } },
    { kind: "banned", sanction },
    { kind: "unbanned", user_id: ada.id },
    joined,
  ];
  const person = effects.reduce((before, effect) => changedPerson(ada.id, before, effect), nobody);
  assert.equal(person.member?.role, "member");
  assert.deepEqual(person.conduct, { mute: sanction, spokeAt: sanction.at });
  assert.deepEqual(changedPerson(ada.id, person, { kind: "unmuted", user_id: ada.id }).conduct, {
    spokeAt: sanction.at,
  });
});
