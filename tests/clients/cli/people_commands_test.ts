import assert from "node:assert/strict";
import {
  type PeopleCommand,
  type PeopleDesk,
  runPeopleCommand,
  termsOf,
} from "../../../clients/cli/people_commands.ts";
import { ParleyApi } from "../../../clients/sdk/mod.ts";

const terms: [string, object][] = [
  ["", {}],
  ["30m", { seconds: 1_800 }],
  ["7d spam, again", { seconds: 604_800, reason: "spam, again" }],
  ["spam", { reason: "spam" }],
  ["10 times spam", { reason: "10 times spam" }],
];
for (const [text, expected] of terms) {
  Deno.test(`termsOf() reads ${JSON.stringify(text)}`, () => assert.deepEqual(termsOf(text), expected));
}

/** A room with bob in it, where eve is banned; every call that changes something is written down. */
function desk(): PeopleDesk & { readonly calls: string[]; readonly lines: string[] } {
  const [calls, lines]: [string[], string[]] = [[], []];
  const sanction = { user: { id: "e", username: "eve" }, by: { id: "a", username: "ada" }, at: "", seq: 3 };
  const api = new ParleyApi({
    url: "http://parley.test",
    environment: {
      fetch: (url, { method, body }) => {
        const path = new URL(url).pathname.replace("/api/rooms/r", "");
        if (method !== "GET") {
          calls.push(`${method} ${path}${new URL(url).search} ${body ?? ""}`.trim());
          return Promise.resolve(new Response(null, { status: 204 }));
        }
        const members = [{ user_id: "b", username: "bob" }];
        return Promise.resolve(
          Response.json({ members, total: 1, bans: [{ ...sanction, reason: "\x1b" }], mutes: [] }),
        );
      },
    },
  });
  return { ...{ calls, lines, api, room: "r" }, print: (printed) => lines.push(...printed) };
}

const commands: [PeopleCommand, string, string][] = [
  ["kick", "bob", "DELETE /members/b"],
  ["kick", "@bob too loud", "DELETE /members/b?reason=too+loud"],
  ["ban", "bob 12h spam", 'PUT /bans/b {"seconds":43200,"reason":"spam"}'],
  ["mute", "bob", "PUT /mutes/b {}"],
  ["role", "bob moderator", 'PUT /members/b/role {"role":"moderator"}'],
  ["unban", "eve", "DELETE /bans/e"],
];
for (const [name, argument, call] of commands) {
  Deno.test(`/${name} ${argument} does what it says`, async () => {
    const at = desk();
    assert.equal(await runPeopleCommand(name, argument, at), undefined);
    assert.deepEqual(at.calls, [call]);
  });
}

const mistakes: [PeopleCommand, string, RegExp][] = [
  ["kick", "", /needs a name/],
  ["ban", "nobody", /no member nobody/],
  ["role", "bob king", /admin, moderator or member/],
  ["unban", "bob", /bob is not banned/],
  ["unmute", "eve", /eve is not muted/],
];
for (const [name, argument, expected] of mistakes) {
  Deno.test(`/${name} ${argument} is refused, and nothing is done`, async () => {
    const at = desk();
    assert.match(await runPeopleCommand(name, argument, at) ?? "", expected);
    assert.deepEqual(at.calls, []);
  });
}

Deno.test("/bans lists those that hold, and obeys nothing that others wrote", async () => {
  const at = desk();
  await runPeopleCommand("bans", "", at);
  assert.deepEqual(at.lines, ["-- 1 banned", "  eve, for ever, by ada: \u241b"]);
});
