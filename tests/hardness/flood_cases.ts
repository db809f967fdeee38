import assert from "node:assert/strict";
import { closeHandshakeMs, framesBurst, heartbeatMs, peerSilenceMs, slowConsumerMs } from "../../src/limits.ts";
import { closeCatalogue } from "../../src/protocol/close_code.ts";
import { bytes, closeFrame, frame, opcode, type RawSocket } from "../support/raw_socket.ts";
import { type RealServer, text, told } from "../support/real_server.ts";
import type { Attack, Attacks } from "./attack.ts";

const unlimited = { limits: { messagesPerSecond: 0 } };

/** Sends a frame ten thousand times and comes to be closed with this close; somebody else is served meanwhile. */
function flood(name: "rate" | "badFrames", each: Uint8Array): Attack {
  const { code } = closeCatalogue[name];
  return async (server) => {
    const other = await server.open(2);
    const peer = await server.open(1);
    const thousand = bytes(...Array.from({ length: 1_000 }, () => each));
    const sending = (async () => {
      for (let i = 0; i < 10; i++) await peer.send(thousand);
    })().catch(() => undefined); // The server may have hung up.
    await other.send(text({ type: "ping" }));
    await told(other, ({ type }) => type === "pong");
    const close = await peer.readClose().catch((error: unknown) => {
      // The runtime of the edge closes over what it has not read: a reset may overtake its close frame.
      if (server.kind === "edge" && error instanceof Deno.errors.ConnectionReset) return { code };
      throw error;
    });
    assert.equal(close?.code, code);
    assert.equal(server.counts.get(name), 1);
    await sending;
    await peer.send(closeFrame(code)).catch(() => undefined);
  };
}

/** Says large things in `global` until the peer who does not read has been told that it lags behind. */
async function overwhelm(server: RealServer, speaker: RawSocket): Promise<number> {
  const content = "😀".repeat(4_000);
  for (let i = 0; i < 1_000; i++) {
    await speaker.send(text({ type: "message", room_id: server.global, content, client_id: `c${i}` }));
    await told(speaker, ({ type }) => type === "ack");
    if (i % 50 === 49) await server.clock.tick(1_000);
    if (server.counts.has("slow_consumers")) return i + 1;
  }
  return 1_000;
}

export const floodCases: Attacks = {
  "S9: one user opens two hundred sockets: those beyond the limit are refused with 429": async (server) => {
    const peers = await Promise.all(Array.from({ length: 200 }, () => server.connect()));
    const answers = await Promise.all(peers.map((peer) => peer.handshake({ path: server.path(1) })));
    const open: RawSocket[] = [];
    for (const [i, { status, headers, body }] of answers.entries()) {
      const peer = peers[i]!;
      if (status === 101) {
        // Those who were admitted in the same turn are counted when they open.
        const first = await peer.readFrame();
        if (first?.opcode === opcode.text) open.push(peer);
        else assert.deepEqual([...first!.payload.subarray(0, 2)], [4429 >> 8, 4429 & 0xff]);
        if (first?.opcode !== opcode.text) await peer.send(closeFrame(4429));
        continue;
      }
      assert.equal(status, 429);
      assert.ok(Number(headers.get("retry-after")) > 0);
      assert.equal(JSON.parse(body).error.code, "too_many_connections");
    }
    assert.equal(open.length, 20);
    assert.equal((await (await server.connect()).handshake({ path: server.path(1) })).status, 429);
    // The place of one who leaves is free again.
    await open[0]!.send(closeFrame(1000));
    await open[0]!.readClose();
    await open[0]!.readEnd();
    await server.open(1);
  },

  "S9: an address that keeps knocking with bad tokens is told 429, and a user of it comes in": async (server) => {
    const statuses = new Map<number, number>();
    for (let wave = 0; wave < 20; wave++) {
      const peers = await Promise.all(Array.from({ length: 50 }, () => server.connect()));
      for (const { status } of await Promise.all(peers.map((peer) => peer.handshake({ path: "/ws?token=bad" })))) {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      for (const peer of peers) await peer[Symbol.asyncDispose]();
    }
    assert.deepEqual([...statuses.keys()].toSorted(), [401, 429]);
    assert.ok((statuses.get(429) ?? 0) > 500, `${statuses.get(429)} of 1,000`);
    await server.open(1);
  },

  "S9: a user who comes and goes a thousand times is refused with 429 for a while": async (server) => {
    const statuses: number[] = [];
    for (let i = 0; i < 1_000; i++) {
      const peer = await server.connect();
      const { status, headers } = await peer.handshake({ path: server.path(1) });
      statuses.push(status);
      if (status === 429) assert.ok(Number(headers.get("retry-after")) > 0);
      else {
        await peer.send(closeFrame(1000));
        await peer.readClose();
        await peer.readEnd();
      }
      await peer[Symbol.asyncDispose]();
    }
    assert.deepEqual([...new Set(statuses)].toSorted(), [101, 429]);
    assert.ok(statuses.filter((status) => status === 429).length > 500);
    await server.open(2);
    await server.clock.tick(60_000);
    await server.open(1);
  },

  "S28: a flood of pings ends with 4429": flood("rate", frame(opcode.ping, "x".repeat(125))),

  "S28: a flood of pongs ends with 4429": flood("rate", frame(opcode.pong)),

  "S28: a flood of empty texts ends with 4400": flood("badFrames", frame(opcode.text)),

  "S28: a flood of good frames ends with 4429": flood("rate", text({ type: "ping" })),

  "S28: as many frames as allowed are answered, each": async (server) => {
    const peer = await server.open(1);
    const pings = framesBurst - 100;
    await peer.send(bytes(...Array.from({ length: pings }, () => text({ type: "ping" }))));
    for (let i = 0; i < pings; i++) await told(peer, ({ type }) => type === "pong");
  },

  "S29: a peer that never reads is let go with 4408, and nothing is missing for the others": {
    options: unlimited,
    run: async (server) => {
      const stuck = await server.open(1);
      const speaker = await server.open(2);
      const sent = await overwhelm(server, speaker);
      assert.equal(server.counts.get("slow_consumers"), 1, `after ${sent} messages`);
      assert.equal(server.counts.get("slowConsumer"), 1);
      await server.clock.tick(closeHandshakeMs);
      // The runtime of the edge cannot be made to cut it; nothing more is sent to it.
      if (server.kind === "node") assert.match(await stuck.readEnd(), /end|reset/);
      assert.equal(await server.messages(), sent);
    },
  },

  "S29: a peer that reads slowly, but reads, is not let go": {
    options: unlimited,
    run: async (server) => {
      const slow = await server.open(1);
      const speaker = await server.open(2);
      const content = "x".repeat(4_000);
      for (let i = 0; i < 100; i++) {
        await speaker.send(text({ type: "message", room_id: server.global, content, client_id: `c${i}` }));
        await told(speaker, ({ type }) => type === "ack");
        if (i % 10 === 0) await server.clock.tick(slowConsumerMs / 5);
        await slow.send(frame(opcode.pong));
      }
      let read = 0;
      await told(slow, ({ type }) => type === "text" && ++read === 100);
    },
  },

  "S30: a peer that says nothing is cut after the silence, not before": async (server) => {
    const peer = await server.open(1);
    await server.clock.tick(peerSilenceMs - heartbeatMs);
    while ((await peer.readFrame())?.opcode !== opcode.ping);
    await server.clock.tick(heartbeatMs - 1_000);
    const answering = await server.open(2);
    await server.clock.tick(3_000);
    assert.match(await peer.readEnd(), /end|reset/);
    await answering.send(text({ type: "ping" }));
    await told(answering, ({ type }) => type === "pong");
  },

  "S30: a peer that answers pings lives on, whatever it does not say": async (server) => {
    const peer = await server.open(1);
    for (let beat = 0; beat < 6; beat++) {
      await server.clock.tick(heartbeatMs + 2_000);
      while ((await peer.readFrame())?.opcode !== opcode.ping);
      await peer.send(frame(opcode.pong));
      await peer.send(text({ type: "ping" }));
      await told(peer, ({ type }) => type === "pong");
    }
  },

  "S30: a peer that sends a byte of a frame now and then is cut like one that is silent": async (server) => {
    const peer = await server.open(1);
    const drip = frame(opcode.text, "x".repeat(1_000));
    for (let i = 0; i < 5; i++) {
      await peer.send(drip.subarray(i, i + 1)).catch(() => undefined);
      await server.clock.tick(peerSilenceMs / 4);
    }
    assert.match(await peer.readEnd(), /end|reset/);
  },
};
