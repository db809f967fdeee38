import assert from "node:assert/strict";
import { frameBytesMax } from "../../../src/limits.ts";
import { bytes, frame, opcode } from "../../support/raw_socket.ts";
import { type Cases, until } from "./bench.ts";

export const peerCases: Cases = {
  "text() gets what the peer sends, in order": async (bench) => {
    const { peer, session } = await bench.open();
    const texts = Array.from({ length: 500 }, (_, i) => `message ${i}`);
    await peer.send(...texts.map((text) => frame(opcode.text, text)));
    for (const text of texts) assert.equal(await peer.readText(), text);
    assert.deepEqual(session.texts, texts);
  },

  "text() gets every plane of Unicode unharmed, and an empty text": async (bench) => {
    const { peer, session } = await bench.open();
    const planes = Array.from({ length: 17 }, (_, plane) => String.fromCodePoint(plane * 0x10000 + 0x41)).join("");
    for (const text of ["", planes, "\u{feff}bom", "\0", "e\u0301"]) {
      await peer.send(frame(opcode.text, text));
      assert.equal(await peer.readText(), text);
      assert.equal(session.texts.at(-1), text);
    }
  },

  "text() gets what came in the same packet as the handshake": async (bench) => {
    const { peer, session } = await bench.open({
      then: bytes(frame(opcode.text, "early"), frame(opcode.text, "bird")),
    });
    assert.equal(await peer.readText(), "early");
    assert.equal(await peer.readText(), "bird");
    assert.deepEqual(session.texts, ["early", "bird"]);
  },

  "text() gets a message of exactly the largest size": async (bench) => {
    const { peer, session } = await bench.open();
    await peer.send(frame(opcode.text, "x".repeat(frameBytesMax)));
    assert.equal((await peer.readText()).length, frameBytesMax);
    assert.equal(session.texts[0]?.length, frameBytesMax);
  },

  "text() gets a fragmented message as a whole, and a ping between its fragments is answered first": async (bench) => {
    const { peer, session } = await bench.open();
    await peer.send(
      frame(opcode.text, "frag", { fin: false }),
      frame(opcode.ping, "now"),
      frame(opcode.continuation, "men", { fin: false }),
      frame(opcode.continuation, "", { fin: false }),
      frame(opcode.continuation, "ted"),
    );
    const pong = await peer.readFrame();
    assert.equal(pong?.opcode, opcode.pong);
    assert.equal(new TextDecoder().decode(pong.payload), "now");
    assert.equal(await peer.readText(), "fragmented");
    assert.deepEqual(session.texts, ["fragmented"]);
  },

  "text() gets a character that is split over fragments": async (bench) => {
    const { peer } = await bench.open();
    const [a, b, c, d] = new TextEncoder().encode("😀");
    await peer.send(
      frame(opcode.text, Uint8Array.of(a!, b!), { fin: false }),
      frame(opcode.continuation, Uint8Array.of(c!, d!)),
    );
    assert.equal(await peer.readText(), "😀");
  },

  "text() gets a frame that trickles in byte by byte": async (bench) => {
    const { peer, session } = await bench.open();
    for (const byte of frame(opcode.text, "drip")) await peer.send(Uint8Array.of(byte));
    assert.equal(await peer.readText(), "drip");
    assert.deepEqual(session.texts, ["drip"]);
  },

  "a half-written frame is not delivered when the peer goes": async (bench) => {
    const { peer, session } = await bench.open();
    await peer.send(frame(opcode.text, "whole"), frame(opcode.text, "half a frame").subarray(0, 9));
    assert.equal(await peer.readText(), "whole");
    await peer[Symbol.asyncDispose]();
    assert.equal(await session.over, 1006);
    assert.deepEqual(session.texts, ["whole"]);
  },

  "a ping of the peer is answered with its payload": async (bench) => {
    const { peer } = await bench.open();
    for (const payload of ["", "x", "y".repeat(125)]) {
      await peer.send(frame(opcode.ping, payload));
      const pong = await peer.readFrame();
      assert.equal(pong?.opcode, opcode.pong);
      assert.equal(pong.masked, false);
      assert.equal(new TextDecoder().decode(pong.payload), payload);
    }
  },

  "alive() is told of every ping and pong of the peer": async (bench) => {
    const { peer, session } = await bench.open();
    await peer.send(frame(opcode.ping), frame(opcode.pong, "unasked"), frame(opcode.ping), frame(opcode.text, "end"));
    while ((await peer.readFrame())?.opcode !== opcode.text);
    assert.equal(session.signsOfLife, 3);
  },

  "ping() sends a ping frame": async (bench) => {
    const { peer, session } = await bench.open();
    session.connection.ping();
    const ping = await peer.readFrame();
    assert.equal(ping?.opcode, opcode.ping);
    assert.equal(ping.fin, true);
    assert.equal(ping.payload.length, 0);
  },

  "ping() to a living peer is followed by a sign of life": async (bench) => {
    const client = new WebSocket(`ws://127.0.0.1:${bench.port}/ws?token=good`);
    const session = await bench.gate.next();
    session.connection.ping();
    await until("alive() is called", () => session.signsOfLife === 1);
    const closed = new Promise((resolve) => client.onclose = resolve);
    client.close();
    await closed;
    assert.equal(await session.over, 1005);
  },

  "a binary message is refused with 1003 and not delivered": async (bench) => {
    const { peer, session } = await bench.open();
    await peer.send(frame(opcode.binary, "bytes"), frame(opcode.text, "after"));
    assert.equal((await peer.readClose())?.code, 1003);
    await peer[Symbol.asyncDispose]();
    assert.equal(await session.over, 1003);
    assert.deepEqual(session.texts, []);
    assert.equal(bench.counts.get("1003"), 1);
  },

  "a message over the largest size is refused with 1009 and not delivered": async (bench) => {
    const { peer, session } = await bench.open();
    // Characters of three bytes: fewer UTF-16 units than the limit, more bytes.
    await peer.send(frame(opcode.text, "€".repeat(21_845) + "xx"));
    assert.equal((await peer.readClose())?.code, 1009);
    await peer[Symbol.asyncDispose]();
    assert.equal(await session.over, 1009);
    assert.deepEqual(session.texts, []);
    assert.equal(bench.counts.get("1009"), 1);
  },
};
