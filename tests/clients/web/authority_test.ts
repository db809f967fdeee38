import assert from "node:assert/strict";
import { type Member, rightsIn, type Role, usualRoles } from "../../../clients/react/mod.ts";
import { authorityOver } from "../../../clients/web/members/authority.ts";
import { changeOf, givenRights, mayGive, rightsOf } from "../../../clients/web/rooms/chosen_rights.ts";
import { silenceOf, waitSeconds } from "../../../clients/web/voice/silence.ts";

const room = { isPrivate: false, hasPassword: false };
const over = (role: Role, theirs: Pick<Member, "role" | "isGuest">) =>
  authorityOver({ role }, rightsIn(room, { role }), theirs);

Deno.test("Who moderates, moderates those below only, and gives no role that is not below the own one", () => {
  const none = { remove: false, mute: false, ban: false, roles: [], handOn: false };
  const moderates = { ...none, remove: true, mute: true, ban: true };
  assert.deepEqual(over("moderator", { role: "moderator" }), none);
  assert.deepEqual(over("member", { role: "member" }), none);
  assert.deepEqual(over("moderator", { role: "member" }), moderates);
  assert.deepEqual(over("admin", { role: "member" }), { ...moderates, roles: ["moderator", "member"] });
  assert.deepEqual(over("owner", { role: "admin" }).roles, ["admin", "moderator", "member"]);
  assert.deepEqual([over("owner", { role: "admin" }).handOn, over("admin", { role: "member" }).handOn], [true, false]);
  assert.equal(over("owner", { role: "member", isGuest: true }).handOn, false);
});

Deno.test("Every right that a room can give is shown, and only what was changed is said", () => {
  assert.deepEqual([...givenRights, "transfer", "delete_room"].sort(), Object.keys(usualRoles).sort());
  const before = rightsOf({ rights: { send: "moderator" }, guestsDenied: ["react"] });
  assert.deepEqual([before.roles.send, before.roles.pin, before.guestsDenied], ["moderator", "moderator", ["react"]]);
  assert.deepEqual(changeOf(before, before), {});
  const open = { ...before, roles: { ...before.roles, send: "member", pin: "member" } } as const;
  assert.deepEqual(changeOf(before, open), { rights: { pin: "member" } });
  assert.deepEqual(changeOf(before, { ...before, guestsDenied: ["react", "pin"] }), {
    guests_denied: ["pin", "react"],
  });
  assert.deepEqual([mayGive("admin", "admin"), mayGive("admin", "owner"), mayGive("admin", "member")], [
    true,
    false,
    true,
  ]);
});

Deno.test("silenceOf() says why one can say nothing, as long as it holds", () => {
  const may = rightsIn(room, { role: "member" });
  const member = { role: "member" } as const;
  const until = new Date(1_000).toISOString();
  const muted = { ...member, muted: { until, reason: "loud" } };
  assert.equal(silenceOf({}, member, may, 0), undefined);
  assert.deepEqual(silenceOf({}, muted, may, 999), { kind: "muted", until, reason: "loud" });
  assert.equal(silenceOf({}, muted, may, 1_000), undefined);
  assert.equal(silenceOf({}, { ...member, muted: {} }, may, 1e12)?.kind, "muted");
  assert.equal(silenceOf({ isArchived: true }, muted, may, 0)?.kind, "archived");
  assert.equal(silenceOf({}, member, new Set(), 0)?.kind, "announcements");
  const guest = { ...member, isGuest: true } as const;
  assert.equal(silenceOf({ guestsDenied: ["send"] }, guest, new Set(), 0)?.kind, "guests");
  assert.deepEqual([waitSeconds({}, 0), waitSeconds({ waitUntil: 1_500 }, 400), waitSeconds({ waitUntil: 1 }, 9)], [
    0,
    2,
    0,
  ]);
});
