import assert from "node:assert/strict";
import { closeHandshakeMs } from "../../../src/limits.ts";
import { Outgoing } from "../../../src/realtime/outgoing.ts";
import { closeFrame, frame, opcode } from "../../support/raw_socket.ts";
import { type Bench, type Cases, until } from "./bench.ts";

/** A session whose peer does not read, with at least a megabyte waiting. */
async function stuck(bench: Bench) {
  const { peer, session } = await bench.open();
  const outgoing = new Outgoing(["x".repeat(65_000)]);
  while (session.connection.bufferedBytes < 1_000_000) {
    session.connection.write(outgoing);
    await new Promise<void>((resolve) => void setTimeout(resolve, 0));
  }
  return { peer, session };
}

export const endingCases: Cases = {
  "close() tells the peer code and reason, and closed() follows its answer": async (bench) => {
    const { peer, session } = await bench.open();
    session.connection.close(4408, "slow consumer");
    assert.deepEqual(await peer.readClose(), { code: 4408, reason: "slow consumer" });
    assert.deepEqual(session.closes, []);
    await peer.send(closeFrame(4408));
    assert.equal(await session.over, 4408);
    assert.equal(await peer.readEnd(), "end");
  },

  "closed() follows the close handshake at once, though the peer keeps its end of the connection": async (bench) => {
    for (const starts of ["session", "peer"]) {
      const { peer, session } = await bench.open();
      const started = performance.now();
      if (starts === "session") session.connection.close(4401, "token expired");
      else await peer.send(closeFrame(4401));
      assert.equal((await peer.readClose())?.code, 4401);
      if (starts === "session") await peer.send(closeFrame(4401));
      assert.equal(await session.over, 4401);
      const ms = performance.now() - started;
      assert.ok(ms < closeHandshakeMs / 2, `${starts}: ${ms} ms`);
    }
  },

  "close() takes every code of the catalogue": async (bench) => {
    for (const code of [1001, 1002, 1003, 1007, 1008, 1009, 1011, 4400, 4401, 4403, 4408, 4429]) {
      const { peer, session } = await bench.open();
      session.connection.close(code, "why");
      assert.deepEqual(await peer.readClose(), { code, reason: "why" });
      await peer[Symbol.asyncDispose]();
      assert.equal(await session.over, code);
    }
  },

  "close() cuts a reason that is too long between two characters": async (bench) => {
    const { peer, session } = await bench.open();
    session.connection.close(4400, "€".repeat(42));
    assert.deepEqual(await peer.readClose(), { code: 4400, reason: "€".repeat(41) });
  },

  "close() twice says the first code once": async (bench) => {
    const { peer, session } = await bench.open();
    session.connection.close(4401, "first");
    session.connection.close(4403, "second");
    assert.deepEqual(await peer.readClose(), { code: 4401, reason: "first" });
    await peer.send(closeFrame(4401));
    assert.equal(await peer.readFrame(), undefined);
    assert.equal(await session.over, 4401);
    assert.deepEqual(session.closes, [4401]);
  },

  "close() stops what the peer still sends from reaching the session": async (bench) => {
    const { peer, session } = await bench.open();
    session.onText = () => session.connection.close(4400, "enough");
    await peer.send(
      frame(opcode.text, "one"),
      frame(opcode.text, "two"),
      frame(opcode.ping),
      frame(opcode.text, "three"),
    );
    assert.equal((await peer.readClose())?.code, 4400);
    await peer.send(frame(opcode.text, "four"), closeFrame(4400));
    await session.over;
    assert.deepEqual(session.texts, ["one"]);
    assert.equal(session.signsOfLife, 0);
  },

  "closed() follows close() when the peer does not answer within closeHandshakeMs": async (bench) => {
    const { peer, session } = await bench.open();
    session.connection.close(4408, "slow consumer");
    await peer.readClose();
    await bench.clock.tick(closeHandshakeMs - 1);
    assert.deepEqual(session.closes, []);
    await bench.clock.tick(1);
    assert.equal(await session.over, 4408);
    await peer[Symbol.asyncDispose]();
    await bench.clock.tick(10 * closeHandshakeMs);
    assert.deepEqual(session.closes, [4408]);
  },

  "the socket is cut when the peer does not answer close() within closeHandshakeMs": async (bench) => {
    const { peer, session } = await bench.open();
    session.connection.close(4408, "slow consumer");
    await peer.readClose();
    await bench.clock.tick(closeHandshakeMs);
    assert.equal(await peer.readEnd(500), "end");
  },

  "the socket of a peer that does not read is cut when close() cannot reach it": async (bench) => {
    const { peer, session } = await stuck(bench);
    session.connection.close(4408, "slow consumer");
    await bench.clock.tick(closeHandshakeMs);
    assert.equal(await session.over, 4408);
    assert.equal(session.connection.bufferedBytes, 0);
    assert.equal(await peer.readEnd(), "reset");
  },

  "terminate() is followed by closed(), once": async (bench) => {
    const { session } = await bench.open();
    session.connection.terminate();
    session.connection.terminate();
    session.connection.close(4408, "slow consumer");
    session.connection.write(new Outgoing(["too late"]));
    assert.deepEqual(session.closes, []);
    assert.equal(await session.over, 1006);
    await bench.clock.tick(10 * closeHandshakeMs);
    assert.deepEqual(session.closes, [1006]);
  },

  "terminate() after close() does not wait for the peer": async (bench) => {
    const { peer, session } = await bench.open();
    session.connection.close(4408, "slow consumer");
    await peer.readClose();
    session.connection.terminate();
    await session.over;
    await bench.clock.tick(10 * closeHandshakeMs);
    assert.equal(session.closes.length, 1);
  },

  "terminate() lets go of what waits for a peer that does not read": async (bench) => {
    const { session } = await stuck(bench);
    session.connection.terminate();
    assert.equal(await session.over, 1006);
    assert.equal(session.connection.bufferedBytes, 0);
  },

  "terminate() frees the socket of a peer that does not read, the kernel's buffers too": async (bench) => {
    const { peer, session } = await stuck(bench);
    session.connection.terminate();
    await session.over;
    assert.equal(await peer.readEnd(), "reset");
  },

  "closed() gets the code of the peer, which is answered": async (bench) => {
    const { peer, session } = await bench.open();
    await peer.send(closeFrame(4999, "bye"));
    assert.equal((await peer.readClose())?.code, 4999);
    assert.equal(await session.over, 4999);
    assert.equal(await peer.readEnd(), "end");
    assert.deepEqual(session.closes, [4999]);
  },

  "closed() gets 1005 when the peer gave no code": async (bench) => {
    const { peer, session } = await bench.open();
    await peer.send(frame(opcode.close));
    assert.equal(await session.over, 1005);
  },

  "closed() gets 1006 when the peer ends without a close frame": async (bench) => {
    const { peer, session } = await bench.open();
    await peer.send(frame(opcode.text, "hello"));
    await peer.readText();
    await peer[Symbol.asyncDispose]();
    assert.equal(await session.over, 1006);
    assert.deepEqual(session.closes, [1006]);
  },

  "closed() gets 1006 when the peer resets in the middle of a write": async (bench) => {
    const { peer, session } = await stuck(bench);
    await peer[Symbol.asyncDispose](); // With unread bytes: a reset.
    assert.equal(await session.over, 1006);
    await until("nothing waits any more", () => session.connection.bufferedBytes === 0);
    assert.deepEqual(session.closes, [1006]);
  },
};
