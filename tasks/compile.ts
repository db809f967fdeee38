import { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";
import {
  builtFolders,
  compileArguments,
  devOnly,
  mustEmbed,
  packageFolder,
  sourcesOf,
  workersOf,
} from "./compile_plan.ts";

/**
 * Builds the single binary, `dist/parley` or the path given, and lists what it embeds. Fails where a Worker or a page's
 * asset is missing from it. The runtime part is downloaded by `deno compile`; `DENORT_BIN` names another.
 *
 * Built in a folder of its own with a `node_modules`, because only there can files of packages be left out:
 * `deno compile` 2.9 overflows its stack over the test data of one of them.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const output = Deno.args[0] ?? `${root}/dist/parley`;
const folder = await Deno.makeTempDir({ prefix: "parley-compile-" });
try {
  await compile();
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function compile(): Promise<void> {
  await copyTree("src");
  for (const folder of builtFolders) await copyTree(folder);
  await Deno.copyFile(`${root}/deno.lock`, `${folder}/deno.lock`);
  const config = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  const sources = await sourcesOf(`${folder}/src`);
  for (const name of devOnly(Object.keys(config.imports), [...sources.values()])) delete config.imports[name];
  // What is left out of formatting is not to be left out of the binary.
  const { exclude: _notOurs, ...kept } = config;
  await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify({ ...kept, nodeModulesDir: "auto" }));
  // Takes the packages that only tests use out of the lock, and thereby out of the binary; versions stay as locked.
  await deno(["install", "--quiet", "--frozen=false"]);
  const workers = workersOf(sources);
  const entry = `${output}-${crypto.randomUUID()}`;
  await deno(compileArguments(config.tasks.start.command, workers.map((path) => `src/${path}`), entry));
  await Deno.rename(entry, output);
  const missing = await missingFrom(output, workers);
  if (missing.length > 0) throw new Error(`The binary lacks ${missing.join(", ")}`);
  const sentence =
    `Built ${output}; it holds ${workers.length} Workers, the ${mustEmbed.length} assets of /docs and the web application\n`;
  await Deno.stdout.write(new TextEncoder().encode(sentence));
}

async function deno(args: readonly string[]): Promise<void> {
  const { success, code } = await new Deno.Command(Deno.execPath(), { args: [...args], cwd: folder }).spawn().status;
  if (!success) throw new Error(`deno ${args[0]} ended with ${code}`);
}

async function copyTree(path: string): Promise<void> {
  await Deno.mkdir(`${folder}/${path}`, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(`${root}/${path}`)) {
    if (isDirectory) await copyTree(`${path}/${name}`);
    else await Deno.copyFile(`${root}/${path}/${name}`, `${folder}/${path}/${name}`);
  }
}

async function filesOf(path: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${path}`)) {
    files.push(...isDirectory ? await filesOf(`${path}/${name}`) : [`${path}/${name}`]);
  }
  return files;
}

/** Looks in the binary itself for the files, byte by byte. */
async function missingFrom(binary: string, workers: readonly string[]): Promise<string[]> {
  const files = [
    ...workers.map((path) => `src/${path}`),
    ...mustEmbed.map((asset) => `${packageFolder(asset.package)}/${asset.file}`),
    ...(await Promise.all(builtFolders.map(filesOf))).flat(),
  ];
  const bytes = Buffer.from(await Deno.readFile(binary));
  const missing: string[] = [];
  for (const file of files) {
    if (!bytes.includes(Buffer.from(await Deno.readFile(`${folder}/${file}`)))) missing.push(file);
  }
  return missing;
}
