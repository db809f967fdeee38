import { parseArgs } from "node:util";
import { takeScreenshots } from "./screenshots/take_screenshots.ts";

const { values, positionals } = parseArgs({
  options: { only: { type: "string" }, webp: { type: "boolean" } },
  allowPositionals: true,
});
const [folder] = positionals;

/** Pictures of the application in every state, in a folder, as PNG files or small as WebP. They are looked at by people. */
if (folder === undefined) {
  await Deno.stderr.write(new TextEncoder().encode("deno task screenshots <folder> [--only <name>] [--webp]\n"));
  Deno.exit(2);
}
await Deno.mkdir(folder, { recursive: true });
await takeScreenshots(folder, values);
