import assert from "node:assert/strict";
import fc from "fast-check";
import { originAllowed } from "../../src/http/origin.ts";
import { admitUpgrade, type UpgradeDeps } from "../../src/http/upgrade.ts";
import type { UpgradeRequest } from "../../src/http/upgrade_request.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { KnownTokens } from "../support/known_tokens.ts";
import { sampleKey } from "../support/raw_socket.ts";
import { SeededRandom } from "../support/seeded_random.ts";

const good: UpgradeRequest = {
  method: "GET",
  httpVersion: "1.1",
  path: "/ws",
  query: "token=good",
  headers: new Map([
    ["host", ["chat.example.com"]],
    ["connection", ["keep-alive, Upgrade"]],
    ["upgrade", ["WebSocket"]],
    ["sec-websocket-version", ["13"]],
    ["sec-websocket-key", [sampleKey]],
  ]),
  remote: "192.0.2.1",
};

function withHeaders(changes: Record<string, readonly string[]>): UpgradeRequest {
  return { ...good, headers: new Map([...good.headers, ...Object.entries(changes)]) };
}

function deps(changes: Partial<UpgradeDeps> = {}): UpgradeDeps & { readonly tokens: KnownTokens } {
  const tokens = new KnownTokens();
  const door = { refusal: (_: UpgradeRequest, reason: ParleyError) => reason };
  return {
    door,
    admit() {},
    corsOrigins: ["https://app.example.com"],
    random: new SeededRandom(1),
    ...changes,
    tokens,
  };
}

async function statusOf(request: UpgradeRequest): Promise<number> {
  const admission = await admitUpgrade(request, deps());
  return admission.ok ? 101 : admission.status;
}

Deno.test("admitUpgrade() admits a good handshake, whatever the case of its header values", async () => {
  const admission = await admitUpgrade(good, deps());
  assert.ok(admission.ok);
  assert.equal(admission.protocol, undefined);
  assert.equal(admission.opening.principal.username, "alice");
});

Deno.test("admitUpgrade() wants HTTP/1.1, GET and the exact path", async () => {
  assert.equal(await statusOf({ ...good, httpVersion: "1.0" }), 400);
  assert.equal(await statusOf({ ...good, method: "POST" }), 405);
  for (const path of ["/", "/ws/", "/WS", "/%77s", "//ws", "/ws;a=1"]) {
    assert.equal(await statusOf({ ...good, path }), 404, path);
  }
});

Deno.test("admitUpgrade() refuses a body beside the handshake", async () => {
  assert.equal(await statusOf(withHeaders({ "content-length": ["5"] })), 400);
  assert.equal(await statusOf(withHeaders({ "content-length": ["0", "5"] })), 400);
  assert.equal(await statusOf(withHeaders({ "transfer-encoding": ["chunked"] })), 400);
  assert.equal(await statusOf(withHeaders({ "content-length": ["0"] })), 101);
});

Deno.test("admitUpgrade() wants one key of 16 bytes", async () => {
  for (
    const key of ["", "abc", "AAAAAAAAAAAAAAAAAAAA", `${sampleKey}==`, "dGhlIHNhbXBsZSBub25jZR==", "\u00ff".repeat(24)]
  ) {
    assert.equal(await statusOf(withHeaders({ "sec-websocket-key": [key] })), 400, key);
  }
  assert.equal(await statusOf(withHeaders({ "sec-websocket-key": [sampleKey, sampleKey] })), 400);
});

Deno.test("admitUpgrade() wants one Upgrade header, of WebSocket and nothing else", async () => {
  for (const lines of [["h2c"], ["websocket, h2c"], ["websocket", "websocket"], [""]]) {
    assert.equal(await statusOf(withHeaders({ upgrade: lines })), 426);
  }
  assert.equal(await statusOf(withHeaders({ connection: ["keep-alive", "x, UPGRADE"] })), 101);
  assert.equal(await statusOf(withHeaders({ connection: ["upgraded"] })), 426);
});

Deno.test("admitUpgrade() takes the ticket before the bearer token before the query, and nothing after a bad one", async () => {
  const all = withHeaders({
    "sec-websocket-protocol": ["parley.v1", "ticket.t1"],
    "authorization": ["Bearer other"],
  });
  const withTicket = deps();
  withTicket.tokens.tickets.add("t1");
  assert.ok((await admitUpgrade(all, withTicket)).ok);
  assert.deepEqual(withTicket.tokens.seen, ["t1"]);
  const spent = deps();
  assert.equal((await admitUpgrade(all, spent)).ok, false);
  assert.deepEqual(spent.tokens.seen, ["t1"]);
  const bearer = deps();
  assert.equal((await admitUpgrade(withHeaders({ authorization: ["Bearer other"] }), bearer)).ok, false);
  assert.deepEqual(bearer.tokens.seen, ["other"]);
});

Deno.test("admitUpgrade() spends no ticket on a request that is refused for another reason", async () => {
  const offer = { "sec-websocket-protocol": ["parley.v1, ticket.t1"] };
  const asked = deps();
  asked.tokens.tickets.add("t1");
  for (
    const request of [
      withHeaders({ ...offer, origin: ["https://evil.example"] }),
      withHeaders({ ...offer, "sec-websocket-key": ["abc"] }),
      withHeaders({ "sec-websocket-protocol": ["ticket.t1"] }),
      { ...withHeaders(offer), query: "room_id=nowhere" },
      { ...withHeaders(offer), query: "since=-1" },
    ]
  ) assert.equal((await admitUpgrade(request, asked)).ok, false);
  assert.deepEqual(asked.tokens.seen, []);
});

Deno.test("admitUpgrade() refuses two tickets and two Authorization headers", async () => {
  assert.equal(await statusOf(withHeaders({ "sec-websocket-protocol": ["parley.v1, ticket.a, ticket.b"] })), 400);
  assert.equal(await statusOf(withHeaders({ authorization: ["Bearer good", "Bearer good"] })), 401);
});

Deno.test("admitUpgrade() asks the gate last, and passes on what it throws", async () => {
  let asked = 0;
  const refusing = deps({
    admit() {
      asked++;
      throw new ParleyError("too_many_connections", undefined, { retryAfterMs: 1, details: { max: 20 } });
    },
  });
  assert.equal((await admitUpgrade({ ...good, query: "token=bad" }, refusing)).ok, false);
  assert.equal(asked, 0);
  const refused = await admitUpgrade(good, refusing);
  assert.ok(!refused.ok);
  assert.equal(refused.status, 429);
  assert.equal(refused.headers["Retry-After"], "1");
  assert.deepEqual(JSON.parse(refused.body).error.details, { max: 20 });
  assert.equal(asked, 1);
});

Deno.test("admitUpgrade() shows nothing of a fault of the server, and keeps it for the log", async () => {
  const fault = new TypeError("secret");
  const tokens = { verify: () => Promise.reject(fault), redeemTicket: () => Promise.reject(fault) };
  const refused = await admitUpgrade(good, { ...deps(), tokens });
  assert.ok(!refused.ok);
  assert.equal(refused.status, 500);
  assert.equal(refused.cause, fault);
  assert.doesNotMatch(JSON.stringify([refused.body, refused.headers]), /secret/);
});

Deno.test("admitUpgrade() says when to come back while the store is away", async () => {
  const away = new ParleyError("unavailable", undefined, { cause: new Error("disk") });
  const tokens = { verify: () => Promise.reject(away), redeemTicket: () => Promise.reject(away) };
  const refused = await admitUpgrade(good, { ...deps(), tokens });
  assert.ok(!refused.ok);
  assert.equal(refused.status, 503);
  assert.equal(refused.headers["Retry-After"], "1");
});

Deno.test("admitUpgrade() keeps a sane X-Request-Id and replaces any other", async () => {
  const kept = await admitUpgrade(withHeaders({ "x-request-id": ["abc-123.DEF"] }), deps());
  assert.ok(kept.ok);
  assert.equal(kept.opening.requestId, "abc-123.DEF");
  for (const id of ["short", "x".repeat(65), "with space in it", "line\nbreak-in-it"]) {
    const made = await admitUpgrade(withHeaders({ "x-request-id": [id] }), deps());
    assert.ok(made.ok);
    assert.match(made.opening.requestId, /^[0-9a-f]{24}$/);
  }
});

Deno.test("admitUpgrade() never throws, whatever it is given, and never admits without the good token", async () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom("GET", "1.1", "/ws", "13", "websocket", "Upgrade", sampleKey, "good"),
  );
  const names = fc.constantFrom(
    ...good.headers.keys(),
    "authorization",
    "sec-websocket-protocol",
    "origin",
    "x-request-id",
  );
  const headers = fc.array(fc.tuple(names, fc.array(text, { maxLength: 3 })));
  await fc.assert(
    fc.asyncProperty(headers, fc.string(), text, async (changes, query, method) => {
      const request = { ...withHeaders(Object.fromEntries(changes)), query, method };
      const asked = deps();
      const admission = await admitUpgrade(request, asked);
      if (admission.ok) assert.ok(asked.tokens.seen.includes("good"));
      else assert.ok(admission.status >= 400 && JSON.parse(admission.body).error.code === admission.code);
    }),
    { numRuns: 300, seed: 11 },
  );
});

Deno.test("originAllowed() allows requests of no browser, the own origin and the list", () => {
  const list = ["https://app.example.com"];
  assert.ok(originAllowed([], "chat.example.com", []));
  assert.ok(originAllowed(["https://chat.example.com"], "chat.example.com", []));
  assert.ok(originAllowed(["http://localhost:8080"], "localhost:8080", []));
  assert.ok(originAllowed(["https://chat.example.com"], "Chat.Example.COM", []));
  assert.ok(originAllowed(["https://app.example.com"], "chat.example.com", list));
});

Deno.test("originAllowed() refuses null, look-alikes, other ports and other schemes", () => {
  const list = ["https://app.example.com"];
  const refused = [
    "null",
    "",
    "https://evil",
    "https://app.example.com.evil",
    "https://evil-app.example.com",
    "https://app.example.com:444",
    "http://app.example.com",
    "https://app.example.com/",
    "https://APP.example.com",
    "https://chat.example.com:8443",
    "ws://chat.example.com",
    "https://user@chat.example.com",
  ];
  for (const origin of refused) assert.equal(originAllowed([origin], "chat.example.com", list), false, origin);
  assert.equal(originAllowed(["https://app.example.com", "https://app.example.com"], "chat.example.com", list), false);
  assert.equal(originAllowed(["https://"], "", list), false);
  assert.equal(originAllowed(["https://chat.example.com"], undefined, list), false);
});
