import { stop } from "esbuild";
import { fileURLToPath } from "node:url";
import { bundleEmbed, embedFile } from "./embed_build.ts";

/** Builds the widget into the file from which the server serves it, or into the one given. */
const path = Deno.args[0] ?? fileURLToPath(new URL(`../${embedFile}`, import.meta.url));
await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
await Deno.writeTextFile(path, await bundleEmbed());
await stop();
