import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { everything, idOf, makeRoom } from "../../contract/store/store_cases.ts";
import { tempFolder } from "../../support/temp.ts";
import { openStore } from "./open_test_store.ts";

const rooms = [1, 2, 3, 4, 5];

/** Starts a writer on the file, kills it after so many acknowledgements; answers the last one of each room. */
async function killedAfter(path: string, acknowledgements: number): Promise<Map<number, number>> {
  const script = fileURLToPath(new URL("./append_forever.ts", import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, path, `${acknowledgements}`],
    stdout: "piped",
  }).spawn();
  const acknowledged = new Map<number, number>();
  let text = "";
  let count = 0;
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (text + chunk).split("\n");
    // What was cut off by the kill was not told.
    text = lines.pop() ?? "";
    for (const line of lines) {
      const [room = 0, head = 0] = line.split(" ").map(Number);
      acknowledged.set(room, head);
    }
    const before = count;
    count += lines.length;
    if (before < acknowledgements && count >= acknowledgements) child.kill("SIGKILL");
  }
  const status = await child.status;
  assert.equal(status.signal, "SIGKILL");
  return acknowledged;
}

Deno.test("a process killed in the middle of appends loses nothing that it acknowledged", async () => {
  await using folder = await tempFolder();
  const path = folder.file("parley.db");
  const first = await openStore(path);
  for (const number of rooms) await makeRoom(first, number);
  await first.close();
  for (const acknowledgements of [20, 211, 500]) {
    const acknowledged = await killedAfter(path, acknowledgements);
    const store = await openStore(path);
    for (const number of rooms) {
      const entries = await store.log.read(idOf(number), everything, 1_000_000);
      assert.deepEqual(entries.map(({ seq }) => seq), entries.map((_, i) => i + 1), "a log has a hole");
      assert.ok(entries.length >= (acknowledged.get(number) ?? 0), `room ${number} lost acknowledged entries`);
      assert.equal((await store.rooms.byId(idOf(number)))?.head, entries.length);
    }
    await store.close();
  }
});
