import assert from "node:assert/strict";
import { type DirectCommand, type DirectDesk, runDirectCommand } from "../../../clients/cli/direct_commands.ts";
import { ParleyApi } from "../../../clients/sdk/mod.ts";

/** There are bob, bobby and eve, who is blocked; every call that changes something is written down. */
function desk(): DirectDesk & { readonly calls: string[]; readonly lines: string[] } {
  const [calls, lines]: [string[], string[]] = [[], []];
  const users = [{ id: "b2", username: "bobby" }, { id: "b", username: "bob" }, { id: "e", username: "eve" }];
  const api = new ParleyApi({
    url: "http://parley.test",
    environment: {
      fetch: (url, { method }) => {
        const { pathname, searchParams } = new URL(url);
        if (method !== "GET") {
          calls.push(`${method} ${pathname.replace("/api", "")}`);
          return Promise.resolve(new Response(null, { status: 204 }));
        }
        const q = searchParams.get("q") ?? "";
        const found = users.filter(({ username }) => username.startsWith(q));
        const blocks = [{ user: { id: "e", username: "eve" }, at: "" }, {
          user: { id: "x", username: "\x1b" },
          at: "",
        }];
        return Promise.resolve(Response.json({ users: found, blocks }));
      },
    },
  });
  const open = (people: readonly string[]) => Promise.resolve(void calls.push(`open ${people}`));
  return { calls, lines, api, open, print: (printed) => lines.push(...printed) };
}

const commands: [DirectCommand, string, string][] = [
  ["dm", "bob", "open b"],
  ["dm", "@bob, eve", "open b,e"],
  ["block", "bob", "PUT /users/b/block"],
  ["unblock", "@eve", "DELETE /users/e/block"],
];
for (const [name, argument, call] of commands) {
  Deno.test(`/${name} ${argument} does what it says`, async () => {
    const at = desk();
    assert.equal(await runDirectCommand(name, argument, at), undefined);
    assert.deepEqual(at.calls, [call]);
  });
}

const mistakes: [DirectCommand, string, RegExp][] = [
  ["dm", "", /needs a name/],
  ["dm", "bob nobody no\x1bne", /no user nobody, no\u241bne/],
  ["block", "bo", /no user bo/],
  ["block", "bob eve", /one name/],
  ["unblock", "bob", /bob is not blocked/],
];
for (const [name, argument, expected] of mistakes) {
  Deno.test(`/${name} ${JSON.stringify(argument)} is refused, and nothing is done`, async () => {
    const at = desk();
    assert.match(await runDirectCommand(name, argument, at) ?? "", expected);
    assert.deepEqual(at.calls, []);
  });
}

Deno.test("/blocks lists whom one has blocked, and obeys nothing that others wrote", async () => {
  const at = desk();
  await runDirectCommand("blocks", "", at);
  assert.deepEqual(at.lines, ["-- 2 blocked", "  eve", "  \u241b"]);
});
