import { runDecorated } from "./decorated_server.ts";
import { isPlantedFault, withPlantedFault } from "./planted_faults.ts";

/** The server with one fault planted in its store: `--planted=<fault>`. */
const flag = "--planted=";
const planted = Deno.args.find((arg) => arg.startsWith(flag))?.slice(flag.length) ?? "";
if (!isPlantedFault(planted)) throw new Error(`No such fault: ${planted}`);
await runDecorated(Deno.args.filter((arg) => !arg.startsWith(flag)), (store) => withPlantedFault(store, planted));
