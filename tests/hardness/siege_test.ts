import assert from "node:assert/strict";
import { frame, opcode, type RawSocket } from "../support/raw_socket.ts";
import { assertGood, Besieged, eventually } from "./besieged.ts";
import { takeDescriptors } from "./last_descriptor.ts";
import { laySiege } from "./lay_siege.ts";

/** Acts again and again until a moment, each time on a new connection; the server may hang up at any time. */
async function assault(untilMs: number, act: () => Promise<RawSocket>): Promise<number> {
  let times = 0;
  while (performance.now() < untilMs) {
    times++;
    const peer = await act().catch(() => undefined);
    await peer?.[Symbol.asyncDispose]();
  }
  return times;
}

/** Sends until the server does not take it any more, for two seconds at most. */
async function pour(peer: RawSocket, ...parts: readonly Uint8Array[]): Promise<RawSocket> {
  const end = performance.now() + 2_000;
  const sending = (async () => {
    for (let i = 0; i < 200 && performance.now() < end; i++) await peer.send(...parts);
  })().catch(() => undefined);
  await Promise.race([peer.readClose(2_000).catch(() => undefined), sending]);
  return peer;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

Deno.test("S28: a good client is served within 200 ms while others flood with every kind of frame", async () => {
  await using besieged = await Besieged.start();
  const { port } = besieged.server;
  const paths = range(9).map((user) => besieged.path(user));
  const experience = await besieged.during(async () => {
    const { connections, sentBytes } = await laySiege({ port, paths, what: "flood", ms: 4_000 });
    assert.ok(connections > 50 && sentBytes > 10_000_000, `${connections} connections, ${sentBytes} bytes`);
  });
  assertGood(experience);
  assert.ok(await besieged.metric("parley_refusals_total", 'code="rate"') > 0);
});

Deno.test("S9: a good client is served within 200 ms while an address knocks a thousand times a second", async () => {
  await using besieged = await Besieged.start({ LIMIT_CONNECTIONS_PER_USER: "20" });
  const { port } = besieged.server;
  const paths = range(8).map((i) => i % 2 === 0 ? "/ws?token=bad" : besieged.path(7));
  const experience = await besieged.during(async () => {
    const { connections } = await laySiege({ port, paths, what: "knock", ms: 3_000 });
    assert.ok(connections > 1_500, `${connections} knocks`);
  });
  assertGood(experience);
  assert.ok(await besieged.metric("parley_refusals_total", 'code="rate_limited"') > 500);
});

Deno.test("S25: the memory of the process does not grow with fragments that never end", async () => {
  await using besieged = await Besieged.start();
  const part = frame(opcode.continuation, new Uint8Array(8_192), { fin: false });
  const attack = async (): Promise<RawSocket> => {
    const peer = await besieged.open(1);
    await peer.send(frame(opcode.text, "", { fin: false }));
    return await pour(peer, part, part, part, part);
  };
  await assault(performance.now() + 1_000, attack); // So that what is compared is a process at work.
  const before = besieged.rssMb;
  let grown = 0;
  await Promise.all([1, 2].map(() =>
    assault(performance.now() + 3_000, async () => {
      grown = Math.max(grown, besieged.rssMb - before);
      return await attack();
    })
  ));
  assert.ok(grown < 64, `grew by ${grown} MiB`);
});

Deno.test("S29: ten readers that never read cost little memory and are let go, and a good client is served", async () => {
  await using besieged = await Besieged.start();
  const speaker = await besieged.open(100);
  const content = "😀".repeat(4_000);
  const say = () => {
    const text = JSON.stringify({ type: "message", room_id: besieged.global, content });
    return speaker.send(frame(opcode.text, text));
  };
  // So that what is compared is a process at work, with an index of what is said.
  for (let i = 0; i < 300; i++) {
    await say();
    if (i % 10 === 9) await speaker.readText();
  }
  await eventually("it is indexed", 30_000, async () => await besieged.metric("parley_search_indexed_total") >= 300);
  const stuck = await Promise.all(Array.from({ length: 10 }, (_, i) => besieged.open(i)));
  const before = besieged.rssMb;
  let most = 0;
  const experience = await besieged.during(async () => {
    // What the machine's own buffers hold comes first: several MiB a reader.
    for (let i = 0; i < 700; i++) {
      await say();
      if (i % 10 === 9) await speaker.readText();
      most = Math.max(most, besieged.rssMb);
    }
    await eventually("all ten are let go", 20_000, async () => {
      most = Math.max(most, besieged.rssMb);
      return await besieged.metric("parley_slow_consumers_total") >= 10;
    });
  });
  assert.ok(most - before < 150, `grew by ${most - before} MiB`);
  assertGood(experience);
  for (const peer of [...stuck, speaker]) await peer[Symbol.asyncDispose]();
});

Deno.test("S65: with no descriptor left peers wait or are cut off, a good client is served, and it passes", async () => {
  await using besieged = await Besieged.start();
  const experience = await besieged.during(async () => {
    const { cameIn } = await takeDescriptors(besieged, { open: 100, spare: 1, knocking: 50 });
    // Idle connections of HTTP are given up for peers that wait.
    assert.ok(cameIn <= 5, `${cameIn} came in`);
  });
  assertGood(experience);
  // A door that was opened anew keeps its limits of time.
  const slow = await besieged.connect();
  await slow.send("GET / HTTP/1.1\r\n");
  assert.equal((await slow.readAnswer(10_000)).status, 408);
  await slow[Symbol.asyncDispose]();
});

Deno.test("S65: the edge listener opens anew when the runtime has given it up for want of a descriptor", async () => {
  await using besieged = await Besieged.start({ LISTENER: "edge" });
  const experience = await besieged.during(async () => {
    const { cameIn } = await takeDescriptors(besieged, { open: 50, spare: 1, knocking: 20 });
    assert.ok(cameIn <= 5, `${cameIn} came in`);
  });
  assertGood(experience);
  assert.match(besieged.server.output, /the listening socket failed and is opened anew/);
});
