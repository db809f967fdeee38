import assert from "node:assert/strict";
import { ApiError, ParleyApi } from "../../../clients/sdk/mod.ts";
import { FalseClock } from "../../support/false_clock.ts";

interface Seen {
  readonly line: string;
  readonly body: unknown;
  readonly token: string | null;
}

/** An API whose `fetch` is a function of this test: nothing leaves the process. */
function api(answer: (url: URL) => Response | Promise<Response>, url = "http://parley.test"): {
  readonly api: ParleyApi;
  readonly seen: Seen[];
  readonly clock: FalseClock;
} {
  const seen: Seen[] = [];
  const clock = new FalseClock();
  const environment = {
    after: clock.after.bind(clock),
    fetch: async (url: string, init: RequestInit) => {
      const { pathname, search } = new URL(url);
      const body: unknown = init.body === undefined ? undefined : JSON.parse(String(init.body));
      const token = new Headers(init.headers).get("authorization");
      seen.push({ line: `${init.method} ${pathname}${search}`, body, token });
      const aborted = new Promise<never>((_, reject) =>
        init.signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")))
      );
      return await Promise.race([answer(new URL(url)), aborted]);
    },
  };
  return { api: new ParleyApi({ url, environment }), seen, clock };
}

Deno.test("ParleyApi speaks each call of the REST surface", async () => {
  const { api: calls, seen } = api(() => Response.json({ messages: [] }));
  calls.token = "T";
  await calls.register({ username: "ada", email: "ada@example.org", password: "long enough" });
  await calls.me();
  await calls.wsTicket();
  await calls.users.get("u1");
  await calls.users.updateMe({ bio: "writes" });
  await calls.rooms.list({ q: "a b&c", mine: true, limit: 5 });
  await calls.rooms.get("r1");
  await calls.rooms.create({ name: "tea" });
  await calls.rooms.update("r1", { password: null });
  await calls.rooms.delete("r1");
  await calls.rooms.join("r1", "secret");
  await calls.rooms.leave("r1");
  await calls.rooms.members("r1", { offset: 50 });
  await calls.rooms.addMember("r1", "u2");
  await calls.rooms.removeMember("r1", "u2");
  await calls.messages.page("r1", { before: 9, type: "text" });
  await calls.messages.send("r1", "hi", { clientId: "c" });
  await calls.messages.send("r1", "hi", { replyTo: 3, thread: 2, attachments: ["f1"] });
  await calls.messages.forward("r1", { room_id: "r2", seq: 3 }, { clientId: "c" });
  await calls.messages.get("r1", 3);
  await calls.messages.edit("r1", 3, "better", { clientId: "c" });
  await calls.messages.delete("r1", 3);
  await calls.messages.react("r1", 3, "+/1");
  await calls.messages.unreact("r1", 3, "+1");
  await calls.messages.reactions("r1", 3, { emoji: "+1", limit: 5 });
  await calls.messages.versions("r1", 3);
  await calls.messages.pin("r1", 3);
  await calls.messages.unpin("r1", 3);
  await calls.messages.pins("r1");
  await calls.threads.page("r1", 3, { before: 9 });
  await calls.threads.follow("r1", 3);
  await calls.threads.unfollow("r1", 3);
  await calls.threads.markRead("r1", 3, 7);
  await calls.threads.list({ limit: 5 });
  await calls.rooms.markUnread("r1", 3);
  await calls.moderation.setRole("r1", "u1", "admin");
  await calls.moderation.transfer("r1", "u1");
  await calls.moderation.remove("r1", "u1", "spam");
  await calls.moderation.ban("r1", "u1", { seconds: 60, reason: "spam" });
  await calls.moderation.unban("r1", "u1");
  await calls.moderation.mute("r1", "u1");
  await calls.moderation.unmute("r1", "u1");
  await calls.moderation.bans("r1", { limit: 5 });
  await calls.moderation.mutes("r1");
  await calls.search.messages({ q: "a b", room_id: "r1", sort: "newest" });
  await calls.search.people("ad");
  await calls.rooms.member("r1", "me");
  await calls.direct.open(["u1", "u2"]);
  await calls.direct.block("u1");
  await calls.direct.unblock("u1");
  await calls.direct.blocks();
  assert.deepEqual(seen.map(({ line, body }) => body === undefined ? line : `${line} ${JSON.stringify(body)}`), [
    'POST /api/auth/register {"username":"ada","email":"ada@example.org","password":"long enough"}',
    "GET /api/auth/me",
    "POST /api/ws-ticket",
    "GET /api/users/u1",
    'PATCH /api/users/me {"bio":"writes"}',
    "GET /api/rooms?q=a+b%26c&mine=true&limit=5",
    "GET /api/rooms/r1",
    'POST /api/rooms {"name":"tea"}',
    'PATCH /api/rooms/r1 {"password":null}',
    "DELETE /api/rooms/r1",
    'POST /api/rooms/r1/join {"password":"secret"}',
    "POST /api/rooms/r1/leave",
    "GET /api/rooms/r1/members?offset=50",
    'POST /api/rooms/r1/members {"user_id":"u2"}',
    "DELETE /api/rooms/r1/members/u2",
    "GET /api/rooms/r1/messages?before=9&type=text",
    'POST /api/rooms/r1/messages {"content":"hi","client_id":"c"}',
    'POST /api/rooms/r1/messages {"content":"hi","reply_to":3,"thread":2,"attachments":["f1"]}',
    'POST /api/rooms/r1/messages {"forward":{"room_id":"r2","seq":3},"client_id":"c"}',
    "GET /api/rooms/r1/messages/3",
    'PATCH /api/rooms/r1/messages/3 {"content":"better","client_id":"c"}',
    "DELETE /api/rooms/r1/messages/3",
    "PUT /api/rooms/r1/messages/3/reactions/%2B%2F1",
    "DELETE /api/rooms/r1/messages/3/reactions/%2B1",
    "GET /api/rooms/r1/messages/3/reactions?emoji=%2B1&limit=5",
    "GET /api/rooms/r1/messages/3/edits",
    "PUT /api/rooms/r1/messages/3/pin",
    "DELETE /api/rooms/r1/messages/3/pin",
    "GET /api/rooms/r1/pins",
    "GET /api/rooms/r1/messages/3/thread?before=9",
    "PUT /api/rooms/r1/messages/3/thread/follow",
    "DELETE /api/rooms/r1/messages/3/thread/follow",
    'PUT /api/rooms/r1/messages/3/thread/read {"seq":7}',
    "GET /api/threads?limit=5",
    'PUT /api/rooms/r1/read {"seq":3,"back":true}',
    'PUT /api/rooms/r1/members/u1/role {"role":"admin"}',
    'PUT /api/rooms/r1/owner {"user_id":"u1"}',
    "DELETE /api/rooms/r1/members/u1?reason=spam",
    'PUT /api/rooms/r1/bans/u1 {"seconds":60,"reason":"spam"}',
    "DELETE /api/rooms/r1/bans/u1",
    "PUT /api/rooms/r1/mutes/u1 {}",
    "DELETE /api/rooms/r1/mutes/u1",
    "GET /api/rooms/r1/bans?limit=5",
    "GET /api/rooms/r1/mutes",
    "GET /api/search?q=a+b&room_id=r1&sort=newest",
    "GET /api/search/people?q=ad",
    "GET /api/rooms/r1/members/me",
    'POST /api/direct {"user_ids":["u1","u2"]}',
    "PUT /api/users/u1/block",
    "DELETE /api/users/u1/block",
    "GET /api/users/me/blocks",
  ]);
  assert.ok(seen.every(({ token }) => token === "Bearer T"));
});

Deno.test("ParleyApi.login() and guest() set the token, logout() takes it away", async () => {
  const { api: calls, seen } = api(({ pathname }) =>
    pathname.endsWith("logout") ? new Response(null, { status: 204 }) : Response.json({ token: "new", user: {} })
  );
  calls.token = "old";
  await calls.login({ email: "ada@example.org", password: "pw" });
  assert.equal(seen[0]?.token, null);
  assert.equal(calls.token, "new");
  await calls.logout();
  assert.equal(seen[1]?.token, "Bearer new");
  assert.equal(calls.token, undefined);
  await calls.guest("bob");
  assert.equal(calls.token, "new");
});

Deno.test("ParleyApi keeps a path before /api and no trailing slash", async () => {
  const { api: calls, seen } = api(() => Response.json({}), "https://host.test/chat/");
  await calls.me();
  assert.equal(calls.url, "https://host.test/chat");
  assert.equal(seen[0]?.line, "GET /chat/api/auth/me");
});

Deno.test("ParleyApi rejects a refusal with its code, status, details and pause", async () => {
  const { api: calls } = api(() =>
    Response.json({ error: { code: "rate_limited", message: "slower", details: { per: "minute" } } }, {
      status: 429,
      headers: { "retry-after": "12" },
    })
  );
  await assert.rejects(calls.guest("ada"), (error) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual([error.code, error.status, error.message], ["rate_limited", 429, "slower"]);
    assert.deepEqual([error.retryAfterMs, error.details, error.temporary], [12_000, { per: "minute" }, true]);
    return true;
  });
});

Deno.test("ParleyApi tells a proxy's page from an answer of the server", async () => {
  const page = (status: number) => new Response("<html>", { status });
  await assert.rejects(api(() => page(502)).api.me(), { code: "unavailable", status: 502 });
  await assert.rejects(api(() => page(404)).api.me(), { code: "unexpected_answer", status: 404 });
  await assert.rejects(api(() => page(200)).api.me(), { code: "unexpected_answer", status: 200 });
  await assert.rejects(api(() => Response.json(null, { status: 500 })).api.me(), { code: "unavailable" });
});

Deno.test("ParleyApi rejects with network when nothing answers, at once or in time", async () => {
  const { api: refused } = api(() => Promise.reject(new TypeError("connection refused")));
  await assert.rejects(refused.me(), { code: "network", temporary: true });
  const { api: silent, clock } = api(() => new Promise(() => {}));
  const rejected = assert.rejects(silent.me(), { code: "network" });
  await clock.tick(20_000);
  await rejected;
  assert.equal(clock.pending, 0);
});

Deno.test("ParleyApi rejects with the reason of the signal", async () => {
  const { api: silent, clock } = api(() => new Promise(() => {}));
  const ending = new AbortController();
  const rejected = assert.rejects(silent.me({ signal: ending.signal }), /enough/);
  ending.abort(new Error("enough"));
  await rejected;
  await assert.rejects(silent.me({ signal: ending.signal }), /enough/);
  assert.equal(clock.pending, 0);
});

Deno.test("ParleyApi.messages.backwards() walks page by page to the beginning, newest first", async () => {
  const { api: calls, seen } = api(({ searchParams }) => {
    const before = Number(searchParams.get("before") ?? 8);
    const messages = [before - 3, before - 2, before - 1].filter((seq) => seq >= 1).map((seq) => ({ seq }));
    const span = { after: Math.max(0, before - 4), up_to: before - 1, as_of: 7 };
    return Response.json({ messages, total: 7, offset: 0, limit: 3, ...span });
  });
  const seqs: number[] = [];
  for await (const { seq } of calls.messages.backwards("r1", { pageSize: 3, sender: "u1" })) seqs.push(seq);
  assert.deepEqual(seqs, [7, 6, 5, 4, 3, 2, 1]);
  assert.deepEqual(seen.map(({ line }) => line.split("?")[1]), [
    "sender=u1&limit=3",
    "sender=u1&limit=3&before=5",
    "sender=u1&limit=3&before=2",
  ]);
});

Deno.test("ParleyApi.messages.backwards() reads no page that is not asked for", async () => {
  const { api: calls, seen } = api(() => Response.json({ messages: [{ seq: 8 }, { seq: 9 }], after: 7 }));
  for await (const { seq } of calls.messages.backwards("r1", { pageSize: 2 })) if (seq === 8) break;
  assert.equal(seen.length, 1);
});
