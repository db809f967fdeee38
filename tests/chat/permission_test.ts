import assert from "node:assert/strict";
import type { Intent } from "../../src/chat/intent.ts";
import {
  type Draft,
  judge,
  linkOpens,
  mayKnow,
  requireAdministrator,
  requireInviter,
  requireReader,
} from "../../src/chat/permission.ts";
import type { RoomView } from "../../src/chat/room_view.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";

const at = "2026-01-02T03:04:05.678Z";
const creator = { id: "c0".repeat(12), username: "creator" };
const member = { id: "a1".repeat(12), username: "member" };
const stranger = { id: "5f".repeat(12), username: "stranger" };
const other = { id: "d2".repeat(12), username: "other" };
const outsider = { id: "e3".repeat(12), username: "outsider" };

const kinds = ["public", "private", "password", "deleted"] as const;
type Kind = typeof kinds[number];

/** The creator, a member and another are in it. Who was removed is, to the judge, a stranger: nothing of it is kept. */
function room(kind: Kind, creatorInside = true): RoomView {
  const inside = new Set([member.id, other.id, ...(creatorInside ? [creator.id] : [])]);
  const names = new Map([creator, member, other].map(({ id, username }) => [id, username]));
  return {
    creatorId: creator.id,
    settings: {
      name: "room",
      description: "",
      isPrivate: kind === "private",
      ...(kind === "password" ? { passwordHash: "right hash" } : {}),
    },
    deleted: kind === "deleted",
    member: (id) =>
      inside.has(id)
        ? { userId: id, username: names.get(id)!, role: id === creator.id ? "owner" : "member", joinedAt: at }
        : undefined,
    conduct: () => ({}),
    message: () => undefined,
  };
}

const intents = {
  text: { kind: "text", content: "hello" },
  join: { kind: "join" },
  "join with the password": { kind: "join", verifiedHash: "right hash" },
  "join with an old password": { kind: "join", verifiedHash: "old hash" },
  leave: { kind: "leave" },
  add: { kind: "add", target: outsider },
  "add a member": { kind: "add", target: other },
  remove: { kind: "remove", target: other.id },
  "remove a stranger": { kind: "remove", target: outsider.id },
  change: { kind: "change", settings: { name: "new" } },
  delete: { kind: "delete" },
} as const satisfies Record<string, Intent>;

type IntentName = keyof typeof intents;
const actors = { stranger, member, creator } as const;

/** What becomes of it: the action it is written as, `same` where nothing is to be written, or the refusal. */
function verdict(view: RoomView, actor: { id: string; username: string }, intent: Intent): string {
  try {
    const draft = judge(view, actor, intent, at);
    return draft === undefined ? "same" : draft.action ?? draft.type;
  } catch (error) {
    if (error instanceof ParleyError) return error.code;
    throw error;
  }
}

/** Rows: the intent. Columns: stranger, member, creator. One table a kind of room; a deleted room is no room to anybody. */
const openTable: Record<IntentName, readonly [string, string, string]> = {
  text: ["not_member", "text", "text"],
  join: ["join", "same", "same"],
  "join with the password": ["join", "same", "same"],
  "join with an old password": ["join", "same", "same"],
  leave: ["same", "leave", "leave"],
  add: ["forbidden", "forbidden", "add"],
  "add a member": ["forbidden", "forbidden", "same"],
  remove: ["forbidden", "forbidden", "remove"],
  "remove a stranger": ["forbidden", "forbidden", "not_found"],
  change: ["forbidden", "forbidden", "change"],
  delete: ["forbidden", "forbidden", "delete"],
};

function expected(kind: Kind, actor: keyof typeof actors, intent: IntentName): string {
  if (kind === "deleted" || (kind === "private" && actor === "stranger")) return "not_found";
  if (kind === "password" && actor === "stranger" && (intent === "join" || intent === "join with an old password")) {
    return "wrong_password";
  }
  return openTable[intent][Object.keys(actors).indexOf(actor)]!;
}

for (const kind of kinds) {
  Deno.test(`judge() knows who may do what in a ${kind} room`, () => {
    for (const actor of Object.keys(actors) as (keyof typeof actors)[]) {
      for (const intent of Object.keys(intents) as IntentName[]) {
        const is = verdict(room(kind), actors[actor], intents[intent]);
        assert.equal(is, expected(kind, actor, intent), `${actor}: ${intent}`);
      }
    }
  });
}

Deno.test("judge() lets a creator who has left administer the room and come back, but not write", () => {
  for (const kind of ["public", "private", "password"] as const) {
    const view = room(kind, false);
    assert.equal(verdict(view, creator, intents.text), "not_member");
    assert.equal(verdict(view, creator, intents.join), "join");
    assert.equal(verdict(view, creator, intents.change), "change");
    assert.equal(verdict(view, creator, intents.delete), "delete");
    assert.equal(verdict(view, creator, intents.leave), "same");
  }
});

Deno.test("judge() lets in whom the creator invites, whatever the room; a member's word opens nothing that is not open", () => {
  const invited = (kind: Kind, by: { id: string }, actor = stranger) =>
    verdict(room(kind), actor, { kind: "join", invitedBy: by.id });
  assert.deepEqual(kinds.map((kind) => invited(kind, creator)), ["join", "join", "join", "not_found"]);
  assert.deepEqual(kinds.map((kind) => invited(kind, member)), ["join", "not_found", "wrong_password", "not_found"]);
  assert.deepEqual(kinds.map((kind) => invited(kind, stranger)), ["join", "not_found", "wrong_password", "not_found"]);
  assert.equal(invited("private", creator, member), "same");
});

Deno.test("requireInviter() lets creators invite anywhere, members into rooms that are open to all, others nowhere", () => {
  const told = (kind: Kind, { id }: { id: string }): string => {
    try {
      requireInviter(room(kind), id);
      return "yes";
    } catch (error) {
      return error instanceof ParleyError ? error.code : String(error);
    }
  };
  assert.deepEqual(kinds.map((kind) => told(kind, creator)), ["yes", "yes", "yes", "not_found"]);
  assert.deepEqual(kinds.map((kind) => told(kind, member)), ["yes", "forbidden", "forbidden", "not_found"]);
  assert.deepEqual(kinds.map((kind) => told(kind, stranger)), ["not_member", "not_found", "not_member", "not_found"]);
});

Deno.test("judge() lets members remove themselves, and only the creator others", () => {
  const view = room("public");
  assert.equal(verdict(view, member, { kind: "remove", target: member.id }), "remove");
  assert.equal(verdict(view, member, { kind: "remove", target: creator.id }), "forbidden");
  assert.equal(verdict(view, stranger, { kind: "remove", target: stranger.id }), "not_found");
});

Deno.test("judge() says that a password is needed where none was given, and that it is wrong where it is", () => {
  const view = room("password");
  const message = (intent: Intent): string => {
    try {
      judge(view, stranger, intent, at);
    } catch (error) {
      return (error as Error).message;
    }
    return "allowed";
  };
  assert.equal(message(intents.join), "The room has a password");
  assert.equal(message(intents["join with an old password"]), "The room's password is wrong");
});

function drafted(actor: { id: string; username: string; trace?: string }, intent: Intent): Draft {
  const draft = judge(room("public"), actor, intent, at);
  assert.ok(draft !== undefined);
  return draft;
}

Deno.test("judge() keeps a message verbatim, with its client_id only where there is one", () => {
  assert.deepEqual(drafted(member, { kind: "text", content: " a\n" }), { type: "text", content: " a\n" });
  assert.deepEqual(drafted(member, { kind: "text", content: "a", clientId: "c" }), {
    type: "text",
    content: "a",
    clientId: "c",
  });
});

Deno.test("judge() makes of a join an event that names its user, and nothing else of the actor", () => {
  const draft = drafted({ ...stranger, trace: "request 1" }, { kind: "join", verifiedHash: "secret hash" });
  assert.deepEqual(draft, {
    type: "system",
    content: "stranger joined",
    action: "join",
    effect: { kind: "member_joined", user: stranger, role: "member", at },
  });
});

Deno.test("judge() makes of add, remove, leave, change and delete what they do to the room", () => {
  assert.deepEqual(drafted(creator, intents.add), {
    type: "system",
    content: "creator added outsider",
    action: "add",
    target: outsider,
    effect: { kind: "member_joined", user: outsider, role: "member", at },
  });
  assert.deepEqual(drafted(creator, intents.remove).target, other);
  assert.deepEqual(drafted(creator, intents.remove).effect, { kind: "member_left", user_id: other.id });
  assert.deepEqual(drafted(member, intents.leave).effect, { kind: "member_left", user_id: member.id });
  assert.deepEqual(drafted(creator, intents.change).effect, { kind: "room_changed", settings: { name: "new" } });
  assert.deepEqual(drafted(creator, intents.delete).effect, { kind: "room_deleted", name: "room" });
});

Deno.test("the hash of a new password stands in the effect of a change, never in its text", () => {
  const draft = drafted(creator, { kind: "change", settings: { password_hash: "secret hash" } });
  assert.ok(!draft.content.includes("secret hash"));
});

Deno.test("who comes back as creator is owner again", () => {
  const draft = judge(room("public", false), creator, intents.join, at);
  assert.equal(draft?.effect?.kind === "member_joined" && draft.effect.role, "owner");
});

Deno.test("mayKnow(), requireReader() and requireAdministrator() agree on who is told what", () => {
  const told = (check: () => void): string => {
    try {
      check();
      return "ok";
    } catch (error) {
      return (error as ParleyError).code;
    }
  };
  const rows = kinds.flatMap((kind) =>
    Object.entries(actors).map(([name, { id }]) => {
      const view = room(kind);
      const row = [
        mayKnow(view, id),
        told(() => requireReader(view, id)),
        told(() => requireAdministrator(view, id, "change_room")),
      ];
      return `${kind} ${name}: ${row.join(" ")}`;
    })
  );
  assert.deepEqual(rows, [
    "public stranger: true not_member forbidden",
    "public member: true ok forbidden",
    "public creator: true ok ok",
    "private stranger: false not_found not_found",
    "private member: true ok forbidden",
    "private creator: true ok ok",
    "password stranger: true not_member forbidden",
    "password member: true ok forbidden",
    "password creator: true ok ok",
    "deleted stranger: false not_found not_found",
    "deleted member: false not_found not_found",
    "deleted creator: false not_found not_found",
  ]);
});

Deno.test("Where a room says who invites, its being open to all lets nobody else; and no link opens a deleted room", () => {
  const strict = room("public");
  const view = { ...strict, settings: { ...strict.settings, policy: { rights: { invite: "admin" } } } } as RoomView;
  assert.throws(() => requireInviter(view, member.id), { code: "forbidden" });
  requireInviter(view, creator.id);
  assert.deepEqual(kinds.map((kind) => linkOpens(room(kind), creator.id)), [true, true, true, false]);
  assert.deepEqual(kinds.map((kind) => linkOpens(room(kind), member.id)), [true, false, false, false]);
});
