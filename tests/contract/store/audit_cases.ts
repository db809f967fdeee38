import assert from "node:assert/strict";
import type { AuditQuery } from "../../../src/ports/audit_log.ts";
import type { NewInvite } from "../../../src/ports/invites.ts";
import type { Store } from "../../../src/ports/store.ts";
import type { AuditAction, AuditRecord } from "../../../src/protocol/audit.ts";
import type { Effect, RoomEvent, SystemAction } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { type Deed, deedEntry, pinned, reacted, removed, said, timeOf } from "./message_entries.ts";
import { ann, at, bob, eve, idOf, makeRoom, type StoreCases } from "./store_cases.ts";

const named = (id: Id) => ({ id, username: `user ${id.slice(-2)}` });
const act = (sender: Id, action: SystemAction, effect: Effect, about: Partial<RoomEvent> = {}): Deed => {
  return { type: "system", sender, content: "", effect, about: { action, ...about } };
};
const banned = (by: Id, user: Id): Deed =>
  act(by, "ban", { kind: "banned", sanction: { user: named(user), by: named(by), at } }, {
    target: named(user),
    reason: "spam",
  });
const joined = (sender: Id, user: Id, action: SystemAction): Deed =>
  act(sender, action, { kind: "member_joined", user: named(user), role: "member", at }, { target: named(user) });

/** A room whose log begins with its owner's join; each deed is an append of its own. */
async function roomWith(store: Store, number: number, ...deeds: readonly Deed[]): Promise<Id> {
  const room = await makeRoom(store, number);
  await write(store, room, 1, ...deeds);
  return room;
}

async function write(store: Store, room: Id, head: number, ...deeds: readonly Deed[]): Promise<void> {
  for (const [i, deed] of deeds.entries()) {
    const entry = deedEntry(room, head + 1 + i, deed);
    // Ids are unique over all rooms.
    const id = room.slice(-4) + entry.id.slice(4);
    const text = entry.text.replace(entry.id, id);
    assert.deepEqual(await store.log.append(room, head + i, [{ ...entry, id, text }]), { kind: "ok" });
  }
}

const record = (number: number, action: AuditAction, parts: Partial<AuditRecord> = {}): AuditRecord => {
  return { id: idOf(0x7000 + number), at: timeOf(1_000 + number), action, ...parts };
};

async function found(store: Store, query: Partial<AuditQuery> = {}): Promise<readonly AuditRecord[]> {
  return await store.audit.find({ limit: 100, ...query });
}

async function actionsOf(store: Store, query?: Partial<AuditQuery>): Promise<string[]> {
  return (await found(store, query)).map(({ action, seq }) => seq === undefined ? action : `${seq} ${action}`);
}

const invite = (room: Id): NewInvite => {
  return { code: "code", room, createdBy: ann, createdAt: at, expiresAt: Date.UTC(2100, 0, 1), usesMax: 3 };
};

export const auditCases: StoreCases = {
  "what is done by right is on the record with who, whom and why; what everybody does for themselves is not": async (
    store,
  ) => {
    const room = await roomWith(
      store,
      1,
      joined(bob, bob, "join"),
      joined(ann, eve, "add"),
      said(bob),
      reacted(eve, 4, "+1"),
      pinned(ann, 4),
      act(ann, "role", { kind: "role_changed", user_id: bob, role: "admin" }, { target: named(bob), role: "admin" }),
      act(ann, "change", { kind: "room_changed", settings: { description: "x", password_hash: "a hash" } }),
      act(ann, "mute", { kind: "muted", sanction: { user: named(eve), by: named(ann), at } }, { target: named(eve) }),
      act(bob, "unmute", { kind: "unmuted", user_id: eve }, { target: named(eve) }),
      act(ann, "remove", { kind: "member_left", user_id: eve }, { target: named(eve), reason: "loud" }),
      banned(bob, eve),
      act(bob, "unban", { kind: "unbanned", user_id: eve }, { target: named(eve) }),
      act(ann, "transfer", { kind: "owner_changed", from: ann, to: bob }, { target: named(bob) }),
      act(bob, "leave", { kind: "member_left", user_id: bob }),
    );
    assert.deepEqual((await actionsOf(store, { room })).reverse(), [
      "3 add",
      "7 role",
      "8 change",
      "9 mute",
      "10 unmute",
      "11 remove",
      "12 ban",
      "13 unban",
      "14 transfer",
    ]);
    const [ban] = await found(store, { room, action: "ban" });
    const { id: _, ...rest } = ban!;
    assert.deepEqual(rest, {
      at: timeOf(12),
      action: "ban",
      actor: named(bob),
      room_id: room,
      seq: 12,
      target: named(eve),
      reason: "spam",
    });
    const [change] = await found(store, { room, action: "change" });
    assert.deepEqual(change?.details, { description: "x", password: "set" });
  },
  "the deletion of another's message is on the record, of one's own it is not": async (store) => {
    const room = await roomWith(store, 1, said(bob, "secret"), said(bob), removed(ann, 2), removed(bob, 3));
    const [record, ...others] = await found(store, { room });
    assert.deepEqual([record?.action, record?.target, record?.of, others], ["delete_message", named(bob), 2, []]);
    assert.ok(!JSON.stringify(record).includes("secret"));
  },
  "records are found by room, action and actor, newest first, a page at a time": async (store) => {
    const one = await roomWith(store, 1, banned(ann, eve), banned(bob, eve), joined(ann, eve, "add"));
    const other = await roomWith(store, 2, banned(bob, eve));
    assert.deepEqual(await actionsOf(store), ["4 add", "3 ban", "2 ban", "2 ban"]);
    assert.deepEqual(await actionsOf(store, { room: one, action: "ban" }), ["3 ban", "2 ban"]);
    assert.deepEqual(await actionsOf(store, { actor: ann }), ["4 add", "2 ban"]);
    assert.deepEqual(await actionsOf(store, { room: one, actor: bob, action: "ban" }), ["3 ban"]);
    assert.deepEqual(await actionsOf(store, { room: other, actor: ann }), []);
    const pages: string[] = [];
    let before: Id | undefined;
    for (;;) {
      const page = await found(store, { limit: 1, ...(before !== undefined && { before }) });
      if (page.length === 0) break;
      pages.push(page[0]!.id);
      before = page[0]!.id;
    }
    assert.deepEqual(pages, (await found(store)).map(({ id }) => id));
    assert.deepEqual(await found(store, { before: idOf(0xdead) }), []);
  },
  "records outlive their room, the one of its deletion too": async (store) => {
    const room = await roomWith(
      store,
      1,
      banned(ann, eve),
      act(ann, "delete", { kind: "room_deleted", name: "room 1" }),
    );
    while (await store.rooms.purge(1_000) > 0) if (await store.rooms.byId(room) !== undefined) break;
    assert.equal(await store.rooms.byId(room), undefined);
    assert.deepEqual(await actionsOf(store, { room }), ["3 delete", "2 ban"]);
    assert.deepEqual((await found(store, { action: "delete" }))[0]?.details, { name: "room 1" });
  },
  "what is no event is recorded with its act, exactly when it changes something": async (store) => {
    const room = await makeRoom(store, 1);
    await store.invites.create(invite(room), record(1, "make_invite", { room_id: room }));
    assert.equal(await store.invites.revoke(idOf(9), "code", record(2, "revoke_invite")), false);
    assert.equal(await store.invites.revoke(room, "code", record(3, "revoke_invite", { room_id: room })), true);
    assert.equal(await store.invites.revoke(room, "code", record(4, "revoke_invite")), true);
    const account = {
      id: eve,
      username: "Eve",
      email: "eve@example.com",
      passwordHash: "hash",
      createdAt: at,
      displayName: "",
      avatarUrl: "",
      bio: "",
      statusText: "",
    };
    await store.accounts.create(account);
    await store.accounts.setDisabled(idOf(9), true, record(5, "disable_account"));
    await store.accounts.setDisabled(eve, false, record(6, "enable_account"));
    await store.accounts.setDisabled(eve, true, record(7, "disable_account"));
    await store.accounts.setDisabled(eve, true, record(8, "disable_account"));
    await store.accounts.setDisabled(eve, false, record(9, "enable_account"));
    const channel = {
      id: idOf(3),
      name: "help",
      kind: "support",
      team: [ann],
      origins: [],
      secretNumber: 1,
      createdAt: at,
    } as const;
    await store.channels.create(channel, record(10, "make_channel"));
    await store.channels.update(channel.id, { name: "x" }, record(11, "change_channel"));
    await store.channels.update(idOf(9), { name: "x" }, record(12, "change_channel"));
    assert.equal(await store.channels.remove(idOf(9), record(13, "remove_channel")), false);
    assert.equal(await store.channels.remove(channel.id, record(14, "remove_channel")), true);
    const written = [1, 3, 7, 9, 10, 11, 14].map((number) => idOf(0x7000 + number));
    assert.deepEqual((await found(store)).map(({ id }) => id).reverse(), written);
    assert.deepEqual(await actionsOf(store, { room }), ["revoke_invite", "make_invite"]);
  },
  "what is older than a moment is removed, the oldest first, and nothing else; what it was about stays": async (
    store,
  ) => {
    const room = await roomWith(store, 1, joined(ann, eve, "add"), banned(ann, bob));
    for (const number of [1, 2, 3, 4]) {
      const code = `code ${number}`;
      await store.invites.create({ ...invite(room), code }, record(number, "make_invite", { room_id: room }));
    }
    const all = await found(store);
    const before = timeOf(1_003);
    const old = all.filter((one) => one.at < before);
    assert.ok(old.length >= 3 && old.length < all.length, `${old.length} of ${all.length}`);
    assert.equal(await store.audit.trim(before, 2), 2);
    assert.deepEqual((await found(store)).map(({ id }) => id), all.slice(0, -2).map(({ id }) => id));
    assert.equal(await store.audit.trim(before, 100), old.length - 2);
    assert.equal(await store.audit.trim(before, 100), 0);
    assert.deepEqual(await found(store), all.filter((one) => one.at >= before));
    assert.equal((await store.members.lookup(room, [bob])).conduct?.get(bob)?.ban?.user.id, bob);
  },
};
