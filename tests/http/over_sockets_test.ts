import assert from "node:assert/strict";
import { bodyBytesMax } from "../../src/limits.ts";
import { createEdgeListener } from "../../src/listeners/edge/edge_listener.ts";
import { createNodeListener } from "../../src/listeners/node/node_listener.ts";
import { Bench, type OpenListener, until } from "../contract/connection/bench.ts";
import { createHttpApp } from "../support/http_app.ts";

const listeners: Readonly<Record<string, OpenListener>> = {
  node: (deps) => createNodeListener({ ...deps, host: "127.0.0.1", port: 0 }),
  edge: (deps) => createEdgeListener({ ...deps, host: "127.0.0.1", port: 0 }),
};

const head = "POST /api/auth/guest HTTP/1.1\r\nHost: parley.test\r\nContent-Type: application/json\r\n";

/** The REST surface behind a real listener. */
async function serve(open: OpenListener) {
  const surface = createHttpApp();
  const bench = await Bench.create(open);
  bench.answer = (request) => surface.app.fetch(request, { remote: "192.0.2.1" });
  const health = async () => {
    const answer = await fetch(`http://127.0.0.1:${bench.port}/health`);
    await answer.body?.cancel();
    return answer.status;
  };
  return { bench, surface, health };
}

for (const [name, open] of Object.entries(listeners)) {
  Deno.test(`${name} listener: a body in chunks is read as one, and refused at its limit`, async () => {
    const { bench, health } = await serve(open);
    await using _ = bench;
    const whole = await bench.connect();
    await whole.send(
      `${head}Transfer-Encoding: chunked\r\n\r\nc\r\n{"username":\r\n7\r\n"bobby"\r\n1\r\n}\r\n0\r\n\r\n`,
    );
    const answer = await whole.readAnswer();
    assert.equal(answer.status, 201, answer.body);
    const endless = await bench.connect();
    const chunk = `1000\r\n${" ".repeat(0x1000)}\r\n`;
    await endless.send(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(bodyBytesMax / 0x1000 + 1)}`);
    const refused = await endless.readAnswer();
    assert.deepEqual([refused.status, JSON.parse(refused.body).error.code], [413, "too_large"]);
    // The rest is swallowed, and the connection is of use again.
    await endless.send("0\r\n\r\nGET /health HTTP/1.1\r\nHost: parley.test\r\n\r\n");
    assert.equal((await endless.readAnswer()).status, 200);
    assert.equal(await health(), 200);
  });

  Deno.test(`${name} listener: a sender that goes away in the middle of a body harms nobody`, async () => {
    const { bench, surface, health } = await serve(open);
    await using _ = bench;
    const peer = await bench.connect();
    await peer.send(`${head}Content-Length: 100\r\n\r\n{"username":`);
    await until("the request has arrived", () => bench.requests.length === 1);
    await peer[Symbol.asyncDispose]();
    await until("the request is over", () => surface.log.lines.length > 0);
    assert.equal(await health(), 200);
    assert.ok(!surface.log.lines.some(({ level }) => level === "error"));
  });

  Deno.test(`${name} listener: a path with bytes that no URL has is refused, and the next request is served`, async () => {
    const { bench, health } = await serve(open);
    await using _ = bench;
    for (const path of ["/%", "/%ff", "/api/users/%e0%a4%a", "//evil.example/health", "/api/rooms/%00"]) {
      const peer = await bench.connect();
      await peer.send(`GET ${path} HTTP/1.1\r\nHost: parley.test\r\n\r\n`);
      const { status } = await peer.readAnswer();
      assert.ok(status >= 400 && status < 500, `${path}: ${status}`);
    }
    assert.equal(await health(), 200);
  });
}
