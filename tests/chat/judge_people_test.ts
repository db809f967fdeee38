import assert from "node:assert/strict";
import type { Intent } from "../../src/chat/intent.ts";
import { judge } from "../../src/chat/permission.ts";
import { hasRight, isAtLeast, usualRoles } from "../../src/chat/rights.ts";
import { Overlay, type RoomView } from "../../src/chat/room_view.ts";
import type { Conduct } from "../../src/ports/members.ts";
import type { MessageFact } from "../../src/ports/messages.ts";
import { type Role, roles, type SettingsChange } from "../../src/protocol/event.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { type Right, rights } from "../../src/protocol/right.ts";
import type { RoomPolicy } from "../../src/protocol/room_policy.ts";

const at = "2026-01-02T03:04:05.678Z";
const earlier = "2026-01-02T03:04:00.000Z";
const later = "2026-01-03T00:00:00.000Z";

const people = {
  owner: { id: "a0".repeat(12), username: "owner" },
  admin: { id: "a1".repeat(12), username: "admin" },
  moderator: { id: "a2".repeat(12), username: "moderator" },
  member: { id: "a3".repeat(12), username: "member" },
  stranger: { id: "a4".repeat(12), username: "stranger" },
} as const;
type Who = keyof typeof people;
const everybody = Object.keys(people) as Who[];
const other = { id: "b0".repeat(12), username: "other" };

interface Circumstances {
  readonly policy?: RoomPolicy;
  /** The role of somebody else in the room; absent: `other` is not in it. */
  readonly otherIs?: Role;
  readonly conduct?: Readonly<Record<string, Conduct>>;
  readonly guest?: boolean;
}

function room({ policy, otherIs, conduct = {}, guest = false }: Circumstances = {}): RoomView {
  const inside = new Map<string, { username: string; role: Role }>(
    roles.map((role) => [people[role].id, { username: role, role }]),
  );
  if (otherIs !== undefined) inside.set(other.id, { username: other.username, role: otherIs });
  return {
    creatorId: people.owner.id,
    settings: { name: "room", description: "", isPrivate: false, ...(policy && { policy }) },
    deleted: false,
    member: (id) => {
      const found = inside.get(id);
      return found && { userId: id, ...found, joinedAt: at, ...(guest && { guest: true }) };
    },
    conduct: (id) => conduct[id] ?? {},
    message: () => undefined,
  };
}

function verdict(view: RoomView, who: Who, intent: Intent): string {
  try {
    const draft = judge(view, people[who], intent, at);
    return draft === undefined ? "same" : draft.action ?? draft.type;
  } catch (error) {
    if (error instanceof ParleyError) return error.code;
    throw error;
  }
}

const rowOf = (view: RoomView, intent: Intent): string[] => everybody.map((who) => verdict(view, who, intent));

Deno.test("hasRight() gives every right to exactly the roles from the usual one up, or from the room's own one up", () => {
  for (const right of rights) {
    for (const needed of [undefined, ...roles]) {
      const view = room(needed === undefined ? {} : { policy: { rights: { [right]: needed } } });
      for (const role of roles) {
        const wanted = isAtLeast(role, needed ?? usualRoles[right]);
        assert.equal(hasRight(view, people[role].id, right), wanted, `${right} from ${needed}: ${role}`);
      }
      assert.equal(hasRight(view, people.stranger.id, right), false, `${right}: stranger`);
    }
  }
});

Deno.test("hasRight() takes from guests what the room denies them, and only that", () => {
  const denied: Right[] = ["send", "invite"];
  const view = room({ policy: { guests_denied: denied, rights: { invite: "member" } }, guest: true });
  const able = rights.filter((right) => hasRight(view, people.member.id, right));
  assert.deepEqual(able, ["react", "edit_own", "delete_own", "post_links"]);
});

/** Rows: what is tried with somebody of the role. Columns: owner, admin, moderator, member, stranger. */
const table: readonly (readonly [string, Intent, Role | undefined, readonly string[]])[] = [
  ["remove a member", { kind: "remove", target: other.id }, "member", [
    "remove",
    "remove",
    "remove",
    "forbidden",
    "forbidden",
  ]],
  ["remove a moderator", { kind: "remove", target: other.id }, "moderator", [
    "remove",
    "remove",
    "forbidden",
    "forbidden",
    "forbidden",
  ]],
  ["remove an admin", { kind: "remove", target: other.id }, "admin", [
    "remove",
    "forbidden",
    "forbidden",
    "forbidden",
    "forbidden",
  ]],
  ["remove the owner", { kind: "remove", target: people.owner.id }, undefined, [
    "remove",
    "forbidden",
    "forbidden",
    "forbidden",
    "forbidden",
  ]],
  ["ban a member", { kind: "ban", target: other }, "member", ["ban", "ban", "ban", "forbidden", "forbidden"]],
  ["ban an admin", { kind: "ban", target: other }, "admin", [
    "ban",
    "forbidden",
    "forbidden",
    "forbidden",
    "forbidden",
  ]],
  ["ban the owner", { kind: "ban", target: people.owner }, undefined, [
    "forbidden",
    "forbidden",
    "forbidden",
    "forbidden",
    "forbidden",
  ]],
  ["ban a stranger", { kind: "ban", target: other }, undefined, ["ban", "ban", "ban", "forbidden", "forbidden"]],
  ["unban nobody", { kind: "unban", target: other.id }, undefined, ["same", "same", "same", "forbidden", "forbidden"]],
  ["mute a member", { kind: "mute", target: other }, "member", ["mute", "mute", "mute", "forbidden", "forbidden"]],
  ["mute a moderator", { kind: "mute", target: other }, "moderator", [
    "mute",
    "mute",
    "forbidden",
    "forbidden",
    "forbidden",
  ]],
  ["unmute nobody", { kind: "unmute", target: other.id }, "member", ["same", "same", "same", "forbidden", "forbidden"]],
  ["make a member admin", { kind: "role", target: other.id, role: "admin" }, "member", [
    "role",
    "forbidden",
    "forbidden",
    "forbidden",
    "forbidden",
  ]],
  ["make a member moderator", { kind: "role", target: other.id, role: "moderator" }, "member", [
    "role",
    "role",
    "forbidden",
    "forbidden",
    "forbidden",
  ]],
  ["make an admin member", { kind: "role", target: other.id, role: "member" }, "admin", [
    "role",
    "forbidden",
    "forbidden",
    "forbidden",
    "forbidden",
  ]],
  ["make a member member", { kind: "role", target: other.id, role: "member" }, "member", [
    "same",
    "same",
    "forbidden",
    "forbidden",
    "forbidden",
  ]],
  ["make a member owner", { kind: "role", target: other.id, role: "owner" }, "member", [
    "forbidden",
    "forbidden",
    "forbidden",
    "forbidden",
    "forbidden",
  ]],
  ["make a stranger moderator", { kind: "role", target: other.id, role: "moderator" }, undefined, [
    "not_found",
    "not_found",
    "forbidden",
    "forbidden",
    "forbidden",
  ]],
  ["hand on to a member", { kind: "transfer", target: other.id }, "member", [
    "transfer",
    "forbidden",
    "forbidden",
    "forbidden",
    "forbidden",
  ]],
  ["hand on to a stranger", { kind: "transfer", target: other.id }, undefined, [
    "not_found",
    "forbidden",
    "forbidden",
    "forbidden",
    "forbidden",
  ]],
  ["add somebody", { kind: "add", target: other }, undefined, ["add", "add", "forbidden", "forbidden", "forbidden"]],
  ["change the room", { kind: "change", settings: { description: "d" } }, undefined, [
    "change",
    "change",
    "forbidden",
    "forbidden",
    "forbidden",
  ]],
  ["delete the room", { kind: "delete" }, undefined, ["delete", "forbidden", "forbidden", "forbidden", "forbidden"]],
  ["block somebody", { kind: "block", target: other.id, blocked: true }, "member", [
    "forbidden",
    "forbidden",
    "forbidden",
    "forbidden",
    "forbidden",
  ]],
  ["write", { kind: "text", content: "x" }, undefined, ["text", "text", "text", "text", "not_member"]],
];

for (const [name, intent, otherIs, expected] of table) {
  Deno.test(`judge() knows which roles may: ${name}`, () => {
    assert.deepEqual(rowOf(room(otherIs === undefined ? {} : { otherIs }), intent), expected);
  });
}

Deno.test("judge() lets nobody give or take a right that is above their own role, before or afterwards", () => {
  const change = (rights: SettingsChange["rights"]): Intent => ({
    kind: "change",
    settings: { rights } as SettingsChange,
  });
  const opened: Circumstances = { policy: { rights: { change_room: "moderator", ban: "admin" } } };
  const kept = { change_room: "moderator", ban: "admin" } as const;
  const ask = (rights: SettingsChange["rights"]) => rowOf(room(opened), change(rights)).slice(0, 4);
  assert.deepEqual(ask({ ...kept, send: "moderator" }), ["change", "change", "change", "forbidden"]);
  assert.deepEqual(ask({ ...kept, send: "admin" }), ["change", "change", "forbidden", "forbidden"]);
  assert.deepEqual(ask({ ...kept, send: "owner" }), ["change", "forbidden", "forbidden", "forbidden"]);
  assert.deepEqual(ask({ change_room: "moderator", ban: "moderator" }), ["change", "change", "forbidden", "forbidden"]);
  assert.deepEqual(ask({ change_room: "moderator" }), ["change", "change", "forbidden", "forbidden"], "as usual again");
  assert.deepEqual(ask({}), ["change", "change", "forbidden", "forbidden"]);
});

const ban = { user: other, by: people.owner, at: earlier };

Deno.test("judge() keeps who is banned out by every door until the moment that the ban ends, and no longer", () => {
  const doors: Intent[] = [{ kind: "join" }, { kind: "join", invitedBy: people.owner.id }, {
    kind: "text",
    content: "x",
  }];
  const told = (until?: string) =>
    doors.map((intent) => {
      const sanction = { ...ban, user: people.stranger, ...(until === undefined ? {} : { until }) };
      return verdict(room({ conduct: { [people.stranger.id]: { ban: sanction } } }), "stranger", intent);
    });
  assert.deepEqual(told(), ["banned", "banned", "not_member"]);
  assert.deepEqual(told(later), ["banned", "banned", "not_member"]);
  assert.deepEqual(told(at), ["join", "join", "not_member"]);
  assert.deepEqual(told(earlier), ["join", "join", "not_member"]);
  const held = room({ conduct: { [other.id]: { ban } } });
  assert.equal(verdict(held, "owner", { kind: "add", target: other }), "banned");
  assert.equal(verdict(held, "moderator", { kind: "unban", target: other.id }), "unban");
  assert.equal(verdict(held, "moderator", { kind: "ban", target: other }), "same", "for ever, as before");
  assert.equal(verdict(held, "moderator", { kind: "ban", target: other, seconds: 9 }), "ban", "another one");
});

Deno.test("judge() silences who is muted until the moment that the mute ends, leaving included in what stays allowed", () => {
  const with_ = (until?: string) =>
    room({ conduct: { [people.member.id]: { mute: { ...ban, user: people.member, ...(until && { until }) } } } });
  assert.equal(verdict(with_(), "member", { kind: "text", content: "x" }), "muted");
  assert.equal(verdict(with_(later), "member", { kind: "text", content: "x" }), "muted");
  assert.equal(verdict(with_(at), "member", { kind: "text", content: "x" }), "text");
  assert.equal(verdict(with_(), "member", { kind: "leave" }), "leave");
});

Deno.test("judge() lets nobody say anything in an archived room, and its administrators open it again", () => {
  const view = room({ policy: { archived: true } });
  assert.deepEqual(rowOf(view, { kind: "text", content: "x" }), [
    ...Array.from({ length: 4 }, () => "archived"),
    "not_member",
  ]);
  assert.equal(verdict(view, "admin", { kind: "change", settings: { archived: false } }), "change");
});

Deno.test("judge() makes members below moderator wait in slow mode, to the millisecond, and notes when they spoke", () => {
  const view = (spokeAt?: string) =>
    room({ policy: { slow_mode_seconds: 5 }, ...(spokeAt && { conduct: { [people.member.id]: { spokeAt } } }) });
  const say = { kind: "text", content: "x" } as const;
  const first = judge(view(), people.member, say, at);
  assert.deepEqual(first?.effect, { kind: "said", spoke: { user_id: people.member.id, at } });
  assert.equal(verdict(view("2026-01-02T03:04:00.679Z"), "member", say), "rate_limited");
  assert.equal(verdict(view("2026-01-02T03:04:00.678Z"), "member", say), "text");
  assert.equal(judge(view(), people.moderator, say, at)?.effect, undefined);
  try {
    judge(view("2026-01-02T03:04:02.000Z"), people.member, say, at);
    assert.fail("was let speak");
  } catch (error) {
    assert.ok(error instanceof ParleyError);
    assert.equal(error.retryAfterMs, 1_322);
  }
});

Deno.test("A batch of one sender in slow mode is judged message by message", () => {
  const view = new Overlay(room({ policy: { slow_mode_seconds: 5 } }));
  const draft = judge(view, people.member, { kind: "text", content: "1" }, at);
  assert.ok(draft?.effect !== undefined);
  view.apply(draft.effect);
  assert.equal(verdict(view, "member", { kind: "text", content: "2" }), "rate_limited");
});

Deno.test("Handing a room on makes an administrator of who owned it, and an owner of nobody else", () => {
  const view = new Overlay(room({ otherIs: "member" }));
  const draft = judge(view, people.owner, { kind: "transfer", target: other.id }, at);
  assert.ok(draft?.effect !== undefined);
  view.apply(draft.effect);
  assert.deepEqual([view.member(other.id)?.role, view.member(people.owner.id)?.role], ["owner", "admin"]);
  assert.equal(verdict(view, "owner", { kind: "delete" }), "forbidden");
  assert.equal(judge(view, other, { kind: "delete" }, at)?.action, "delete");
  assert.equal(view.creatorId, people.owner.id, "who made it");
});

Deno.test("Events of moderation say whom, why and until when, and their effects by whom", () => {
  const draft = judge(room(), people.owner, { kind: "ban", target: other, seconds: 60, reason: "spam" }, at);
  assert.deepEqual(draft, {
    type: "system",
    content: "owner banned other",
    action: "ban",
    target: other,
    about: { until: "2026-01-02T03:05:05.678Z", reason: "spam" },
    effect: {
      kind: "banned",
      sanction: { user: other, by: people.owner, at, until: "2026-01-02T03:05:05.678Z", reason: "spam" },
    },
  });
  const kick = judge(
    room({ otherIs: "member" }),
    people.moderator,
    { kind: "remove", target: other.id, reason: "r" },
    at,
  );
  assert.deepEqual(kick?.about, { reason: "r" });
});

const two: Circumstances = { policy: { participants: [people.owner.id, people.member.id] } };
const three: Circumstances = { policy: { participants: [people.owner.id, people.member.id, people.stranger.id] } };

Deno.test("Nobody administers a conversation, a third does not come in, and two cannot leave each other", () => {
  const acts: Intent[] = [
    { kind: "add", target: other },
    { kind: "remove", target: people.member.id },
    { kind: "ban", target: people.member },
    { kind: "role", target: people.member.id, role: "admin" },
    { kind: "transfer", target: people.member.id },
    { kind: "change", settings: { description: "d" } },
    { kind: "delete" },
    { kind: "leave" },
    { kind: "remove", target: people.owner.id },
  ];
  for (const act of acts) assert.equal(verdict(room(two), "owner", act), "forbidden", act.kind);
  const hidden = (view: RoomView): RoomView => ({ ...view, settings: { ...view.settings, isPrivate: true } });
  assert.equal(verdict(hidden(room(two)), "stranger", { kind: "join" }), "not_found");
  assert.equal(verdict(hidden(room(three)), "stranger", { kind: "join" }), "join");
  assert.equal(verdict(room(three), "member", { kind: "leave" }), "leave");
});

Deno.test("Who is blocked in a conversation of two cannot write there, is not told why, and the other one can", () => {
  const block = { kind: "block", target: people.member.id, blocked: true } as const;
  const view = new Overlay(room(two));
  const draft = judge(view, people.owner, block, at);
  assert.ok(draft?.effect !== undefined);
  assert.ok(!JSON.stringify({ ...draft, effect: undefined }).includes("block"));
  view.apply(draft.effect);
  assert.equal(verdict(view, "owner", block), "same");
  assert.equal(verdict(view, "member", { kind: "text", content: "x" }), "forbidden");
  assert.equal(verdict(view, "owner", { kind: "text", content: "x" }), "text");
  view.apply({ kind: "blocked", user_id: people.member.id, blocked: false });
  assert.equal(verdict(view, "member", { kind: "text", content: "x" }), "text");
});

Deno.test("Who is blocked, and by whom, are the two of a conversation and nobody else", () => {
  const block = (target: string) => ({ kind: "block", target, blocked: true }) as const;
  assert.equal(verdict(room(two), "owner", block(people.member.id)), "change");
  assert.equal(verdict(room(three), "owner", block(people.member.id)), "forbidden", "of three");
  assert.equal(verdict(room(two), "stranger", block(people.member.id)), "forbidden", "by a third");
  assert.equal(verdict(room(two), "admin", block(people.member.id)), "forbidden", "by a third inside");
  assert.equal(verdict(room(two), "owner", block(other.id)), "forbidden", "a third");
});

Deno.test("A room is handed on to no guest, and handing it to oneself changes nothing", () => {
  const guests = room({ otherIs: "member", guest: true });
  assert.equal(verdict(guests, "owner", { kind: "transfer", target: other.id }), "forbidden");
  assert.equal(verdict(room(), "owner", { kind: "transfer", target: people.owner.id }), "same");
});

Deno.test("A sanction that says something else than the one before is written, one that says the same is not", () => {
  for (const kind of ["ban", "mute"] as const) {
    const again = (before: object, terms: object = {}) =>
      verdict(room({ conduct: { [other.id]: { [kind]: { ...ban, ...before } } } }), "owner", {
        ...{ kind, target: other },
        ...terms,
      });
    assert.equal(again({}), "same", kind);
    assert.equal(again({ reason: "spam" }, { reason: "spam" }), "same", kind);
    assert.equal(again({ until: later }), kind, `${kind}: for ever now`);
    assert.equal(again({}, { reason: "spam" }), kind, `${kind}: with a reason now`);
    assert.equal(again({ reason: "spam" }, { reason: "rude" }), kind, `${kind}: for another reason`);
    const lift = kind === "ban" ? "unban" : "unmute";
    const lifted = (until: string) =>
      verdict(room({ conduct: { [other.id]: { [kind]: { ...ban, until } } } }), "owner", {
        ...{ kind: lift, target: other.id },
      });
    assert.deepEqual([lifted(later), lifted(at), lifted(earlier)], [lift, "same", "same"], kind);
  }
});

Deno.test("Who is banned says nothing even where the membership still stands, and a sanction names a member as the room does", () => {
  const view = room({ conduct: { [people.member.id]: { ban: { ...ban, user: people.member } } } });
  assert.equal(verdict(view, "member", { kind: "text", content: "x" }), "banned");
  const draft = judge(room({ otherIs: "member" }), people.owner, {
    kind: "mute",
    target: { id: other.id, username: "as it was called once" },
  }, at);
  assert.deepEqual([draft?.content, draft?.target], ["owner muted other", other]);
});

Deno.test("Who may not speak takes back what they said all the same", () => {
  const message: Omit<MessageFact, "emojis" | "own"> = {
    seq: 5,
    type: "text",
    sender: people.member.id,
    deleted: false,
    pinned: false,
    edits: 0,
  };
  const silent = (view: RoomView): RoomView => ({
    ...view,
    message: () => ({ ...message, emojis: new Map(), own: new Map([[people.member.id, new Set()]]) }),
  });
  const mute = { ...ban, user: people.member };
  for (const view of [room({ policy: { archived: true } }), room({ conduct: { [people.member.id]: { mute } } })]) {
    const does = (intent: Intent) => verdict(silent(view), "member", intent);
    assert.equal(does({ kind: "delete_message", of: 5 }), "deleted");
    for (
      const intent of [{ kind: "edit", of: 5, content: "x" }, {
        kind: "react",
        of: 5,
        emoji: "x",
        added: true,
      }] as const
    ) {
      assert.match(does(intent), /^(muted|archived)$/, intent.kind);
    }
  }
});
