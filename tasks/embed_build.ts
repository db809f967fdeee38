import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { minified } from "./minified.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Where the built widget stands, from the root. It is committed: a fresh clone serves it without building. */
export const embedFile = "clients/embed/dist/embed.js";

/** The widget as one script that any page can load. */
export async function bundleEmbed(): Promise<string> {
  const { outputFiles } = await build({
    ...{ entryPoints: [`${root}clients/embed/main.ts`], bundle: true, minifySyntax: true, write: false },
    ...{ format: "iife", target: "es2022", legalComments: "none", charset: "utf8" },
  });
  return await minified(outputFiles[0]!.text, "script");
}
