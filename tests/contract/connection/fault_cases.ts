import assert from "node:assert/strict";
import { frame, opcode } from "../../support/raw_socket.ts";
import type { Bench, Cases } from "./bench.ts";

/** The others live on, and the fault was counted and logged. */
async function assertContained(bench: Bench): Promise<void> {
  assert.equal(bench.counts.get("session_errors"), 1);
  const line = bench.lines.find(({ level }) => level === "error");
  assert.match(String(line?.fields["error"]), /boom/);
  assert.equal(typeof line?.fields["request_id"], "string");
  bench.gate.onOpen = () => {};
  const { peer } = await bench.open();
  await peer.send(frame(opcode.text, "still there"));
  assert.equal(await peer.readText(), "still there");
}

function boom(): never {
  throw new Error("boom");
}

export const faultCases: Cases = {
  "a throw of text() ends that connection alone, with 1011": async (bench) => {
    const bystander = await bench.open();
    const { peer, session } = await bench.open();
    session.onText = boom;
    await peer.send(frame(opcode.text, "one"), frame(opcode.text, "two"));
    assert.deepEqual(await peer.readClose(), { code: 1011, reason: "internal error" });
    await peer[Symbol.asyncDispose]();
    assert.equal(await session.over, 1011);
    assert.deepEqual(session.texts, ["one"]);
    await bystander.peer.send(frame(opcode.text, "unharmed"));
    assert.equal(await bystander.peer.readText(), "unharmed");
    await assertContained(bench);
  },

  "a throw of alive() ends that connection alone, with 1011": async (bench) => {
    const { peer, session } = await bench.open();
    session.onAlive = boom;
    session.connection.ping();
    await peer.send(frame(opcode.pong));
    assert.equal((await peer.readClose())?.code, 1011);
    await peer[Symbol.asyncDispose]();
    assert.equal(await session.over, 1011);
    await assertContained(bench);
  },

  "a throw of the gate's open() ends that connection alone, with 1011": async (bench) => {
    bench.gate.onOpen = boom;
    const { peer } = await bench.open();
    assert.equal((await peer.readClose())?.code, 1011);
    await assertContained(bench);
  },

  "a throw of closed() ends nothing else": async (bench) => {
    const { peer, session } = await bench.open();
    session.closed = boom;
    await peer.send(frame(opcode.text, "hello"));
    await peer.readText();
    await peer[Symbol.asyncDispose]();
    while (bench.counts.get("session_errors") === undefined) {
      await new Promise<void>((resolve) => void setTimeout(resolve, 1));
    }
    await assertContained(bench);
  },
};
