import assert from "node:assert/strict";
import { frameBytesMax } from "../../src/limits.ts";
import { echoPath, openEchoServer, type Subject } from "../../tasks/conformance/echo_server.ts";
import { frame, opcode, RawSocket } from "../support/raw_socket.ts";

/** What comes back for each message, as `opcode:bytes` or `close:code`. */
async function answers(subject: Subject, ...messages: readonly [code: number, bytes: number][]): Promise<string[]> {
  const listener = await openEchoServer(subject);
  const found: string[] = [];
  try {
    for (const [code, length] of messages) {
      await using peer = await RawSocket.open(listener.address.port, { path: echoPath });
      await peer.send(frame(code, "x".repeat(length)));
      const read = await peer.readFrame();
      assert.ok(read !== undefined);
      const [high = 0, low = 0] = read.payload;
      found.push(read.opcode === opcode.close ? `close:${high << 8 | low}` : `${read.opcode}:${read.payload.length}`);
    }
  } finally {
    await listener.close();
  }
  return found;
}

Deno.test("openEchoServer() with bounds raised echoes binary and large messages, as shipped it refuses them", async () => {
  const tried = [[opcode.binary, 10], [opcode.text, 10], [opcode.text, frameBytesMax + 1]] as const;
  const messages = tried.map(([code, length]): [number, number] => [code, length]);
  for (const subject of ["node, all bounds raised", "node, message bound raised"] as const) {
    assert.deepEqual(await answers(subject, ...messages), ["2:10", "1:10", `1:${frameBytesMax + 1}`]);
  }
  for (const subject of ["node as shipped", "edge as shipped"] as const) {
    assert.deepEqual(await answers(subject, ...messages), ["close:1003", "1:10", "close:1009"]);
  }
});

Deno.test("openEchoServer() echoes binary messages of every length of header", async () => {
  const lengths = [0, 1, 125, 126, 65_535, 65_536, 200_000];
  const found = await answers("node, all bounds raised", ...lengths.map((length): [number, number] => [2, length]));
  assert.deepEqual(found, lengths.map((length) => `2:${length}`));
});
