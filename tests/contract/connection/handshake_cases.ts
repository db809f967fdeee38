import assert from "node:assert/strict";
import { ParleyError } from "../../../src/protocol/parley_error.ts";
import { alice } from "../../support/known_tokens.ts";
import { type HandshakeOptions, type RawAnswer, sampleAccept } from "../../support/raw_socket.ts";
import type { Bench, Cases } from "./bench.ts";

const room = "0123456789abcdef01234567";

async function handshake(bench: Bench, options: HandshakeOptions): Promise<RawAnswer> {
  const peer = await bench.connect();
  return await peer.handshake(options);
}

/** No upgrade, the error shape of REST, and the gate was not troubled. */
async function assertRefused(
  bench: Bench,
  options: HandshakeOptions,
  status: number,
  code: string,
): Promise<RawAnswer> {
  const counted = bench.counts.get(code) ?? 0;
  const answer = await handshake(bench, options);
  assert.equal(answer.status, status, answer.head);
  assert.equal(answer.headers.get("content-type"), "application/json");
  assert.equal(answer.headers.get("cache-control"), "no-store");
  const { error } = JSON.parse(answer.body);
  assert.equal(error.code, code);
  assert.equal(typeof error.message, "string");
  assert.equal(bench.counts.get(code), counted + 1);
  assert.equal(bench.gate.sessions.length, 0);
  return answer;
}

export const handshakeCases: Cases = {
  "an upgrade with a good token opens a session": async (bench) => {
    const { session } = await bench.open({ path: "/ws?token=good" });
    const { requestId, ...opening } = session.opening;
    assert.deepEqual(opening, { principal: alice, batch: false });
    assert.match(requestId, /^[0-9a-f]{24}$/);
  },

  "an upgrade is answered with the accept value of its key, and no protocol and no extension that was not offered":
    async (
      bench,
    ) => {
      const answer = await handshake(bench, {});
      assert.equal(answer.status, 101);
      assert.equal(answer.headers.get("sec-websocket-accept"), sampleAccept);
      assert.equal(answer.headers.get("upgrade")?.toLowerCase(), "websocket");
      assert.equal(answer.headers.get("sec-websocket-protocol"), null);
      assert.equal(answer.headers.get("sec-websocket-extensions"), null);
    },

  "the room and the cursor of the query are in the opening": async (bench) => {
    const { session } = await bench.open({ path: `/ws?since=17&token=good&room_id=${room}&other=1` });
    assert.equal(session.opening.room, room);
    assert.equal(session.opening.since, 17);
  },

  "a bearer token in the Authorization header opens a session": async (bench) => {
    const { session } = await bench.open({ path: "/ws", headers: { authorization: "bearer good" } });
    assert.equal(session.opening.principal.username, "alice");
  },

  "a ticket opens one session, and is not echoed": async (bench) => {
    bench.tokens.tickets.add("t1");
    const options = { path: "/ws", headers: { "sec-websocket-protocol": "ticket.t1, parley.v1" } };
    const answer = await handshake(bench, options);
    assert.equal(answer.status, 101);
    assert.equal(answer.headers.get("sec-websocket-protocol"), "parley.v1");
    assert.doesNotMatch(answer.head, /t1/);
    assert.equal((await bench.gate.next()).opening.batch, false);
    const again = await handshake(bench, options);
    assert.equal(again.status, 401);
    assert.doesNotMatch(again.head + again.body, /t1/);
  },

  "parley.v1.batch is preferred, whatever the order of the offers": async (bench) => {
    for (const offer of ["parley.v1.batch, parley.v1", "other, parley.v1,parley.v1.batch", "parley.v1.batch"]) {
      const answer = await handshake(bench, { headers: { "sec-websocket-protocol": offer } });
      assert.equal(answer.headers.get("sec-websocket-protocol"), "parley.v1.batch");
      assert.equal((await bench.gate.next()).opening.batch, true);
    }
  },

  "a refusal with 401: no token, a bad one, a cookie alone": async (bench) => {
    const bare = await assertRefused(bench, { path: "/ws" }, 401, "unauthorized");
    assert.equal(bare.headers.get("www-authenticate"), "Bearer");
    await assertRefused(bench, { path: "/ws?token=bad" }, 401, "unauthorized");
    await assertRefused(bench, { path: "/ws?token=" }, 401, "unauthorized");
    await assertRefused(bench, { path: "/ws", headers: { cookie: "token=good" } }, 401, "unauthorized");
    await assertRefused(bench, { headers: { authorization: "Basic good" } }, 401, "unauthorized");
    await assertRefused(bench, { headers: { authorization: "Bearer bad" } }, 401, "unauthorized");
  },

  "a refusal with 400: the key, the subprotocols, a key of the query twice": async (bench) => {
    for (
      const key of [undefined, "abc", "AAAAAAAAAAAAAAAAAAAA", ["dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ=="]]
    ) {
      await assertRefused(bench, { headers: { "sec-websocket-key": key } }, 400, "bad_request");
    }
    for (const offer of ["chat", "parley.v2", "ticket.t1", "parley.v1, parley.v1", "parley.v1, a b", ""]) {
      await assertRefused(bench, { headers: { "sec-websocket-protocol": offer } }, 400, "bad_request");
    }
    await assertRefused(bench, { path: "/ws?token=good&token=good" }, 400, "bad_request");
  },

  "a refusal with 403: a page of another origin": async (bench) => {
    for (const origin of ["null", "https://evil", "https://parley.test.evil", "http://app.example.com"]) {
      await assertRefused(bench, { headers: { origin } }, 403, "origin_refused");
    }
  },

  "pages of the own origin and of the list are welcome": async (bench) => {
    for (const origin of ["http://parley.test", "https://parley.test", "https://app.example.com"]) {
      assert.equal((await handshake(bench, { headers: { origin } })).status, 101);
    }
  },

  "a refusal with 405 names the method that is allowed": async (bench) => {
    const answer = await assertRefused(bench, { method: "PUT" }, 405, "method_not_allowed");
    assert.equal(answer.headers.get("allow"), "GET");
  },

  "a refusal with 422: a room that is no id, a cursor that is no number": async (bench) => {
    await assertRefused(bench, { path: "/ws?token=good&room_id=global" }, 422, "invalid");
    await assertRefused(bench, { path: `/ws?token=good&room_id[$ne]=1&room_id=${room}x` }, 422, "invalid");
    for (const since of ["-1", "1.5", "1e3", "x", "", "9007199254740993"]) {
      await assertRefused(bench, { path: `/ws?token=good&room_id=${room}&since=${since}` }, 422, "invalid");
    }
  },

  "a refusal with 426: no upgrade asked for, another version": async (bench) => {
    for (const headers of [{ upgrade: undefined }, { upgrade: "h2c" }, { connection: "keep-alive" }]) {
      const answer = await assertRefused(bench, { headers }, 426, "upgrade_required");
      assert.equal(answer.headers.get("upgrade"), "websocket");
    }
    for (const version of ["8", "14", "13, 8", undefined]) {
      const headers = { "sec-websocket-version": version };
      const answer = await assertRefused(bench, { headers }, 426, "upgrade_required");
      assert.equal(answer.headers.get("sec-websocket-version"), "13");
    }
  },

  "a refusal with 429 or 503 of the gate says when to come back": async (bench) => {
    bench.gate.refusal = new ParleyError("too_many_connections", undefined, { retryAfterMs: 2_100 });
    const many = await assertRefused(bench, {}, 429, "too_many_connections");
    assert.equal(many.headers.get("retry-after"), "3");
    bench.gate.refusal = new ParleyError("draining");
    const draining = await assertRefused(bench, {}, 503, "draining");
    assert.equal(draining.headers.get("retry-after"), "1");
  },

  "a fault while deciding is a refusal with 500 that shows nothing of it": async (bench) => {
    bench.gate.refusal = new Error("the secret cause");
    const answer = await assertRefused(bench, {}, 500, "internal");
    assert.doesNotMatch(answer.body, /secret/);
    assert.match(String(bench.lines.find(({ level }) => level === "error")?.fields["error"]), /secret/);
  },

  "nothing of a query or of a ticket reaches the log": async (bench) => {
    bench.tokens.tickets.add("canary3");
    await handshake(bench, { path: "/ws?token=canary1&room_id=canary2" });
    await handshake(bench, { path: "/ws?token=canary1" });
    await handshake(bench, { path: "/ws", headers: { "sec-websocket-protocol": "parley.v1, ticket.canary3" } });
    await handshake(bench, { path: "/ws", headers: { "sec-websocket-protocol": "parley.v1, ticket.canary3" } });
    await handshake(bench, { path: "/ws", headers: { authorization: "Bearer canary4" } });
    assert.ok(bench.lines.length >= 4);
    assert.doesNotMatch(JSON.stringify(bench.lines), /canary/);
  },
};
