import assert from "node:assert/strict";
import { badFramesMax, clientIdCharsMax, contentCodePointsMax, typingIntervalMs } from "../../src/limits.ts";
import { frame, opcode, type RawSocket } from "../support/raw_socket.ts";
import { type RealServer, text, type Told, told } from "../support/real_server.ts";
import type { Attacks } from "./attack.ts";

/** The session answers a frame with an error of this code. */
async function answered(peer: RawSocket, sent: string, code: string): Promise<Told> {
  await peer.send(frame(opcode.text, sent));
  const error = await told(peer, ({ type }) => type === "error");
  assert.equal(error["code"], code, sent.slice(0, 200));
  return error;
}

/** A good frame between two bad ones, so that they are not three in a row. */
async function forgiven(peer: RawSocket): Promise<void> {
  await peer.send(text({ type: "ping" }));
  await told(peer, ({ type }) => type === "pong");
}

function message(server: RealServer, parts: Record<string, unknown> = {}): Record<string, unknown> {
  return { type: "message", room_id: server.global, content: "hello", client_id: "c1", ...parts };
}

const unlimited = { limits: { messagesPerSecond: 0 } };

/** Values where a string, a number or a room belongs. */
const operators: readonly unknown[] = [
  { "$ne": null },
  { "$gt": "" },
  { "$regex": ".*" },
  { "$where": "1" },
  ["a"],
  [],
  null,
  true,
  1,
  {},
];

export const messageCases: Attacks = {
  "S34: what is no frame is answered as such, and the third in a row ends the session with 4400": async (server) => {
    const odd = [
      "{",
      "[]",
      "null",
      '"x"',
      "1",
      "",
      " ",
      '\u{feff}{"type":"ping"}',
      "NaN",
      "1e400",
      '{"type":NaN}',
      "{'type':'ping'}",
      '{"type":"ping"}{"type":"ping"}',
      '{"type":"ping",}',
      '{"type":"PING"}',
      '{"type":["ping"]}',
      '{"type":"__proto__"}',
      '{"type":"constructor"}',
      '{"__proto__":{"type":"ping"}}',
      '{"type":"ping","__proto__":{}}',
      `${"[".repeat(30_000)}${"]".repeat(30_000)}`,
      `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
      "\0",
      "ping",
    ];
    for (const sent of odd) {
      const peer = await server.open(1);
      for (let i = 0; i < badFramesMax; i++) await answered(peer, sent, "bad_frame");
      assert.equal((await peer.readClose())?.code, 4400, sent.slice(0, 100));
      await peer[Symbol.asyncDispose]();
    }
    assert.equal(server.counts.get("bad_frame"), badFramesMax * odd.length);
  },

  "S34: a good frame between bad ones begins the count anew": async (server) => {
    const peer = await server.open(1);
    for (let i = 0; i < 2 * badFramesMax; i++) {
      await answered(peer, "{", "bad_frame");
      await answered(peer, "{", "bad_frame");
      await forgiven(peer);
    }
  },

  "S34: of a key given twice the last counts, as everywhere in JSON, also for the checks": async (server) => {
    const peer = await server.open(1);
    await answered(
      peer,
      `{"type":"ping","type":"message","room_id":"${server.global}","content":1,"content":""}`,
      "invalid",
    );
    await peer.send(
      frame(opcode.text, `{"type":"message","room_id":"x","room_id":"${server.global}","content":"twice"}`),
    );
    assert.equal((await told(peer, ({ type }) => type === "text"))["content"], "twice");
  },

  "S37: an operator in any field of any frame is refused by its schema": async (server) => {
    const peer = await server.open(1);
    const frames = [
      message(server),
      { type: "subscribe", room_id: server.global, since: 0, epoch: "e" },
      { type: "unsubscribe", room_id: server.global },
      { type: "typing", room_id: server.global },
      { type: "read", room_id: server.global, seq: 1 },
    ];
    for (const good of frames) {
      for (const [key, value] of Object.entries(good)) {
        for (const bad of operators.filter((bad) => typeof bad !== typeof value)) {
          await answered(peer, JSON.stringify({ ...good, [key]: bad }), "bad_frame");
          await forgiven(peer);
        }
        for (const extra of [`${key}.$ne`, `$${key}`, `${key}[$ne]`]) {
          await answered(peer, JSON.stringify({ ...good, [extra]: value }), "bad_frame");
          await forgiven(peer);
        }
      }
    }
    assert.equal(await server.messages(), 0);
  },

  "S37: an operator in a query or a body of REST is refused by its schema": async (server) => {
    const rooms = `/api/rooms/${server.global}`;
    await server.call(1, "POST", `${rooms}/join`);
    for (
      const query of ["limit[$gt]=1", "after[$ne]=1&after=x", 'before={"$gt":1}', "sender[$ne]=1&sender=x", "type=$ne"]
    ) {
      const { status } = await server.call(1, "GET", `${rooms}/messages?${query}`);
      assert.equal(status, 422, query);
    }
    for (const bad of operators.filter((bad) => typeof bad !== "string")) {
      for (const body of [{ content: bad }, { content: "x", client_id: bad }, { content: "x", "$where": "1" }]) {
        assert.equal((await server.call(1, "POST", `${rooms}/messages`, body)).status, 422, JSON.stringify(body));
      }
      assert.equal((await server.call(1, "POST", "/api/rooms", { name: bad })).status, 422);
      const login = await server.call(1, "POST", "/api/auth/login", { email: bad, password: "password" });
      assert.equal(login.status, 422, JSON.stringify(bad));
    }
    for (const id of ["$ne", "{}", "%24where", "[object Object]", "..%2f..%2fetc"]) {
      const { status } = await server.call(1, "GET", `/api/rooms/${encodeURI(id)}/messages`);
      assert.ok(status === 404 || status === 422, `${id}: ${status}`);
    }
    assert.equal(await server.messages(), 0);
  },

  "S38: what only the server decides cannot be sent along": async (server) => {
    const peer = await server.open(1);
    const forged = {
      seq: 1_000,
      id: "f".repeat(24),
      _id: "f".repeat(24),
      user_id: "f".repeat(24),
      username: "admin",
      sender: "admin",
      role: "owner",
      at: 0,
      timestamp: "1970-01-01T00:00:00.000Z",
      system: true,
      epoch: "e",
    };
    for (const [key, value] of Object.entries(forged)) {
      await answered(peer, JSON.stringify(message(server, { [key]: value })), "bad_frame");
      await forgiven(peer);
      const { status } = await server.call(1, "POST", `/api/rooms/${server.global}/messages`, {
        content: "x",
        [key]: value,
      });
      assert.equal(status, 422, key);
    }
    assert.equal(await server.messages(), 0);
  },

  "S39: a client_id is too long, empty, repeated, reused for other words, or another user's": {
    options: unlimited,
    run: async (server) => {
      const peer = await server.open(1);
      await answered(peer, JSON.stringify(message(server, { client_id: "" })), "invalid");
      const long = message(server, { client_id: "c".repeat(clientIdCharsMax + 1) });
      await answered(peer, JSON.stringify(long), "invalid");
      await answered(peer, JSON.stringify(message(server, { client_id: "c".repeat(1_024) })), "invalid");
      await answered(peer, JSON.stringify(message(server, { client_id: "a\0b" })), "invalid");
      const seqs: unknown[] = [];
      for (let i = 0; i < 3; i++) {
        await peer.send(text(message(server)));
        seqs.push((await told(peer, ({ type }) => type === "ack"))["seq"]);
      }
      assert.equal(new Set(seqs).size, 1);
      const conflict = await answered(
        peer,
        JSON.stringify(message(server, { content: "other" })),
        "client_id_conflict",
      );
      assert.equal(conflict["client_id"], "c1");
      const other = await server.open(2);
      await other.send(text(message(server, { content: "other" })));
      assert.notEqual((await told(other, ({ type }) => type === "ack"))["seq"], seqs[0]);
      assert.equal(await server.messages(), 2);
    },
  },

  "S41: texts of every odd kind are refused or kept as they are": {
    options: unlimited,
    run: async (server) => {
      const peer = await server.open(1);
      const refused = {
        "nothing": "",
        "blanks": " \t\n\u{2003}\u{3000}",
        "4,001 code points": "x".repeat(contentCodePointsMax + 1),
        "4,001 code points beyond the first plane": "😀".repeat(contentCodePointsMax + 1),
        "combining marks": "\u{301}".repeat(30_000),
        "NUL": "a\0b",
      };
      for (const [what, content] of Object.entries(refused)) {
        await answered(peer, JSON.stringify(message(server, { content })), "invalid").catch((cause) => {
          throw new Error(what, { cause });
        });
      }
      const lone = `{"type":"message","room_id":"${server.global}","content":"a\\ud800b"}`;
      await answered(peer, lone, "invalid");
      await answered(peer, lone.replace("\\ud800", "\\udc00\\ud800"), "invalid");
      const kept = [
        "😀".repeat(contentCodePointsMax),
        "\u{202e}drow\u{202c} \u{2066}x\u{2069}",
        `e${"\u{301}".repeat(100)}`,
        "a\u{200b}b\u{feff}",
        "\u{10ffff}\u{fffe}",
        "line\r\nline\u{2028}\u{2029}",
        "<script>alert(1)</script> javascript:alert(1) {{7*7}} ${7*7} %s %n ' OR 1=1 --",
      ];
      for (const content of kept) {
        await peer.send(text(message(server, { content, client_id: `k${kept.indexOf(content)}` })));
        assert.equal((await told(peer, ({ type }) => type === "text"))["content"], content);
      }
      const { body } = await server.call(1, "GET", `/api/rooms/${server.global}/messages?type=text`);
      const stored = (body["messages"] as { content: string }[]).map(({ content }) => content);
      assert.deepEqual(stored, kept);
    },
  },

  "S44: names and texts that are hard on patterns cost no time": {
    options: unlimited,
    run: async (server) => {
      const peer = await server.open(1);
      const started = performance.now();
      for (const piece of ["@", "a](", "_", "*a", "((", "\\", "a@", "http://", "&amp;", "\u{e9}"]) {
        const content = piece.repeat(contentCodePointsMax / piece.length);
        await peer.send(text(message(server, { content, client_id: `h${piece}` })));
        await told(peer, ({ type }) => type === "ack");
        await server.call(1, "POST", "/api/auth/register", {
          username: piece.repeat(5_000),
          email: `${piece.repeat(5_000)}@x`,
          password: "password1",
        });
        await server.call(1, "GET", `/api/rooms?q=${encodeURIComponent(piece.repeat(2_000))}`);
      }
      const ms = performance.now() - started;
      assert.ok(ms < 3_000, `${ms} ms`);
    },
  },

  "S46: who sends faster than allowed is told so, and when to come back": async (server) => {
    const peer = await server.open(1);
    await peer.send(...Array.from({ length: 100 }, (_, i) => text(message(server, { client_id: `c${i}` }))));
    const refusal = await told(peer, ({ type }) => type === "error");
    assert.equal(refusal["code"], "rate_limited");
    assert.ok(Number(refusal["retry_after_ms"]) > 0);
    // By another door, and from another connection, it is the same allowance.
    const rest = await server.call(1, "POST", `/api/rooms/${server.global}/messages`, { content: "x" });
    assert.equal(rest.status, 429);
    assert.equal(await server.messages(), 20);
    await server.clock.tick(Number(refusal["retry_after_ms"]) + 100);
    await peer.send(text(message(server, { client_id: "later" })));
    await told(peer, ({ type, client_id }) => type === "ack" && client_id === "later");
  },

  "S46: of a flood of typing one signal is passed on in its time": async (server) => {
    const reader = await server.open(2);
    const peer = await server.open(1);
    await peer.send(...Array.from({ length: 500 }, () => text({ type: "typing", room_id: server.global })));
    await peer.send(text(message(server, { content: "done" })));
    let signals = 0;
    await told(reader, ({ type }) => {
      if (type === "typing") signals++;
      return type === "text";
    });
    assert.equal(signals, 1);
    await server.clock.tick(typingIntervalMs);
    await peer.send(text({ type: "typing", room_id: server.global }));
    await told(reader, ({ type }) => type === "typing");
  },

  "S46: who asks for ten thousand rooms is stopped": async (server) => {
    const peer = await server.open(1);
    const ids = Array.from({ length: 2_600 }, (_, i) => i.toString(16).padStart(24, "0"));
    await peer.send(...ids.map((room_id) => text({ type: "subscribe", room_id })));
    assert.equal((await peer.readClose())?.code, 4429);
  },
};
