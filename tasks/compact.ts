import { DatabaseSync } from "node:sqlite";
import { stoppedDataFile } from "./stopped_data_file.ts";

/**
 * Writes the data file anew, of a server that is stopped: it takes the room that its data need, and nothing of what was deleted is
 * left between them. Takes as much free disk again as the file has; a file in the middle of it is as it was before.
 */
const path = stoppedDataFile("MongoDB looks after its own files");
const before = Deno.statSync(path).size;
const db = new DatabaseSync(path);
try {
  db.exec("VACUUM");
  // What was there before is in neither file any more.
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
} finally {
  db.close();
}
const mebibytes = (bytes: number): string => (bytes / 1_048_576).toFixed(1);
const said = `The data file takes ${mebibytes(Deno.statSync(path).size)} MiB, ${mebibytes(before)} before\n`;
await Deno.stdout.write(new TextEncoder().encode(said));
