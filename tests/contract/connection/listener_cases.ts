import assert from "node:assert/strict";
import { closeHandshakeMs } from "../../../src/limits.ts";
import { closeFrame, frame, opcode } from "../../support/raw_socket.ts";
import type { Cases } from "./bench.ts";

export const listenerCases: Cases = {
  "requests other than the upgrade go to the REST surface, with the peer's address": async (bench) => {
    bench.answer = async (request) => new Response(`${request.method} ${await request.text()}`, { status: 201 });
    const url = `http://127.0.0.1:${bench.port}/api/rooms?limit=3`;
    const response = await fetch(url, { method: "POST", body: "body" });
    assert.equal(response.status, 201);
    assert.equal(await response.text(), "POST body");
    assert.equal(new URL(bench.requests[0]!.request.url).pathname, "/api/rooms");
    assert.equal(bench.requests[0]!.env.remote, "127.0.0.1");
  },

  "only the path /ws speaks WebSocket": async (bench) => {
    bench.answer = () => new Response("rest", { status: 404 });
    for (const path of ["/ws/?token=good", "/WS?token=good", "/api/ws?token=good", "/?token=good"]) {
      const peer = await bench.connect();
      const answer = await peer.handshake({ path });
      assert.equal(answer.status, 404, path);
    }
    assert.equal(bench.gate.sessions.length, 0);
  },

  "an offer to upgrade to another protocol is ignored, as HTTP allows": async (bench) => {
    const peer = await bench.connect();
    const headers = { "connection": "Upgrade, HTTP2-Settings", "upgrade": "h2c" };
    const answer = await peer.handshake({ path: "/api/rooms", headers });
    assert.equal(answer.status, 200);
    assert.equal(answer.body, "rest");
  },

  "an offer to upgrade to another protocol is ignored on a request with a body": async (bench) => {
    bench.answer = async (request) => new Response(await request.text());
    const peer = await bench.connect();
    const headers = { "connection": "Upgrade, HTTP2-Settings", "upgrade": "h2c", "content-length": "4" };
    const then = new TextEncoder().encode("body");
    const answer = await peer.handshake({ method: "POST", path: "/api/rooms", headers, then });
    assert.equal(answer.status, 200);
    assert.equal(answer.body, "body");
  },

  "a throw of the REST surface is a 500 that shows nothing, and ends nothing else": async (bench) => {
    bench.answer = () => {
      throw new Error("the secret cause");
    };
    const response = await fetch(`http://127.0.0.1:${bench.port}/`);
    assert.equal(response.status, 500);
    assert.equal((await response.json()).error.code, "internal");
    bench.answer = () => Promise.reject(new Error("the secret cause"));
    const again = await fetch(`http://127.0.0.1:${bench.port}/`);
    assert.equal(again.status, 500);
    assert.doesNotMatch(await again.text(), /secret/);
    assert.ok(bench.lines.some(({ level }) => level === "error"));
  },

  "stopAccepting() leaves the connections that are there alone": async (bench) => {
    const { peer } = await bench.open();
    bench.listener.stopAccepting();
    bench.listener.stopAccepting();
    await peer.send(frame(opcode.text, "still here"));
    assert.equal(await peer.readText(), "still here");
  },

  "stopAccepting() makes the machine refuse new connections": async (bench) => {
    const { port } = bench;
    bench.listener.stopAccepting();
    await assert.rejects(async () => {
      for (;;) (await Deno.connect({ port })).close();
    }, Deno.errors.ConnectionRefused);
  },

  "close() says 1001 to everybody and resolves when all have answered": async (bench) => {
    const everybody = [await bench.open(), await bench.open()];
    const closing = bench.listener.close();
    for (const { peer } of everybody) {
      assert.deepEqual(await peer.readClose(), { code: 1001, reason: "draining" });
      await peer.send(closeFrame(1001));
    }
    await closing;
    for (const { session } of everybody) assert.deepEqual(session.closes, [1001]);
    assert.equal(bench.listener.close(), closing);
  },

  "close() waits for those who do not answer no longer than closeHandshakeMs": async (bench) => {
    const { peer, session } = await bench.open();
    const closing = bench.listener.close();
    await peer.readClose();
    await bench.clock.tick(closeHandshakeMs);
    await closing;
    assert.deepEqual(session.closes, [1001]);
  },
};
