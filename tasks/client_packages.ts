import { build } from "esbuild";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { emitTypes } from "./client_types.ts";
import { minified } from "./minified.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

interface ClientPackage {
  readonly name: string;
  readonly entry: string;
  readonly description: string;
  /** Imports of the sources that are another package to whoever installs this one. */
  readonly outside: Readonly<Record<string, string>>;
  /** What of packages the manifest asks for. */
  needs(version: string): object;
}

const packages: readonly ClientPackage[] = [
  {
    name: "sdk",
    entry: "clients/sdk/mod.ts",
    description: "Client of Parley, the real-time chat server, for browsers, Deno and Node",
    outside: {},
    needs: () => ({}),
  },
  {
    name: "react",
    entry: "clients/react/mod.ts",
    description: "React hooks for Parley, the real-time chat server",
    outside: { "../sdk/mod.ts": "@parley/sdk" },
    needs: (version) => ({ dependencies: { "@parley/sdk": version }, peerDependencies: { react: ">=19" } }),
  },
];

/**
 * Writes the packages of the clients into `folder`, ready to be published: one ES module each, with types that need no
 * other package, and a manifest.
 */
export async function buildClientPackages(folder: string): Promise<void> {
  const { version } = JSON.parse(await Deno.readTextFile(`${root}deno.json`)) as { version: string };
  for (const { name, entry, description, outside, needs } of packages) {
    const target = `${folder}/${name}`;
    await Deno.mkdir(target, { recursive: true });
    await Deno.writeTextFile(`${target}/mod.js`, await bundle(entry, outside));
    for (const [path, text] of emitTypes(root, entry, outside)) {
      await Deno.mkdir(dirname(`${target}/types/${path}`), { recursive: true });
      await Deno.writeTextFile(`${target}/types/${path}`, text);
    }
    const manifest = {
      ...{ name: `@parley/${name}`, version, description, type: "module", sideEffects: false },
      exports: { ".": { types: `./types/${entry.replace(/ts$/, "d.ts")}`, default: "./mod.js" } },
      engines: { node: ">=22" },
      ...needs(version),
    };
    await Deno.writeTextFile(`${target}/package.json`, `${JSON.stringify(manifest, undefined, 2)}\n`);
  }
}

/** One ES module of everything that `entry` reaches, minified; packages stay imports. */
export async function bundle(entry: string, outside: ClientPackage["outside"] = {}): Promise<string> {
  const { outputFiles } = await build({
    ...{ entryPoints: [`${root}${entry}`], bundle: true, minifySyntax: true, write: false },
    ...{ format: "esm", target: "es2022", external: ["react", "react/*"], jsx: "automatic", legalComments: "none" },
    plugins: [{
      name: "outside",
      setup: ({ onResolve }) =>
        onResolve({ filter: /^\.\.\// }, ({ path }) => {
          const name = outside[path];
          return name === undefined ? undefined : { path: name, external: true };
        }),
    }],
  });
  return await minified(outputFiles[0]!.text, "module");
}
