import { stop } from "esbuild";
import { buildClientPackages } from "./client_packages.ts";

/** Writes the packages of the SDK and of the React hooks into `dist/npm`, or into the folder given. */
await buildClientPackages(Deno.args[0] ?? "dist/npm");
await stop();
