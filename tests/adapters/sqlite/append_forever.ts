/** Run by crash_test.ts and killed by it: appends to the rooms of a file, printing "room head" for what is acknowledged. */
import { openStore } from "./open_test_store.ts";
import { batch, idOf } from "../../contract/store/store_cases.ts";

const [path = "", run = ""] = Deno.args;
const store = await openStore(path);
const out = new TextEncoder();

async function write(number: number): Promise<void> {
  const room = idOf(number);
  let head = (await store.log.heads([room])).get(room)?.seq ?? 0;
  for (let i = 0;; i++) {
    const parts = Array.from(
      { length: 1 + i % 7 },
      (_, j) => ({ clientId: `${run}.${i}.${j}`, text: "x".repeat(190) }),
    );
    const result = await store.log.append(room, head, batch(head, ...parts));
    if (result.kind !== "ok") throw new Error(`room ${number} at ${head}: ${JSON.stringify(result)}`);
    head += parts.length;
    Deno.stdout.writeSync(out.encode(`${number} ${head}\n`));
  }
}

await Promise.all([1, 2, 3, 4, 5].map(write));
