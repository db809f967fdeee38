import assert from "node:assert/strict";
import {
  type AttentionCommand,
  type AttentionDesk,
  runAttentionCommand,
} from "../../../clients/cli/attention_commands.ts";
import { whenOf, whenText } from "../../../clients/cli/when.ts";
import { ParleyApi } from "../../../clients/sdk/mod.ts";

const now = new Date(2026, 2, 4, 11, 30);
const local = (day: number, hour: number, minute: number) => new Date(2026, 2, day, hour, minute).toISOString();

const times: [string, string | undefined][] = [
  ["30m", local(4, 12, 0)],
  ["2h", local(4, 13, 30)],
  ["1d", local(5, 11, 30)],
  ["18:30", local(4, 18, 30)],
  ["9:00", local(5, 9, 0)],
  ["11:30", local(5, 11, 30)],
  ["2026-03-09T09:15", local(9, 9, 15)],
  ["25:00", undefined],
  ["2026-13-09T09:15", undefined],
  ["soon", undefined],
  ["", undefined],
];
for (const [text, expected] of times) {
  Deno.test(`whenOf() reads ${JSON.stringify(text)}`, () => assert.equal(whenOf(text, now)?.toISOString(), expected));
}

Deno.test("whenText() names the day of what is not today", () => {
  assert.equal(whenText(local(4, 18, 5), now), "at 18:05");
  assert.equal(whenText(local(5, 9, 0), now), "on 2026-03-05 at 09:00");
});

const waiting = { id: "s", room_id: "r", send_at: local(4, 18, 30), created_at: "", content: "good \x1bnight" };

/** A room where message 9 is the newest, and 7 the newest of one's own; every call that changes something is kept. */
function desk(): AttentionDesk & { readonly calls: string[]; readonly lines: string[] } {
  const [calls, lines]: [string[], string[]] = [[], []];
  const answers: Readonly<Record<string, unknown>> = {
    "GET /api/scheduled": { scheduled: [{ ...waiting, state: "failed", error: { code: "muted", message: "No" } }] },
    "POST /api/scheduled": waiting,
    "GET /api/rooms": { rooms: [{ id: "k", name: "kitchen" }], total: 1 },
    "GET /api/rooms/r/receipts": { count: 3, users: ["b", "gone"] },
    "GET /api/rooms/r/members": { members: [{ user_id: "b", username: "bob" }], total: 1 },
    "GET /api/users/me": { status_text: "at lunch" },
    "PATCH /api/users/me": { status_text: "" },
    "PUT /api/rooms/r/read": {},
    "GET /api/notifications/digest": { state: "on", email: "ann\x1b@example.com" },
    "PUT /api/notifications/digest": { state: "unconfirmed", email: "ann@example.com" },
    "POST /api/rooms/k/messages": {},
  };
  const api = new ParleyApi({
    url: "http://parley.test",
    environment: {
      fetch: (url, { method, body }) => {
        const call = `${method} ${new URL(url).pathname}`;
        if (method !== "GET") calls.push(`${call} ${body ?? ""}`.trim());
        const answer = answers[call];
        return Promise.resolve(answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer));
      },
    },
  });
  return {
    ...{ calls, lines, api, room: "r", newest: (isOwn) => isOwn ? 7 : 9 },
    print: (printed) => lines.push(...printed),
  };
}

const later = (at: string) => `POST /api/scheduled {"room_id":"r","content":"good night","send_at":"${at}"}`;
const status = (emoji: string, text: string) =>
  `PATCH /api/users/me {"status_emoji":"${emoji}","status_text":"${text}","status_until":null}`;
const commands: [AttentionCommand, string, string[]][] = [
  ["forward", "#3 kitchen", ['POST /api/rooms/k/messages {"forward":{"room_id":"r","seq":3}}']],
  ["forward", "kitchen", ['POST /api/rooms/k/messages {"forward":{"room_id":"r","seq":9}}']],
  ["later", "30m good night", [later(local(4, 12, 0))]],
  ["later", "", []],
  ["cancel", "1", ["DELETE /api/scheduled/s"]],
  ["unread", "#3", ['PUT /api/rooms/r/read {"seq":2,"back":true}']],
  ["unread", "", ['PUT /api/rooms/r/read {"seq":8,"back":true}']],
  ["readers", "", []],
  ["status", "\u{1f334} on holiday", [status("\u{1f334}", "on holiday")]],
  ["status", "on holiday", [status("", "on holiday")]],
  ["status", "none", [status("", "")]],
  ["status", "", []],
  ["digest", "on", ['PUT /api/notifications/digest {"on":true}']],
  ["digest", "off", ['PUT /api/notifications/digest {"on":false}']],
  ["digest", "", []],
];
for (const [name, argument, expected] of commands) {
  Deno.test(`/${name} ${argument} does what it says`, async () => {
    const at = desk();
    assert.equal(await runAttentionCommand(name, argument, at, now), undefined);
    assert.deepEqual(at.calls, expected);
  });
}

const mistakes: [AttentionCommand, string, RegExp][] = [
  ["forward", "#3", /needs the name of a room/],
  ["forward", "#3 cellar", /no room cellar/],
  ["later", "soon good night", /needs a time/],
  ["later", "30m", /needs a time/],
  ["cancel", "2", /takes a number/],
  ["cancel", "", /takes a number/],
  ["unread", "#3 please", /takes a number/],
  ["digest", "please", /takes on, off/],
];
for (const [name, argument, expected] of mistakes) {
  Deno.test(`/${name} ${argument} is refused, and nothing is done`, async () => {
    const at = desk();
    assert.match(await runAttentionCommand(name, argument, at, now) ?? "", expected);
    assert.deepEqual(at.calls, []);
  });
}

Deno.test("What is listed obeys nothing that others wrote", async () => {
  const at = desk();
  await runAttentionCommand("later", "", at, now);
  await runAttentionCommand("readers", "", at, now);
  await runAttentionCommand("status", "", at, now);
  for (const argument of ["", "on"]) await runAttentionCommand("digest", argument, at, now);
  assert.deepEqual(at.lines, [
    "-- 1 to be sent",
    "1  at 18:30  good \u241bnight (not sent: No)",
    "-- #7 was read by 3",
    "  bob",
    "  somebody",
    "  and 1 more",
    "-- status: at lunch",
    "-- what you missed is sent to ann\u241b@example.com",
    "-- confirm the mail that was sent to ann@example.com; /digest on sends it again",
  ]);
});
