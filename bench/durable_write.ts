import { DatabaseSync } from "node:sqlite";
import { median } from "./results_table.ts";

const writes = 300;

/** Milliseconds one durable write of a message takes on this disk: the floor below which no acknowledgement can be. */
export async function measureDurableWrite(): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "parley-bench-" });
  const database = new DatabaseSync(`${folder}/write.db`);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE events (text TEXT)");
  const insert = database.prepare("INSERT INTO events VALUES (?)");
  const text = "x".repeat(430);
  const took = Array.from({ length: writes }, () => {
    const start = performance.now();
    insert.run(text);
    return performance.now() - start;
  });
  database.close();
  await Deno.remove(folder, { recursive: true });
  return median(took.toSorted((a, b) => a - b));
}
