import assert from "node:assert/strict";
import { ChatUnderFault, pause, until } from "./chat_under_fault.ts";
import { mayMount, mountSmallDisk } from "./small_disk.ts";

const fullMs = 5_000;

Deno.test({
  name: "A disk that is full for a while: definite refusals, reading goes on, not ready, and all well by itself after",
  // Needs the right to mount a tmpfs.
  ignore: !mayMount,
  fn: async () => {
    await using disk = await mountSmallDisk(48);
    assert.ok(disk !== undefined);
    await using chat = await ChatUnderFault.start({ dataDir: disk.path });
    const [room] = chat.rooms;
    await chat.acknowledged(200);
    assert.deepEqual(chat.refusals, new Map());

    await disk.fill(0);
    await until(() => (chat.refusals.get("unavailable") ?? 0) > 0, 10_000, "a refusal");
    const acksWhenFull = chat.acks;
    const full = performance.now();
    while (performance.now() - full < fullMs) {
      const ready = await chat.get("/ready");
      assert.equal(ready.status, 503, ready.body);
      assert.match(ready.body, /"store":"unavailable"/);
      assert.equal((await chat.get("/health")).status, 200);
      const history = await chat.get(`/api/rooms/${room}/messages?limit=50`);
      assert.equal(history.status, 200, history.body);
      await pause(100);
    }
    assert.ok(chat.acks - acksWhenFull < 50, `${chat.acks - acksWhenFull} were acknowledged by a full disk`);
    assert.deepEqual([...chat.refusals.keys()], ["unavailable"]);

    await disk.clear();
    const clearedAt = performance.now();
    await chat.acknowledged(100);
    await until(async () => (await chat.get("/ready")).status === 200, 5_000, "ready again");
    assert.ok(performance.now() - clearedAt < 5_000);
    const { violations, acks } = await chat.verdict();
    assert.deepEqual(violations, []);
    assert.ok(acks > 300, `${acks} acknowledgements`);
  },
});
