import { stop } from "esbuild";
import { buildClientPackages } from "../../../tasks/client_packages.ts";
import { type TempFolder, tempFolder } from "../../support/temp.ts";

let built: Promise<string> | undefined;

/** The packages as they are published, built once for all tests of a file. */
async function builtPackages(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "parley-test-" });
  globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
  await buildClientPackages(folder);
  await stop();
  return folder;
}

/** The same, installed into the `node_modules` of a folder. */
export async function installedPackages(): Promise<TempFolder> {
  built ??= builtPackages();
  const folder = await tempFolder();
  await Deno.mkdir(`${folder.path}/node_modules`);
  await Deno.symlink(await built, `${folder.path}/node_modules/@parley`);
  return folder;
}
