import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build, type InlineConfig, type Plugin } from "vite";

/** The repository, with a slash at its end. */
export const root = fileURLToPath(new URL("..", import.meta.url));
/** Where the built application stands, from the root. It is committed: a fresh clone serves it without building. */
export const builtFolder = "clients/web/dist";

/** What the application is made of: change one of these and it must be built anew. */
const sourceFolders = ["clients/web", "clients/react", "clients/sdk"];
/** The packages that end up in it, or make it. */
const packages = /^(react|react-dom|react-i18next|i18next|virtua|lowlight|marked|thumbhash|vite)$/;

/**
 * Builds the application into `folder`. Done in a copy with a `node_modules` of its own, since Vite finds packages in no
 * other way, and since nothing of the place where it was built can then get into what was built.
 */
export async function buildWeb(folder: string): Promise<void> {
  const copy = await Deno.realPath(await Deno.makeTempDir({ prefix: "parley-web-" }));
  try {
    for (const path of await webSources()) await copyFile(`${root}${path}`, `${copy}/${path}`);
    await Deno.copyFile(`${root}deno.lock`, `${copy}/deno.lock`);
    const { imports } = JSON.parse(await Deno.readTextFile(`${root}deno.json`));
    const needed = Object.entries(imports).filter(([name]) => packages.test(name));
    const config = { nodeModulesDir: "auto", imports: Object.fromEntries(needed) };
    await Deno.writeTextFile(`${copy}/deno.json`, JSON.stringify(config));
    await install(copy);
    await build(configOf(`${copy}/clients/web`, folder));
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
}

function configOf(sources: string, folder: string): InlineConfig {
  return {
    configFile: false,
    root: sources,
    mode: "production",
    logLevel: "warn",
    plugins: [precache()],
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: "es2023",
      // The policy of the page allows no `data:` addresses and no inline script.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: {
        checks: { pluginTimings: false },
        // Of a package for servers, too: a directive for those that means nothing here.
        onwarn: (warning, warn) => warning.code === "MODULE_LEVEL_DIRECTIVE" ? undefined : warn(warning),
        input: [`${sources}/index.html`, `${sources}/worker/service_worker.ts`],
        output: {
          entryFileNames: ({ name }) => name === "service_worker" ? "[name].js" : "assets/[name]-[hash].js",
          chunkFileNames: "assets/[name]-[hash].js",
          assetFileNames: "assets/[name]-[hash][extname]",
        },
      },
    },
  };
}

/** Tells the service worker what the application consists of, and gives that a version. */
function precache(): Plugin {
  return {
    name: "precache",
    generateBundle(_options, bundle) {
      const worker = bundle["service_worker.js"];
      if (worker?.type !== "chunk") throw new Error("There is no service worker to tell");
      const names = Object.keys(bundle).filter((name) => name.startsWith("assets/")).toSorted();
      const version = createHash("sha256").update(names.join()).digest("hex").slice(0, 12);
      worker.code = worker.code.replace("__VERSION__", version)
        .replace(/["'`]__ASSETS__["'`]/, JSON.stringify(names.map((name) => `/${name}`)));
    },
  };
}

/** Every source of the application, from the root, sorted. */
export async function webSources(): Promise<string[]> {
  const paths: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(`${root}${folder}`)) {
      const path = `${folder}/${name}`;
      if (path === builtFolder) continue;
      if (isDirectory) await visit(path);
      else paths.push(path);
    }
  };
  for (const folder of sourceFolders) await visit(folder);
  return paths.toSorted();
}

async function install(folder: string): Promise<void> {
  const args = ["install", "--quiet", "--frozen=false"];
  const { success } = await new Deno.Command(Deno.execPath(), { args, cwd: folder }).spawn().status;
  if (!success) throw new Error("The packages of the application could not be installed");
}

async function copyFile(from: string, to: string): Promise<void> {
  await Deno.mkdir(to.slice(0, to.lastIndexOf("/")), { recursive: true });
  await Deno.copyFile(from, to);
}
