import assert from "node:assert/strict";
import { Outgoing } from "../../../src/realtime/outgoing.ts";
import { closeFrame, frame, opcode } from "../../support/raw_socket.ts";
import type { Cases } from "./bench.ts";

const batched = { headers: { "sec-websocket-protocol": "parley.v1.batch" } };

export const writingCases: Cases = {
  "write() sends a text as one frame": async (bench) => {
    const { peer, session } = await bench.open();
    session.connection.write(new Outgoing(["hello"]));
    assert.equal(await peer.readText(), "hello");
  },

  "write() sends several texts as a frame each, in order": async (bench) => {
    const { peer, session } = await bench.open();
    session.connection.write(new Outgoing(["one", "two", "three"]));
    session.connection.write(new Outgoing(["four"]));
    for (const text of ["one", "two", "three", "four"]) assert.equal(await peer.readText(), text);
  },

  "write() sends several texts as lines of one frame where that was negotiated": async (bench) => {
    const { peer, session } = await bench.open(batched);
    session.connection.write(new Outgoing(["one", "two"]));
    session.connection.write(new Outgoing(["three"]));
    assert.equal(await peer.readText(), "one\ntwo");
    assert.equal(await peer.readText(), "three");
  },

  "write() takes texts of every plane and of every length of header": async (bench) => {
    const { peer, session } = await bench.open();
    const planes = Array.from({ length: 17 }, (_, plane) => String.fromCodePoint(plane * 0x10000 + 0x41)).join("");
    const texts = [planes, "\u{feff}bom", "é".repeat(63), "x".repeat(125), "x".repeat(126), "x".repeat(65_535)];
    session.connection.write(new Outgoing([...texts, "😀".repeat(16_384)]));
    for (const text of texts) assert.equal(await peer.readText(), text);
    assert.equal(await peer.readText(), "😀".repeat(16_384));
  },

  "write() keeps the order over a thousand writes and what is shared by many connections": async (bench) => {
    const peers = [await bench.open(), await bench.open(), await bench.open()];
    for (let i = 0; i < 1_000; i++) {
      const shared = new Outgoing([`a${i}`, `b${i}`]);
      for (const { session } of peers) session.connection.write(shared);
    }
    for (const { peer } of peers) {
      for (let i = 0; i < 1_000; i++) {
        assert.equal(await peer.readText(), `a${i}`);
        assert.equal(await peer.readText(), `b${i}`);
      }
    }
  },

  "no frame is split by the answers to pings that arrive meanwhile": async (bench) => {
    const { peer, session } = await bench.open();
    session.onText = () => {
      for (let i = 0; i < 20; i++) session.connection.write(new Outgoing([`${i}:`.padEnd(50_000, "x")]));
    };
    for (let i = 0; i < 10; i++) await peer.send(frame(opcode.ping, `${i}`), frame(opcode.text, "go"));
    const seen = { texts: 0, pongs: 0 };
    while (seen.texts < 200 || seen.pongs < 10) {
      const read = await peer.readFrame();
      if (read?.opcode === opcode.pong) {
        assert.equal(new TextDecoder().decode(read.payload), `${seen.pongs++}`);
        continue;
      }
      assert.equal(read?.opcode, opcode.text);
      assert.equal(read.payload.length, 50_000);
      assert.equal(parseInt(new TextDecoder().decode(read.payload.subarray(0, 3))), seen.texts++ % 20);
    }
  },

  "write() before the gate has answered reaches the peer": async (bench) => {
    bench.gate.onOpen = (session) => session.connection.write(new Outgoing(["welcome"]));
    const { peer } = await bench.open();
    assert.equal(await peer.readText(), "welcome");
  },

  "write() after close() sends nothing": async (bench) => {
    const { peer, session } = await bench.open();
    session.connection.write(new Outgoing(["last"]));
    session.connection.close(4400, "enough");
    session.connection.write(new Outgoing(["too late"]));
    session.connection.ping();
    assert.equal(await peer.readText(), "last");
    assert.deepEqual(await peer.readFrame().then((read) => read?.opcode), opcode.close);
    await peer.send(closeFrame(4400));
    assert.equal(await peer.readFrame(), undefined);
  },

  "write() after the peer has gone is harmless": async (bench) => {
    const { peer, session } = await bench.open();
    await peer[Symbol.asyncDispose]();
    await session.over;
    session.connection.write(new Outgoing(["hello"]));
    session.connection.ping();
    session.connection.close(1001, "draining");
    session.connection.terminate();
    assert.equal(session.connection.bufferedBytes, 0);
    assert.equal(session.closes.length, 1);
  },

  "bufferedBytes grows truthfully when the peer does not read, and sinks when it does": async (bench) => {
    const { peer, session } = await bench.open();
    assert.equal(session.connection.bufferedBytes, 0);
    const outgoing = new Outgoing(["x".repeat(65_000)]);
    let written = 0;
    while (session.connection.bufferedBytes < 1_000_000) {
      assert.ok(written < 100_000_000, "the peer's socket took 100 MB unread");
      for (let i = 0; i < 16; i++) session.connection.write(outgoing);
      written += 16 * 65_000;
      await new Promise<void>((resolve) => void setTimeout(resolve, 0));
    }
    const before = session.connection.bufferedBytes;
    for (let i = 0; i < 10; i++) session.connection.write(outgoing);
    const grown = session.connection.bufferedBytes - before;
    assert.ok(grown >= 650_000 && grown < 651_000, `${grown} more bytes are said to wait after 650,000 more`);
    for (let read = 0; read < written + 650_000; read += 65_000) await peer.readText();
    assert.equal(session.connection.bufferedBytes, 0);
  },
};
