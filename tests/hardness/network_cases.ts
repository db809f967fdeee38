import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { bodyBytesMax } from "../../src/limits.ts";
import type { RawAnswer, RawSocket } from "../support/raw_socket.ts";
import type { RealServer } from "../support/real_server.ts";
import type { Attacks } from "./attack.ts";

/** Limits of time that a test can wait for. */
const hasty = { timeouts: { headersMs: 150, requestMs: 300, keepAliveMs: 150 } };

/** The server ends the connection within two seconds, however its peer drips; answers what it said last. */
async function endsDripping(peer: RawSocket, drip: string): Promise<RawAnswer> {
  const end = performance.now() + 2_000;
  const answer = peer.readAnswer();
  for (const byte of drip.repeat(1_000)) {
    if (await Promise.race([answer.then(() => true), pause(20).then(() => false)])) break;
    assert.ok(performance.now() < end, "the server waits on");
    await peer.send(byte).catch(() => undefined);
  }
  await pause(20); // The one that lost its race.
  return await answer;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

/** Hono's adapter reads on for half a second when nobody reads a body to its end, by a timer that nothing shows. */
async function adapterIsDone(): Promise<void> {
  await pause(600);
}

function request(
  server: RealServer,
  lines: readonly string[],
  body: string | Uint8Array = "",
): (string | Uint8Array)[] {
  const head = [
    "POST /api/auth/guest HTTP/1.1",
    "Host: parley.test",
    "Content-Type: application/json",
    `X-Port: ${server.port}`,
    ...lines,
  ];
  return [`${head.join("\r\n")}\r\n\r\n`, body];
}

async function asked(server: RealServer, lines: readonly string[], body: string | Uint8Array = ""): Promise<RawAnswer> {
  const peer = await server.connect();
  await peer.send(...request(server, lines, body));
  return await peer.readAnswer();
}

export const networkCases: Attacks = {
  "S10: a handshake that does not arrive in time is answered 408": {
    options: hasty,
    run: async (server) => {
      for (const begun of ["G", "GET /ws?token=x HTTP/1.1\r\n", "GET /ws HTTP/1.1\r\nHost: parley.test\r\nUpgra"]) {
        const peer = await server.connect();
        await peer.send(begun);
        assert.equal((await peer.readAnswer()).status, 408, begun);
        assert.equal(await peer.readEnd(), "end");
      }
    },
  },

  "S10: a handshake that drips in byte by byte is not waited for longer": {
    options: hasty,
    run: async (server) => {
      const peer = await server.connect();
      await peer.send("GET /ws HTTP/1.1\r\nHost: parley.test\r\nX-Slow: ");
      assert.equal((await endsDripping(peer, "x")).status, 408);
      const lines = await server.connect();
      await lines.send("GET /ws HTTP/1.1\r\nHost: parley.test\r\n");
      assert.equal((await endsDripping(lines, "a:b\r\n")).status, 408);
    },
  },

  "S10: a connection on which nothing is ever said is ended": {
    options: hasty,
    run: async (server) => {
      const peer = await server.connect();
      assert.match(await peer.readEnd(3_000), /end|reset/);
    },
  },

  "S66: a body that drips in is answered 408": {
    options: hasty,
    run: async (server) => {
      const known = await server.connect();
      await known.send(...request(server, ["Content-Length: 1000"], '{"'));
      assert.equal((await endsDripping(known, "x")).status, 408);
      const chunked = await server.connect();
      await chunked.send(...request(server, ["Transfer-Encoding: chunked"], "1\r\n{\r\n"));
      assert.equal((await endsDripping(chunked, "1\r\nx\r\n")).status, 408);
      await adapterIsDone();
    },
  },

  "S66: a body over the limit is refused with 413, whether its length is told or not": async (server) => {
    const told = await asked(server, [`Content-Length: ${bodyBytesMax + 1}`], " ".repeat(bodyBytesMax + 1));
    assert.equal(told.status, 413);
    const claimed = await asked(server, ["Content-Length: 99999999999"], "{");
    assert.equal(claimed.status, 413);
    const chunk = `4000\r\n${" ".repeat(0x4000)}\r\n`;
    const chunked = await asked(server, ["Transfer-Encoding: chunked"], chunk.repeat(bodyBytesMax / 0x4000 + 1));
    assert.equal(chunked.status, 413);
    await adapterIsDone();
  },

  "S66: a compressed body is refused with 415, a bomb before it is opened": async (server) => {
    const bomb = gzipSync(new Uint8Array(50_000_000));
    for (const encoding of ["gzip", "GZIP", "deflate", "br", "zstd", "gzip, gzip"]) {
      const answer = await asked(server, [`Content-Encoding: ${encoding}`, `Content-Length: ${bomb.length}`], bomb);
      assert.equal(answer.status, 415, encoding);
    }
    await adapterIsDone();
  },

  "S66: a length that is wrong, given twice, or beside chunks is no way in": async (server) => {
    const lengths = [
      ["Content-Length: -1"],
      ["Content-Length: 1e3"],
      ["Content-Length: 0x10"],
      ["Content-Length: 5, 6"],
      ["Content-Length: 5", "Content-Length: 6"],
      ["Content-Length: 18446744073709551617"],
      ["Content-Length: 20", "Transfer-Encoding: chunked"],
      ["Transfer-Encoding: chunked, identity"],
    ];
    for (const lines of lengths) {
      const answer = await asked(server, lines, '{"username":"smuggler"}').catch((error: Error) => error);
      if (answer instanceof Error) assert.match(answer.message, /ended before an answer|reset/i, `${lines}`);
      else assert.ok([400, 413, 501].includes(answer.status), `${lines}: ${answer.status}`);
    }
    for (const chunk of ["zz\r\n{}\r\n", "-1\r\n{}\r\n", "ffffffffffffffffff\r\n{}\r\n", "2{}\r\n"]) {
      const answer = await asked(server, ["Transfer-Encoding: chunked"], chunk).catch((error: Error) => error);
      if (answer instanceof Error) assert.match(answer.message, /ended before an answer|reset/i, chunk);
      else assert.equal(answer.status, 400, chunk);
    }
    const { body } = await server.call(1, "GET", "/api/rooms");
    assert.equal((body["rooms"] as unknown[]).length, 1);
    await adapterIsDone();
  },

  "S66: what stands behind a body is the next request, and not part of it": async (server) => {
    const peer = await server.connect();
    const body = '{"username":"guest1"}';
    const behind = "GET /health HTTP/1.1\r\nHost: parley.test\r\n\r\n";
    await peer.send(...request(server, [`Content-Length: ${body.length}`], body), behind);
    assert.equal((await peer.readAnswer()).status, 201);
    assert.equal((await peer.readAnswer()).status, 200);
    await peer.send(...request(server, [`Content-Length: ${body.length - 1}`], body));
    const short = await peer.readAnswer();
    assert.equal(short.status, 400, "JSON without its end");
    await adapterIsDone();
  },

  "S67: no origin but a listed one may read an answer, and none with credentials": async (server) => {
    for (const origin of ["https://evil", "null", "https://app.example.com.evil", "http://app.example.com", "*"]) {
      for (const method of ["GET", "OPTIONS"]) {
        const response = await fetch(`${server.url}/api/rooms`, {
          method,
          headers: {
            origin,
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization",
          },
        });
        await response.body?.cancel();
        assert.equal(response.headers.get("access-control-allow-origin"), null, `${method} ${origin}`);
        assert.equal(response.headers.get("access-control-allow-credentials"), null);
        assert.match(response.headers.get("vary") ?? "", /origin/i, `${method} ${origin}`);
      }
    }
    const listed = await fetch(`${server.url}/api/rooms`, { headers: { origin: "https://app.example.com" } });
    await listed.body?.cancel();
    assert.equal(listed.headers.get("access-control-allow-origin"), "https://app.example.com");
    assert.equal(listed.headers.get("access-control-allow-credentials"), null);
    assert.match(listed.headers.get("vary") ?? "", /origin/i);
  },
};
