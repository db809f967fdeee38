import assert from "node:assert/strict";
import { ticketSeconds } from "../../src/limits.ts";
import { type HandshakeOptions, type RawAnswer, sampleAccept, sampleKey } from "../support/raw_socket.ts";
import type { RealServer } from "../support/real_server.ts";
import type { Attacks } from "./attack.ts";

async function handshake(server: RealServer, options: HandshakeOptions): Promise<RawAnswer> {
  const peer = await server.connect();
  return await peer.handshake({ path: server.path(1), ...options });
}

/** No 101, the error shape of REST, a counter raised, and nothing of a secret. */
async function refused(server: RealServer, options: HandshakeOptions, ...statuses: number[]): Promise<RawAnswer> {
  const before = total(server);
  const answer = await handshake(server, options);
  const tried = JSON.stringify(options).slice(0, 300);
  assert.ok(statuses.includes(answer.status), `${answer.status} to ${tried}: ${answer.head}`);
  const { error } = JSON.parse(answer.body);
  assert.equal(typeof error.code, "string");
  assert.equal(total(server), before + 1, tried);
  assert.doesNotMatch(answer.head + answer.body, new RegExp(server.token(1).slice(-20)));
  return answer;
}

function total({ counts }: RealServer): number {
  return counts.values().reduce((sum, count) => sum + count, 0);
}

async function ticket(server: RealServer): Promise<string> {
  const { status, body } = await server.call(1, "POST", "/api/ws-ticket");
  assert.equal(status, 200);
  return String(body["ticket"]);
}

function withTicket(ticket: string): HandshakeOptions {
  return { path: "/ws", headers: { "sec-websocket-protocol": `parley.v1, ticket.${ticket}` } };
}

export const handshakeCases: Attacks = {
  "S1: pages of other origins are refused, look-alikes too": async (server) => {
    const origins = [
      "null",
      "",
      "https://evil",
      "https://app.example.com.evil",
      "https://evil.app.example.com",
      "https://app.example.com:444",
      "https://app.example.com:443",
      "http://app.example.com",
      "HTTPS://APP.EXAMPLE.COM",
      "https://app.example.com/",
      "https://app.example.com.",
      "https://user@app.example.com",
      "https://app.example.com@evil",
      "https://app.example.com https://evil",
      "https://app.example.com,https://evil",
      "https://app.example.com\thttps://evil",
      "https://parley.test:8080",
      "https://parley.test.evil",
      "wss://parley.test",
      "file://",
      "*",
      "https://xn--pp-rja.example.com",
    ];
    for (const origin of origins) await refused(server, { headers: { origin } }, 403);
    await refused(server, { headers: { origin: "https://parley.test", host: "" } }, 400, 403);
    await refused(server, { headers: { origin: "https://other.test", host: "parley.test" } }, 403);
  },

  "S1: a page of the list, a page of the server's own and a program without an origin come in": async (server) => {
    for (const origin of ["https://app.example.com", "https://parley.test", "http://parley.test", undefined]) {
      assert.equal((await handshake(server, { headers: { origin } })).status, 101, `${origin}`);
    }
  },

  "S3: a key that is not 16 bytes in base64, once, is refused": async (server) => {
    const keys = [
      undefined,
      "",
      "abc",
      "AAAAAAAAAAAAAAAAAAAA", // 15 bytes
      "AAAAAAAAAAAAAAAAAAAAAAA=", // 17 bytes
      "AAAAAAAAAAAAAAAAAAAAAB==", // bits left over
      "AAAAAAAAAAAAAAAAAAAAAA", // no padding
      "AAAAAAAAAA_-AAAAAAAAAA==", // the other alphabet
      `${sampleKey}, ${sampleKey}`,
      `${sampleKey} x`,
      "dGhlIHNhbXBs ZSBub25jZQ==",
      [sampleKey, sampleKey],
    ];
    for (const key of keys) await refused(server, { headers: { "sec-websocket-key": key } }, 400);
  },

  "S3: a key with blanks around it is accepted, since HTTP strips them": async (server) => {
    const answer = await handshake(server, { headers: { "sec-websocket-key": `  ${sampleKey}  ` } });
    assert.equal(answer.status, 101);
    assert.equal(answer.headers.get("sec-websocket-accept"), sampleAccept);
  },

  "S4: another method than GET is no upgrade": async (server) => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"]) {
      const answer = await handshake(server, { method });
      assert.ok([400, 405, 426, 501].includes(answer.status), `${method}: ${answer.status}`);
    }
  },

  "S4: HTTP/1.0 is no upgrade": async (server) => {
    await refused(server, { version: "HTTP/1.0" }, 400, 426);
  },

  "S4: no other version of HTTP/1 or later is an upgrade": async (server) => {
    for (const version of ["HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "HTTP/1.1.1", "HTTPS/1.1"]) {
      const peer = await server.connect();
      const answer = await peer.handshake({ path: server.path(1), version }).catch((error: Error) => error);
      if (answer instanceof Error) assert.match(answer.message, /ended before an answer|reset/i, version);
      else assert.ok([400, 426, 505].includes(answer.status), `${version}: ${answer.status}`);
    }
  },

  "S4: an upgrade to something else, or asked for by halves, is refused": async (server) => {
    const halves: HandshakeOptions["headers"][] = [
      { upgrade: "h2c" },
      { upgrade: "websocket2" },
      { upgrade: undefined },
      { upgrade: "" },
      { connection: undefined },
      { connection: "keep-alive" },
      { connection: "upgrades" },
      { "sec-websocket-version": undefined },
      { "sec-websocket-version": "8" },
      { "sec-websocket-version": "014" },
      { "sec-websocket-version": "13, 8" },
      { "sec-websocket-version": ["13", "13"] },
    ];
    for (const headers of halves) await refused(server, { headers: headers! }, 400, 426);
  },

  "S4: an upgrade whose words are in another case is the same": async (server) => {
    const headers = { upgrade: "WebSocket", connection: "keep-alive, UPGRADE" };
    assert.equal((await handshake(server, { headers })).status, 101);
  },

  "S4: an upgrade with a body is refused, however it says so": async (server) => {
    const then = new TextEncoder().encode("hello");
    const lengths: HandshakeOptions["headers"][] = [
      { "content-length": "5" },
      { "transfer-encoding": "chunked" },
      { "content-length": "5", "transfer-encoding": "chunked" },
      { "content-length": ["5", "6"] },
    ];
    for (const headers of lengths) {
      assert.equal((await handshake(server, { headers: headers!, then })).status, 400, JSON.stringify(headers));
    }
  },

  "S4: a path that only resembles the socket's is another": async (server) => {
    const query = server.path(1).slice("/ws".length);
    for (const path of ["//ws", "/ws/", "/%77s", "/ws;x", "/./ws/x", "/WS", "/ws%00", "/ws\\"]) {
      const { status } = await handshake(server, { path: `${path}${query}` });
      assert.ok(status >= 400 && status < 500, `${path}: ${status}`);
    }
  },

  "S5: no ticket, an unknown one, one of 10 KB and two of them are refused": async (server) => {
    await refused(server, { path: "/ws" }, 401);
    await refused(server, withTicket("unknown"), 401);
    await refused(server, withTicket(""), 401);
    await refused(server, withTicket("x".repeat(10_240)), 401);
    const good = await ticket(server);
    await refused(server, withTicket(`${good}x`), 401);
    await refused(server, withTicket(`${good}, ticket.${await ticket(server)}`), 400);
    assert.equal((await handshake(server, withTicket(good))).status, 101);
  },

  "S5: a ticket opens one session, once": async (server) => {
    const good = await ticket(server);
    assert.equal((await handshake(server, withTicket(good))).status, 101);
    await refused(server, withTicket(good), 401);
  },

  "S5: of twenty who use one ticket at once, one comes in": async (server) => {
    const good = await ticket(server);
    const peers = await Promise.all(Array.from({ length: 20 }, () => server.connect()));
    const answers = await Promise.all(peers.map((peer) => peer.handshake(withTicket(good))));
    const statuses = answers.map(({ status }) => status).toSorted();
    assert.deepEqual(statuses, [101, ...Array.from({ length: 19 }, () => 401)]);
  },

  "S5: a ticket is good to its last second, and refused after it": async (server) => {
    const [early, late] = [await ticket(server), await ticket(server)];
    await server.clock.tick((ticketSeconds - 1) * 1_000);
    assert.equal((await handshake(server, withTicket(early))).status, 101);
    await server.clock.tick(2_000);
    await refused(server, withTicket(late), 401);
  },

  "S5: a page of another origin cannot use a ticket, and does not spend it": async (server) => {
    const good = await ticket(server);
    const { headers } = withTicket(good);
    await refused(server, { path: "/ws", headers: { ...headers, origin: "https://evil" } }, 403);
    assert.equal((await handshake(server, withTicket(good))).status, 101);
  },

  "S5: a ticket is no token and a token is no ticket": async (server) => {
    const good = await ticket(server);
    await refused(server, { path: `/ws?token=${good}` }, 401);
    await refused(server, withTicket(server.token(1)), 401);
    const answer = await fetch(`${server.url}/api/auth/me`, { headers: { authorization: `Bearer ${good}` } });
    await answer.body?.cancel();
    assert.equal(answer.status, 401);
  },

  "S6: a token of the query is in no line of the log, accepted or refused": async (server) => {
    await server.open(1);
    const canary = "canarycanary";
    await refused(server, { path: `/ws?token=${canary}&room_id=${server.global}` }, 401);
    await refused(server, { path: `/ws?token=${server.token(1)}&token=${canary}` }, 400);
    await refused(server, { path: `/ws?token=${server.token(1)}`, headers: { origin: "https://evil" } }, 403);
    const answer = await fetch(`${server.url}/api/rooms?token=${canary}`);
    await answer.body?.cancel();
    const lines = JSON.stringify(server.log.lines);
    assert.ok(lines.length > 100);
    assert.doesNotMatch(lines, new RegExp(canary));
    assert.ok(!lines.includes(server.token(1)));
  },

  "S7: a cookie alone lets nobody in": async (server) => {
    const cookie = `token=${server.token(1)}; ticket=${await ticket(server)}; Authorization=Bearer ${server.token(1)}`;
    await refused(server, { path: "/ws", headers: { cookie } }, 401);
    await refused(server, { path: "/ws", headers: { cookie, origin: "https://evil" } }, 403);
    await refused(server, { path: "/ws", headers: { cookie, origin: "https://parley.test" } }, 401);
  },

  "S8: offers of nothing known are refused, and a ticket is never told back": async (server) => {
    for (const offer of ["chat", "parley.v2", "PARLEY.V1", "parley.v1.batch.x", "", ",", "parley.v1 parley.v1.batch"]) {
      await refused(server, { headers: { "sec-websocket-protocol": offer } }, 400);
    }
    const good = await ticket(server);
    for (const offer of [`ticket.${good}`, `chat, ticket.${good}`]) {
      const answer = await refused(server, { headers: { "sec-websocket-protocol": offer } }, 400);
      assert.ok(!(answer.head + answer.body).includes(good));
    }
    for (const offer of [`ticket.${good},parley.v1`]) {
      const answer = await handshake(server, { path: "/ws", headers: { "sec-websocket-protocol": offer } });
      assert.equal(answer.headers.get("sec-websocket-protocol"), "parley.v1");
      assert.ok(!answer.head.includes(good));
    }
  },

  "S14: no extension is negotiated, whatever is offered": async (server) => {
    const offers = [
      "permessage-deflate",
      "permessage-deflate; client_max_window_bits=8; server_no_context_takeover",
      "x-webkit-deflate-frame, permessage-bzip2",
      `${"x-".repeat(2_000)}y`,
    ];
    for (const offer of offers) {
      const answer = await handshake(server, { headers: { "sec-websocket-extensions": offer } });
      assert.equal(answer.status, 101, offer.slice(0, 60));
      assert.equal(answer.headers.get("sec-websocket-extensions"), null);
    }
  },

  "Neighbours: tokens of all wrong kinds are refused alike": async (server) => {
    const good = server.token(1);
    const [head, claims, signature] = good.split(".") as [string, string, string];
    const none = btoa(JSON.stringify({ alg: "none" })).replaceAll("=", "");
    const bad = [
      `${none}.${claims}.`,
      `${head}.${claims}.`,
      `${head}.${claims}`,
      `${head}.${claims}.${signature.slice(0, -4)}`,
      `${good}.`,
      `%20${good}`,
      `${good}%00`,
      "x".repeat(5_000),
      "%ff%fe",
      "[object%20Object]",
    ];
    const answers = new Set<string>();
    for (const token of bad) {
      const { body } = await refused(server, { path: `/ws?token=${token}` }, 401);
      answers.add(JSON.parse(body).error.code);
    }
    assert.deepEqual([...answers], ["unauthorized"]);
    await refused(server, { path: "/ws?token[$ne]=x" }, 401);
    await refused(server, { path: `/ws?token=${good}&room_id[$ne]=x&room_id=%24ne` }, 422);
  },

  "Neighbours: headers that are too many or too long are refused": async (server) => {
    const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`x-${i}`, "y"]));
    for (const headers of [many, { "x-long": "x".repeat(40_000) }, { "cookie": "x".repeat(17_000) }]) {
      const answer = await handshake(server, { headers });
      assert.ok(answer.status === 431 || answer.status === 400, `${answer.status}`);
    }
    const { status } = await handshake(server, { path: `${server.path(1)}&x=${"x".repeat(70_000)}` });
    assert.ok([400, 414, 431].includes(status), `${status}`);
  },

  "Neighbours: headers that are broken are answered, not swallowed": async (server) => {
    for (const lines of ["Bad Name: x", "X\x00: y", ": empty", "X: a\x00b", " folded", "X : y"]) {
      const peer = await server.connect();
      await peer.send(`GET ${server.path(1)} HTTP/1.1\r\nHost: parley.test\r\n${lines}\r\n\r\n`);
      const answer = await peer.readAnswer();
      assert.ok(answer.status === 400 || answer.status === 426, `${JSON.stringify(lines)}: ${answer.status}`);
    }
  },
};
