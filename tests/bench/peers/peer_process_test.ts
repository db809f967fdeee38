import assert from "node:assert/strict";
import { startPeer } from "../../../bench/peers/peer_process.ts";

const port = /listening on (\d+)/;

function script(text: string) {
  return { command: Deno.execPath(), args: ["eval", text], port };
}

async function isRunning(pid: number): Promise<boolean> {
  return await Deno.stat(`/proc/${pid}`).then(() => true, () => false);
}

Deno.test("startPeer() resolves with the port that the program tells, and the program ends with the block", async () => {
  let pid: number;
  {
    await using peer = await startPeer(script("console.error('listening on 4711'); setInterval(() => {}, 1000);"));
    assert.equal(peer.port, 4711);
    pid = peer.pid;
    assert.equal(await isRunning(pid), true);
  }
  assert.equal(await isRunning(pid), false);
});

Deno.test("startPeer() rejects with what the program wrote when it ends instead of listening", async () => {
  await assert.rejects(startPeer(script("console.log('no such library'); Deno.exit(3);")), (error: Error) => {
    return /exited with 3/.test(error.message) && /no such library/.test(error.message);
  });
});

Deno.test("A peer that has ended by itself is disposed of without a fault", async () => {
  await using peer = await startPeer(script("console.log('listening on 1')"));
  assert.equal(peer.port, 1);
});
