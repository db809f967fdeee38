import assert from "node:assert/strict";
import type { Intent } from "../../src/chat/intent.ts";
import { judge } from "../../src/chat/permission.ts";
import type { RoomView } from "../../src/chat/room_view.ts";
import { editsPerMessageMax, emojisPerMessageMax, reactionsPerUserMax } from "../../src/limits.ts";
import type { MessageFact } from "../../src/ports/messages.ts";
import type { Role } from "../../src/protocol/event.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";

const at = "2026-01-02T03:04:05.678Z";
const people = {
  owner: { id: "00".repeat(12), username: "owner", role: "owner" },
  moderator: { id: "01".repeat(12), username: "moderator", role: "moderator" },
  author: { id: "02".repeat(12), username: "author", role: "member" },
  other: { id: "03".repeat(12), username: "other", role: "member" },
  stranger: { id: "04".repeat(12), username: "stranger", role: undefined },
} as const satisfies Record<string, { id: string; username: string; role: Role | undefined }>;
type Who = keyof typeof people;

const text: MessageFact = {
  seq: 5,
  type: "text",
  sender: people.author.id,
  deleted: false,
  pinned: false,
  edits: 0,
  emojis: new Map([["👍", 1]]),
  own: new Map(Object.values(people).map(({ id }) => [id, new Set(id === people.other.id ? ["👍"] : [])])),
};
/** A text at 5, another that is deleted at 6, a reply at 7 in the thread of 5, a system event at 8, a pinned text at 9. */
const facts: readonly MessageFact[] = [
  text,
  { ...text, seq: 6, deleted: true, emojis: new Map() },
  { ...text, seq: 7, type: "reply", thread: 5 },
  { ...text, seq: 8, type: "system" },
  { ...text, seq: 9, pinned: true },
];

function room(change: (fact: MessageFact) => MessageFact = (fact) => fact): RoomView {
  return {
    creatorId: people.owner.id,
    settings: { name: "room", description: "", isPrivate: false },
    deleted: false,
    member(id) {
      const one = Object.values(people).find((person) => person.id === id);
      if (one?.role === undefined) return undefined;
      return { userId: one.id, username: one.username, role: one.role, joinedAt: at };
    },
    conduct: () => ({}),
    message: (seq) => facts.filter((fact) => fact.seq === seq).map(change)[0],
  };
}

/** What becomes of it, in a word: the type of the event, `unchanged`, or the code of the refusal. */
function verdict(who: Who, intent: Intent, view = room()): string {
  try {
    const { id, username } = people[who];
    return judge(view, { id, username }, intent, at)?.type ?? "unchanged";
  } catch (error) {
    if (error instanceof ParleyError) return error.code;
    throw error;
  }
}

const everybody = Object.keys(people) as Who[];

function table(rows: readonly (readonly [Intent, Readonly<Record<Who, string>>])[]): void {
  for (const [intent, expected] of rows) {
    const found = Object.fromEntries(everybody.map((who) => [who, verdict(who, intent)]));
    assert.deepEqual(found, expected, JSON.stringify(intent));
  }
}

const all = (outcome: string, stranger = "not_member"): Record<Who, string> => {
  return { owner: outcome, moderator: outcome, author: outcome, other: outcome, stranger };
};

Deno.test("Only its author edits a message, and no tombstone", () => {
  const nobody = all("forbidden");
  table([
    [{ kind: "edit", of: 5, content: "x" }, { ...nobody, author: "edited" }],
    [{ kind: "edit", of: 7, content: "x" }, { ...nobody, author: "edited" }],
    [{ kind: "edit", of: 6, content: "x" }, { ...nobody, author: "message_deleted" }],
    [{ kind: "edit", of: 8, content: "x" }, all("not_found")],
    [{ kind: "edit", of: 99, content: "x" }, all("not_found")],
  ]);
  const full = room((fact) => ({ ...fact, edits: editsPerMessageMax }));
  assert.equal(verdict("author", { kind: "edit", of: 5, content: "x" }, full), "limit_reached");
});

Deno.test("Its author and moderators delete a message; twice changes nothing", () => {
  const gone = { ...all("deleted"), other: "forbidden" };
  table([
    [{ kind: "delete_message", of: 5 }, gone],
    [{ kind: "delete_message", of: 7 }, gone],
    [{ kind: "delete_message", of: 6 }, { ...all("unchanged"), other: "forbidden" }],
    [{ kind: "delete_message", of: 8 }, all("not_found")],
    [{ kind: "delete_message", of: 99 }, all("not_found")],
  ]);
});

Deno.test("Every member reacts, once with each emoji; what is taken back must be there", () => {
  table([
    [{ kind: "react", of: 5, emoji: "👍", added: true }, { ...all("reaction"), other: "unchanged" }],
    [{ kind: "react", of: 5, emoji: "👍", added: false }, { ...all("unchanged"), other: "reaction" }],
    [{ kind: "react", of: 6, emoji: "👍", added: true }, all("message_deleted")],
    [{ kind: "react", of: 8, emoji: "👍", added: true }, all("not_found")],
    [{ kind: "react", of: 99, emoji: "👍", added: true }, all("not_found")],
  ]);
  const many = (count: number) => Array.from({ length: count }, (_, i) => String.fromCodePoint(0x1f600 + i));
  const crowded = room((fact) => ({
    ...fact,
    emojis: new Map(many(emojisPerMessageMax).map((emoji) => [emoji, 1])),
  }));
  assert.equal(verdict("author", { kind: "react", of: 5, emoji: "👍", added: true }, crowded), "limit_reached");
  assert.equal(verdict("author", { kind: "react", of: 5, emoji: "😀", added: true }, crowded), "reaction");
  const busy = room((fact) => ({ ...fact, own: new Map([[people.author.id, new Set(many(reactionsPerUserMax))]]) }));
  assert.equal(verdict("author", { kind: "react", of: 5, emoji: "👍", added: true }, busy), "limit_reached");
});

Deno.test("Moderators pin; what is pinned stays so", () => {
  const moderators = { ...all("system"), author: "forbidden", other: "forbidden" };
  table([
    [{ kind: "pin", of: 5, pinned: true }, moderators],
    [{ kind: "pin", of: 9, pinned: true }, { ...moderators, owner: "unchanged", moderator: "unchanged" }],
    [{ kind: "pin", of: 9, pinned: false }, moderators],
    [{ kind: "pin", of: 5, pinned: false }, { ...moderators, owner: "unchanged", moderator: "unchanged" }],
    [{ kind: "pin", of: 6, pinned: true }, { ...moderators, owner: "message_deleted", moderator: "message_deleted" }],
  ]);
});

Deno.test("An answer is to a message that is there, of the timeline or of the same thread", () => {
  const say = (parts: object): Intent => ({ kind: "text", content: "x", ...parts });
  table([
    [say({ replyTo: 5 }), all("text")],
    [say({ replyTo: 6 }), all("message_deleted")],
    [say({ replyTo: 7 }), all("invalid")],
    [say({ replyTo: 8 }), all("not_found")],
    [say({ thread: 5 }), all("reply")],
    [say({ thread: 6 }), all("message_deleted")],
    [say({ thread: 7 }), all("invalid")],
    [say({ thread: 99 }), all("not_found")],
    [say({ thread: 5, replyTo: 5 }), all("reply")],
    [say({ thread: 5, replyTo: 7 }), all("reply")],
    [say({ thread: 5, replyTo: 9 }), all("invalid")],
  ]);
});

Deno.test("Members are mentioned, oneself and strangers are not; the room by moderators only", () => {
  const mentioned = [people.other.id, people.author.id, people.stranger.id];
  const say: Intent = { kind: "text", content: "x", mentioned, mentionsRoom: true };
  const { id, username } = people.author;
  const byAuthor = judge(room(), { id, username }, say, at);
  assert.deepEqual(byAuthor?.about?.mentions, [people.other.id]);
  assert.equal(byAuthor?.about?.mentions_room, undefined);
  assert.deepEqual(byAuthor?.effect, { kind: "said", mentions: [people.other.id] });
  const byModerator = judge(room(), people.moderator, say, at);
  assert.deepEqual(byModerator?.effect, {
    kind: "said",
    mentions: [people.other.id, people.author.id],
    mentions_room: true,
  });
});

Deno.test("What is done to a reply names its thread", () => {
  const { id, username } = people.author;
  for (const kind of ["delete_message", "edit", "react"] as const) {
    const intent = { kind, of: 7, content: "x", emoji: "👍", added: true } as Intent;
    const draft = judge(room(), { id, username }, intent, at);
    assert.deepEqual([draft?.about?.of, draft?.about?.thread], [7, 5], kind);
  }
});

Deno.test("A room's own table of rights holds for what one does to one's own message, and for reactions", () => {
  const rights = { edit_own: "moderator", delete_own: "moderator", react: "moderator" } as const;
  const view: RoomView = { ...room(), settings: { ...room().settings, policy: { rights } } };
  assert.equal(verdict("author", { kind: "edit", of: 5, content: "x" }, view), "forbidden");
  assert.equal(verdict("author", { kind: "delete_message", of: 5 }, view), "forbidden");
  assert.equal(verdict("author", { kind: "react", of: 5, emoji: "x", added: true }, view), "forbidden");
  assert.equal(verdict("moderator", { kind: "delete_message", of: 5 }, view), "deleted");
  assert.equal(verdict("moderator", { kind: "react", of: 5, emoji: "x", added: true }, view), "reaction");
});

Deno.test("What a room does not take is taken neither as a message nor as an edit", () => {
  const view: RoomView = { ...room(), settings: { ...room().settings, policy: { blocked_words: ["spam"] } } };
  assert.equal(verdict("author", { kind: "text", content: "Spam!" }, view), "content_refused");
  assert.equal(verdict("author", { kind: "edit", of: 5, content: "Spam!" }, view), "content_refused");
  assert.equal(verdict("author", { kind: "edit", of: 5, content: "fine" }, view), "edited");
});
