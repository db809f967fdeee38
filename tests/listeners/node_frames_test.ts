import assert from "node:assert/strict";
import { closeHandshakeMs, fragmentsMax, frameBytesMax, inputPiecesMax, pongsPendingMax } from "../../src/limits.ts";
import { createNodeListener } from "../../src/listeners/node/node_listener.ts";
import { Bench } from "../contract/connection/bench.ts";
import { bytes, closeFrame, frame, opcode } from "../support/raw_socket.ts";

function createBench(): Promise<Bench> {
  return Bench.create((deps) => createNodeListener({ ...deps, host: "127.0.0.1", port: 0 }));
}

/** What the peer sends closes its connection with the code, is counted, does not reach the session, and harms no other. */
async function assertCloses(code: number, ...sent: readonly Uint8Array[]): Promise<void> {
  await using bench = await createBench();
  const bystander = await bench.open();
  const { peer, session } = await bench.open();
  await peer.send(...sent);
  assert.equal((await peer.readClose())?.code, code);
  assert.deepEqual(session.texts, []);
  await bench.clock.tick(closeHandshakeMs);
  assert.equal(await session.over, code);
  assert.equal(await peer.readEnd(), "end");
  assert.deepEqual(session.closes, [code]);
  assert.equal(bench.counts.get(String(code)), 1);
  await bystander.peer.send(frame(opcode.text, "unharmed"));
  assert.equal(await bystander.peer.readText(), "unharmed");
}

const lone = (...values: number[]): Uint8Array => Uint8Array.from(values);

Deno.test("node listener closes with 1002 over an unmasked frame", async () => {
  await assertCloses(1002, frame(opcode.text, "hello", { mask: false }));
  await assertCloses(1002, frame(opcode.ping, "", { mask: false }));
});

Deno.test("node listener closes with 1002 over each reserved bit", async () => {
  for (const rsv of [1, 2, 4, 7]) await assertCloses(1002, frame(opcode.text, "hello", { rsv }));
  await assertCloses(1002, frame(opcode.ping, "", { rsv: 4 }));
});

Deno.test("node listener closes with 1002 over each reserved opcode", async () => {
  for (const code of [3, 4, 5, 6, 7, 11, 12, 13, 14, 15]) await assertCloses(1002, frame(code, "hello"));
});

Deno.test("node listener closes with 1007 over text that is no UTF-8", async () => {
  const faults = {
    "lone ff fe": lone(0xff, 0xfe),
    "surrogate": lone(0xed, 0xa0, 0x80),
    "overlong slash": lone(0xc0, 0xaf),
    "overlong NUL": lone(0xe0, 0x80, 0x80),
    "beyond U+10FFFF": lone(0xf4, 0x90, 0x80, 0x80),
    "cut off": lone(0x61, 0xe2, 0x82),
    "lone continuation": lone(0x80),
  };
  for (const fault of Object.values(faults)) await assertCloses(1007, frame(opcode.text, fault));
});

Deno.test("node listener closes with 1007 over UTF-8 that goes wrong in a later fragment", async () => {
  await assertCloses(
    1007,
    frame(opcode.text, lone(0xe2, 0x82), { fin: false }),
    frame(opcode.continuation, lone(0x61)),
  );
});

Deno.test("node listener closes with 1007 over a close reason that is no UTF-8", async () => {
  await assertCloses(1007, closeFrame(1000, lone(0xff, 0xfe)));
});

Deno.test("node listener closes with 1002 over fragmented and overlong control frames", async () => {
  await assertCloses(1002, frame(opcode.ping, "x", { fin: false }));
  await assertCloses(1002, frame(opcode.close, "", { fin: false }));
  await assertCloses(1002, frame(opcode.ping, "x".repeat(126)));
  await assertCloses(1002, frame(opcode.pong, "x".repeat(70_000)));
});

Deno.test("node listener closes with 1002 over a continuation of nothing and a text inside a fragmented text", async () => {
  await assertCloses(1002, frame(opcode.continuation, "hello"));
  await assertCloses(1002, frame(opcode.continuation, "hello", { fin: false }));
  await assertCloses(1002, frame(opcode.text, "one", { fin: false }), frame(opcode.text, "two"));
});

Deno.test("node listener closes with 1002 over a close frame that is malformed", async () => {
  await assertCloses(1002, frame(opcode.close, "x"));
  for (const code of [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535]) {
    await assertCloses(1002, closeFrame(code));
  }
  await assertCloses(1002, closeFrame(1000, "x".repeat(124)));
});

Deno.test("node listener answers every valid close code with the same", async () => {
  for (const code of [1000, 1001, 1003, 1007, 1011, 1014, 3000, 4000, 4999]) {
    await using bench = await createBench();
    const { peer, session } = await bench.open();
    await peer.send(closeFrame(code, "x".repeat(123)));
    assert.equal((await peer.readClose())?.code, code);
    assert.equal(await session.over, code);
  }
});

Deno.test("node listener closes with 1009 over a message that is too big, before it has arrived", async () => {
  const whole = frame(opcode.text, "x".repeat(frameBytesMax + 1));
  await assertCloses(1009, whole.subarray(0, 100));
  const claim = bytes(lone(0x81, 0xff), lone(0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), lone(1, 2, 3, 4));
  await assertCloses(1009, claim);
});

Deno.test("node listener closes with 1009 over fragments whose sum is too big", async () => {
  await assertCloses(
    1009,
    frame(opcode.text, "x".repeat(40_000), { fin: false }),
    frame(opcode.continuation, "x".repeat(40_000)),
  );
});

Deno.test("node listener ends a message of endless fragments at the cap", async () => {
  const part = frame(opcode.continuation, "x".repeat(1_000), { fin: false });
  await assertCloses(1009, frame(opcode.text, "", { fin: false }), ...Array.from({ length: 70 }, () => part));
});

Deno.test("node listener closes with 1008 over a message in too many fragments, empty ones too", async () => {
  const empty = frame(opcode.continuation, "", { fin: false });
  await assertCloses(
    1008,
    frame(opcode.text, "", { fin: false }),
    ...Array.from({ length: fragmentsMax }, () => empty),
  );
});

Deno.test("node listener closes with 1008 over a frame that trickles in in too many pieces", async () => {
  await using bench = await createBench();
  const { peer, session } = await bench.open();
  const whole = frame(opcode.text, "x".repeat(60_000));
  let at = 8;
  await peer.send(whole.subarray(0, at));
  let sent = 0;
  // Each piece is read by itself only if the event loop turns between them.
  while (bench.counts.get("1008") === undefined && at + 1 < whole.length) {
    await peer.send(whole.subarray(at, ++at));
    sent++;
    for (let turn = 0; turn < 8; turn++) await new Promise<void>((resolve) => void setImmediate(resolve));
  }
  assert.equal(bench.counts.get("1008"), 1);
  assert.ok(sent >= inputPiecesMax, `closed after ${sent} pieces`);
  assert.equal((await peer.readClose())?.code, 1008);
  assert.deepEqual(session.texts, []);
});

Deno.test("node listener closes with 1003 over a binary message, fragmented too", async () => {
  await assertCloses(1003, frame(opcode.binary, "hello"));
  await assertCloses(1003, frame(opcode.binary, "hel", { fin: false }), frame(opcode.continuation, "lo"));
});

Deno.test("node listener drops what a peer sends after its fault, and cuts it if it does not stop", async () => {
  await using bench = await createBench();
  const { peer, session } = await bench.open();
  await peer.send(frame(3));
  assert.equal((await peer.readClose())?.code, 1002);
  await peer.send(frame(opcode.text, "ignored"), frame(opcode.ping), new Uint8Array(1_000_000));
  await bench.clock.tick(closeHandshakeMs);
  assert.equal(await session.over, 1002);
  assert.deepEqual(session.texts, []);
  assert.equal(session.signsOfLife, 0);
});

Deno.test("node listener queues no pongs without limit for a peer that does not read, and answers its latest ping", async () => {
  await using bench = await createBench();
  const { peer, session } = await bench.open();
  const pings = 80_000; // 10 MB of pongs: more than the kernel takes.
  const payload = (i: number) => String(i).padEnd(125, ".");
  for (let i = 0; i < pings; i += 1_000) {
    await peer.send(...Array.from({ length: 1_000 }, (_, j) => frame(opcode.ping, payload(i + j))));
  }
  await peer.send(frame(opcode.text, "mark"));
  while (session.texts.length === 0) await new Promise<void>((resolve) => void setTimeout(resolve, 1));
  assert.equal(session.signsOfLife, pings);
  const waiting = session.connection.bufferedBytes;
  assert.ok(waiting <= (pongsPendingMax + 1) * 127 + 100, `${waiting} bytes wait`);
  let last = "";
  let pongs = 0;
  while (last !== payload(pings - 1)) {
    const read = await peer.readFrame();
    if (read?.opcode !== opcode.pong) continue;
    last = new TextDecoder().decode(read.payload);
    pongs++;
  }
  assert.ok(pongs < pings);
});

Deno.test("node listener lives through a flood of empty texts, in order with what follows", async () => {
  await using bench = await createBench();
  const { peer, session } = await bench.open();
  session.onText = () => {};
  const flood = bytes(...Array.from({ length: 1_000 }, () => frame(opcode.text)));
  for (let i = 0; i < 20; i++) await peer.send(flood);
  await peer.send(frame(opcode.ping, "end"));
  assert.equal((await peer.readFrame())?.opcode, opcode.pong);
  assert.equal(session.texts.length, 20_000);
});
