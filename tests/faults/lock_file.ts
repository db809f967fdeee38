import { DatabaseSync } from "node:sqlite";

/** Another program that has locked a data file: `deno run lock_file.ts FILE`, until its standard input ends. */
const db = new DatabaseSync(Deno.args[0]!);
db.exec("PRAGMA busy_timeout = 5000");
db.exec("BEGIN EXCLUSIVE");
await Deno.stdout.write(new TextEncoder().encode("locked\n"));
for await (const _ of Deno.stdin.readable);
db.exec("ROLLBACK");
db.close();
