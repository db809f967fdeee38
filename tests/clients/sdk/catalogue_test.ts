import assert from "node:assert/strict";
import { ApiError, closeAction, rightsIn, roles, usualRoles } from "../../../clients/sdk/mod.ts";
import { backoff } from "../../../clients/sdk/backoff.ts";
import { clientIdCharsMax, contentCodePointsMax, writingFault } from "../../../clients/sdk/writing_fault.ts";
import * as server from "../../../src/chat/rights.ts";
import * as limits from "../../../src/limits.ts";
import { contentSchema } from "../../../src/protocol/client_frame.ts";
import { closeCatalogue } from "../../../src/protocol/close_code.ts";
import { errorCatalogue, type ErrorCode } from "../../../src/protocol/error_code.ts";
import type { RoomView } from "../../../src/chat/room_view.ts";
import type { Right, RoomRules } from "../../../clients/sdk/mod.ts";

// The SDK takes only types from the protocol, so that a bundle holds none of the server: here the values are compared.

Deno.test("closeAction() agrees with every code of the protocol's catalogue", () => {
  for (const [name, { code, comeBack }] of Object.entries(closeCatalogue)) {
    const action = closeAction(code);
    assert.equal(action !== "stop", comeBack, name);
    assert.equal(action === "renew", name === "credentialsOver", name);
  }
});

Deno.test("closeAction() comes back from 1012, 1013, 4405 to 4499 and from ends without a code", () => {
  for (const code of [0, 1000, 1005, 1006, 1012, 1013, 1015, 4405, 4450, 4499]) {
    assert.equal(closeAction(code), "retry");
  }
  for (const code of [1002, 1003, 1007, 1008, 1009, 4400, 4402, 4403, 4404]) assert.equal(closeAction(code), "stop");
});

Deno.test("ApiError.temporary agrees with every code of the protocol's catalogue", () => {
  for (const [code, { temporary }] of Object.entries(errorCatalogue)) {
    assert.equal(new ApiError(code as ErrorCode, "").temporary, temporary, code);
  }
});

Deno.test("The rights that the SDK knows are the server's", () => assert.deepEqual(usualRoles, server.usualRoles));

Deno.test("rightsIn() gives what the server would: by role, the room's own rules, and what guests are denied", () => {
  const rules = [
    {},
    { rights: { send: "moderator", pin: "member", invite: "owner" } },
    { guestsDenied: ["react", "pin"] },
    { isDirect: true },
  ] as const;
  for (const { ...room } of rules as readonly Partial<RoomRules>[]) {
    for (const role of roles) {
      for (const guest of [undefined, true] as const) {
        const member = { userId: "u", username: "u", role, joinedAt: "", ...(guest && { guest }) };
        const policy = {
          ...(room.rights && { rights: room.rights }),
          ...(room.guestsDenied && { guests_denied: room.guestsDenied }),
          ...(room.isDirect && { participants: ["u", "v"] }),
        };
        const settings = { name: "", description: "", isPrivate: true, policy };
        const view = { creatorId: role === "owner" ? "u" : "o", settings, member: () => member } as unknown as RoomView;
        const given = rightsIn({ isPrivate: true, hasPassword: false, ...room }, { role, isGuest: guest });
        const expected = Object.keys(server.usualRoles).filter((right) => server.hasRight(view, "u", right as Right));
        assert.deepEqual([...given].sort(), expected.sort(), JSON.stringify({ room, role, guest }));
      }
    }
  }
});

Deno.test("rightsIn() lets every member make links into a room that is open to all, unless it says who", () => {
  const open = { isPrivate: false, hasPassword: false };
  const may = (room: RoomRules) => rightsIn(room, { role: "member" }).has("invite");
  assert.deepEqual([may(open), may({ ...open, hasPassword: true }), may({ ...open, isPrivate: true })], [
    true,
    false,
    false,
  ]);
  assert.equal(may({ ...open, rights: { invite: "moderator" } }), false);
});

const faultOf = (content: string, clientId = "c") =>
  writingFault({ type: "message", room_id: "a".repeat(24), content }, clientId);

Deno.test("writingFault() has the bounds of the protocol", () => {
  assert.equal(contentCodePointsMax, limits.contentCodePointsMax);
  assert.equal(clientIdCharsMax, limits.clientIdCharsMax);
});

Deno.test("writingFault() refuses exactly the contents that the protocol refuses", () => {
  const contents = ["x", "", " \n", "a\0b", "\ud800", "x\udfff", "\u{1f600}", "x".repeat(4_000), "x".repeat(4_001)];
  contents.push("\u{1f600}".repeat(4_000), "\u{1f600}".repeat(4_001), "x".repeat(8_001), "\u200b");
  for (const content of contents) {
    const isFine = faultOf(content) === undefined;
    assert.equal(isFine, contentSchema.safeParse(content).success, JSON.stringify(content.slice(0, 20)));
  }
});

Deno.test("writingFault() refuses a client_id that is empty or too long", () => {
  assert.equal(faultOf("x", "c".repeat(128)), undefined);
  assert.notEqual(faultOf("x", "c".repeat(129)), undefined);
  assert.notEqual(faultOf("x", ""), undefined);
});

Deno.test("backoff() spreads over the whole span, doubles it and stops at its cap", () => {
  assert.equal(backoff(0, () => 0), 0);
  assert.equal(backoff(0, () => 1), 250);
  assert.equal(backoff(3, () => 1), 2_000);
  assert.equal(backoff(10_000, () => 1), 15_000);
});
