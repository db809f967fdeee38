import { buildWeb, builtFolder, root } from "./web_build.ts";

/** Builds the web application into the folder from which the server serves it, or into the one given. */
await buildWeb(Deno.args[0] ?? `${root}${builtFolder}`);
