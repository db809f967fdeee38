import { runDecorated } from "../support/decorated_server.ts";
import { withSlowDisk } from "./slow_disk.ts";

/** The server over a slow disk: `--slow=WRITE,EVENT`, milliseconds a write and an event of it. */
const flag = "--slow=";
const given = Deno.args.find((arg) => arg.startsWith(flag))?.slice(flag.length) ?? "";
const [write = 0, event = 0] = given.split(",").map(Number);
await runDecorated(Deno.args.filter((arg) => !arg.startsWith(flag)), (store) => {
  return withSlowDisk(store, () => ({ write, event }));
});
