import assert from "node:assert/strict";
import { closeHandshakeMs, fragmentsMax, frameBytesMax } from "../../src/limits.ts";
import { bytes, closeFrame, frame, opcode, type RawSocket } from "../support/raw_socket.ts";
import { type RealServer, text, told } from "../support/real_server.ts";
import type { Attack, Attacks } from "./attack.ts";

/** Frames that must each end their connection, by what is wrong with them. */
type Bad = Readonly<Record<string, readonly Uint8Array[]>>;

const lone = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** A message that would be accepted if what stands before it were. */
function behind(server: RealServer): Uint8Array {
  return text({ type: "message", room_id: server.global, content: "must not be accepted" });
}

/** Codes that the runtime of the edge finds by itself: it ends such a connection without telling why. */
const foundBelow = new Set([1002, 1007, 1008, 1009]);

/**
 * Each ends its connection alone, with the code, counted; nothing behind it is accepted, and the one beside it, of the
 * same user, lives on. On the edge what the runtime finds by itself ends without a code.
 */
function ends(code: number, bad: Bad): Attack {
  return async (server) => {
    const told = server.kind === "node" || !foundBelow.has(code);
    const beside = await server.open(1);
    for (const [what, frames] of Object.entries(bad)) {
      const counted = server.counts.get(String(code)) ?? 0;
      const peer = await server.open(1);
      await peer.send(...frames, behind(server));
      const close = await peer.readClose();
      if (told) assert.equal(close?.code, code, what);
      else assert.ok(close === undefined || close.code === code, `${what}: ${close?.code}`);
      if (told) assert.equal(server.counts.get(String(code)), counted + 1, what);
      // The runtime of the edge waits for the peer's answer, for as long as that takes.
      if (server.kind === "edge") await peer.send(closeFrame(code)).catch(() => undefined);
      await server.clock.tick(closeHandshakeMs);
      assert.match(await peer.readEnd(), /end|reset/, what);
    }
    assert.equal(await server.messages(), 0);
    await assertLives(beside);
  };
}

async function assertLives(peer: RawSocket): Promise<void> {
  await peer.send(text({ type: "ping" }));
  await told(peer, ({ type }) => type === "pong");
}

/** A message in a frame, as bytes of its JSON. */
function said(server: RealServer, content: string): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ type: "message", room_id: server.global, content, client_id: "c" }));
}

export const frameCases: Attacks = {
  "S15: a frame that is not masked": ends(1002, {
    "text": [frame(opcode.text, '{"type":"ping"}', { mask: false })],
    "ping": [frame(opcode.ping, "", { mask: false })],
    "close": [frame(opcode.close, lone(3, 232), { mask: false })],
    "the second of two": [
      frame(opcode.text, '{"type":"ping"}'),
      frame(opcode.text, '{"type":"ping"}', { mask: false }),
    ],
  }),

  "S16: a frame with a reserved bit": ends(1002, {
    "1": [frame(opcode.text, "x", { rsv: 4 })],
    "2": [frame(opcode.text, "x", { rsv: 2 })],
    "3": [frame(opcode.text, "x", { rsv: 1 })],
    "all": [frame(opcode.text, "x", { rsv: 7 })],
    "on a ping": [frame(opcode.ping, "", { rsv: 4 })],
    "on a continuation": [frame(opcode.text, "x", { fin: false }), frame(opcode.continuation, "y", { rsv: 4 })],
  }),

  "S17: a frame with a reserved opcode": ends(
    1002,
    Object.fromEntries([3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((code) => [`${code}`, [frame(code, "x")]])),
  ),

  "S18: text that is no UTF-8": ends(1007, {
    "ff fe": [frame(opcode.text, lone(0xff, 0xfe))],
    "a surrogate": [frame(opcode.text, lone(0xed, 0xa0, 0x80))],
    "a pair of surrogates": [frame(opcode.text, lone(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80))],
    "overlong slash": [frame(opcode.text, lone(0xc0, 0xaf))],
    "overlong NUL": [frame(opcode.text, lone(0xc0, 0x80))],
    "overlong in four bytes": [frame(opcode.text, lone(0xf0, 0x80, 0x80, 0xaf))],
    "beyond U+10FFFF": [frame(opcode.text, lone(0xf4, 0x90, 0x80, 0x80))],
    "five bytes": [frame(opcode.text, lone(0xf8, 0x88, 0x80, 0x80, 0x80))],
    "cut off": [frame(opcode.text, lone(0x61, 0xf0, 0x9f, 0x98))],
    "a lone continuation": [frame(opcode.text, lone(0xbf))],
    "after good JSON": [frame(opcode.text, bytes(new TextEncoder().encode('{"type":"ping"}'), lone(0xff)))],
    "over two fragments": [
      frame(opcode.text, lone(0xf0, 0x9f), { fin: false }),
      frame(opcode.continuation, lone(0x98, 0x28)),
    ],
  }),

  "S18: text that is cut off at the end of its last fragment": ends(1007, {
    "in the middle of a character": [
      frame(opcode.text, lone(0xf0, 0x9f), { fin: false }),
      frame(opcode.continuation, lone(0x98)),
    ],
    "by a fragment of nothing": [
      frame(opcode.text, lone(0xe2, 0x82), { fin: false }),
      frame(opcode.continuation),
    ],
  }),

  "S18: a reason in a close frame that is no UTF-8": ends(1007, {
    "ff fe": [closeFrame(1000, lone(0xff, 0xfe))],
    "cut off": [closeFrame(1000, lone(0x61, 0xe2, 0x82))],
  }),

  "S18: a character over three fragments is whole": async (server) => {
    const peer = await server.open(1);
    const whole = said(server, "smile 😀 smile");
    const at = whole.indexOf(0xf0);
    await peer.send(
      frame(opcode.text, whole.subarray(0, at + 1), { fin: false }),
      frame(opcode.continuation, whole.subarray(at + 1, at + 3), { fin: false }),
      frame(opcode.continuation, whole.subarray(at + 3)),
    );
    const event = await told(peer, ({ type }) => type === "text");
    assert.equal(event["content"], "smile 😀 smile");
  },

  "S19: a control frame in fragments, a ping over 125 bytes": ends(1002, {
    "ping in fragments": [frame(opcode.ping, "x", { fin: false })],
    "pong in fragments": [frame(opcode.pong, "x", { fin: false })],
    "close in fragments": [frame(opcode.close, lone(3, 232), { fin: false })],
    "ping of 126": [frame(opcode.ping, "x".repeat(126))],
  }),

  "S19: a pong or a close frame over 125 bytes": ends(1002, {
    "pong of 126": [frame(opcode.pong, "x".repeat(126))],
    "pong of 65,536": [frame(opcode.pong, "x".repeat(65_536))],
    "close of 126": [closeFrame(1000, "x".repeat(124))],
  }),

  "S20: fragments out of order": ends(1002, {
    "a continuation of nothing": [frame(opcode.continuation, "x")],
    "an unfinished continuation of nothing": [frame(opcode.continuation, "x", { fin: false })],
    "a text inside a text": [frame(opcode.text, "x", { fin: false }), frame(opcode.text, "y")],
    "a binary inside a text": [frame(opcode.text, "x", { fin: false }), frame(opcode.binary, "y", { fin: false })],
    "a continuation after the last": [
      frame(opcode.text, '{"type":', { fin: false }),
      frame(opcode.continuation, '"ping"}'),
      frame(opcode.continuation, "z"),
    ],
  }),

  "S21: a close frame that is malformed": ends(1002, {
    "one byte": [frame(opcode.close, "x")],
    ...Object.fromEntries([0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1999, 2000, 2999, 5000, 65_535].map((code) => {
      return [`code ${code}`, [closeFrame(code)]];
    })),
  }),

  "S21: a good close frame is answered with its code, and what stands behind it is not read": async (server) => {
    for (const code of [1000, 1001, 1011, 3000, 4000, 4999]) {
      const peer = await server.open(1);
      await peer.send(closeFrame(code, "x".repeat(123)), behind(server));
      assert.equal((await peer.readClose())?.code, code);
      assert.equal(await peer.readEnd(), "end");
    }
    assert.equal(await server.messages(), 0);
  },

  "S23: a message one byte over the cap is refused with 1009, one at the cap is read": async (server) => {
    const atCap = await server.open(1);
    await atCap.send(frame(opcode.text, "x".repeat(frameBytesMax)));
    assert.equal((await told(atCap, ({ type }) => type === "error"))["code"], "bad_frame");
    const over = await server.open(1);
    await over.send(frame(opcode.text, "x".repeat(frameBytesMax + 1)), behind(server));
    assert.equal((await over.readClose())?.code, 1009);
    assert.equal(server.counts.get("1009"), 1);
    assert.equal(await server.messages(), 0);
  },

  "S23: a message too big is refused as soon as its length is told": ends(1009, {
    "65,537 bytes, of which none came": [frame(opcode.text, "x".repeat(frameBytesMax + 1)).subarray(0, 14)],
    "16 MiB, of which none came": [bytes(lone(0x81, 0xff, 0, 0, 0, 0, 1, 0, 0, 0), lone(1, 2, 3, 4))],
  }),

  "S23: a length beyond every number": ends(1009, {
    "2^63 - 1 bytes": [bytes(lone(0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), lone(1, 2, 3, 4))],
    "2^63 bytes": [bytes(lone(0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0), lone(1, 2, 3, 4))],
    "2^53 bytes": [bytes(lone(0x81, 0xff, 0, 0x20, 0, 0, 0, 0, 0, 0), lone(1, 2, 3, 4))],
  }),

  "S24: fragments whose sum is over the cap": ends(1009, {
    "two of 40 KB": [
      frame(opcode.text, "x".repeat(40_000), { fin: false }),
      frame(opcode.continuation, "x".repeat(40_000)),
    ],
    "one byte over": [
      frame(opcode.text, "x".repeat(frameBytesMax), { fin: false }),
      frame(opcode.continuation, "x"),
    ],
  }),

  "S25: fragments without an end are ended at the cap": async (server) => {
    const peer = await server.open(1);
    await peer.send(frame(opcode.text, "", { fin: false }));
    const part = frame(opcode.continuation, "x".repeat(16_384), { fin: false });
    for (let i = 0; i < 5; i++) await peer.send(part);
    assert.equal((await peer.readClose())?.code, 1009);
  },

  "S25: more fragments than anybody needs, empty or of a byte": ends(1008, {
    "empty": [
      frame(opcode.text, "", { fin: false }),
      ...Array.from({ length: fragmentsMax }, () => frame(opcode.continuation, "", { fin: false })),
    ],
    "of a byte": [
      frame(opcode.text, "x", { fin: false }),
      ...Array.from({ length: fragmentsMax }, () => frame(opcode.continuation, "x", { fin: false })),
    ],
  }),

  "S31: a binary message": ends(1003, {
    "whole": [frame(opcode.binary, '{"type":"ping"}')],
    "empty": [frame(opcode.binary)],
    "in fragments": [frame(opcode.binary, '{"type":', { fin: false }), frame(opcode.continuation, '"ping"}')],
  }),

  "Neighbours: a length in more bytes than it needs is read, since a server may": async (server) => {
    const peer = await server.open(1);
    const key = lone(0, 0, 0, 0);
    const ping = new TextEncoder().encode('{"type":"ping"}');
    await peer.send(lone(0x81, 0xfe, 0, ping.length), key, ping);
    await told(peer, ({ type }) => type === "pong");
    await peer.send(lone(0x81, 0xff, 0, 0, 0, 0, 0, 0, 0, ping.length), key, ping);
    await told(peer, ({ type }) => type === "pong");
  },

  "Neighbours: a peer that leaves in the middle of anything leaves nothing behind": async (server) => {
    const whole = frame(opcode.text, said(server, "x".repeat(300)));
    for (const at of [1, 2, 3, 4, 7, 8, 100, whole.length - 1]) {
      const peer = await server.open(1);
      await peer.send(whole.subarray(0, at));
      await peer[Symbol.asyncDispose]();
    }
    assert.equal(await server.messages(), 0);
  },
};
