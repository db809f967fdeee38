/** Of the packages in `deno.json`, those that no file of the server imports: tests and the type checker use them. */
export function devOnly(packages: readonly string[], sources: readonly string[]): string[] {
  return packages.filter((name) => !sources.some((text) => text.includes(`"${name}"`) || text.includes(`"${name}/`)));
}

/** Files that are read at run time, by path, so that no import tells of them. */
export const mustEmbed: readonly { readonly package: string; readonly file: string }[] = [
  { package: "swagger-ui-dist", file: "swagger-ui.css" },
  { package: "swagger-ui-dist", file: "swagger-ui-bundle.js" },
  { package: "swagger-ui-dist", file: "favicon-32x32.png" },
];

/** The built web application and the widget: read at run time, all of them. */
export const builtFolders = ["clients/web/dist", "clients/embed/dist"] as const;

/** Folders of packages that no code of the server reads. */
const unread: readonly string[] = [
  // 200,000 lines of numbers without an extension, which `deno compile` takes for a program.
  "node_modules/.deno/bintrees@1.0.2/node_modules/bintrees/test",
];

export function packageFolder(name: string): string {
  return `node_modules/${name}`;
}

/** The arguments of `deno compile`, with the permissions and the heap that the task of the server has. */
export function compileArguments(startCommand: string, workers: readonly string[], output: string): string[] {
  const permissions = startCommand.split(" ").filter((word) => /^--(allow|ignore|deny|no-prompt|v8-flags)/.test(word));
  return [
    "compile",
    "--no-check",
    ...permissions,
    ...workers.flatMap((path) => ["--include", path]),
    ...builtFolders.flatMap((path) => ["--include", path]),
    ...unread.flatMap((path) => ["--exclude", path]),
    "--output",
    output,
    "src/main.ts",
  ];
}

/** The TypeScript files under a folder, by their paths relative to it. */
export async function sourcesOf(folder: string, under = ""): Promise<ReadonlyMap<string, string>> {
  const sources = new Map<string, string>();
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${under}`)) {
    const path = `${under}${name}`;
    if (isDirectory) { for (const [inner, text] of await sourcesOf(folder, `${path}/`)) sources.set(inner, text); }
    else if (name.endsWith(".ts")) sources.set(path, await Deno.readTextFile(`${folder}/${path}`));
  }
  return sources;
}

/** The files that run in Workers: nothing imports them, so nothing else would embed them. */
export function workersOf(sources: ReadonlyMap<string, string>): string[] {
  return [...sources].flatMap(([path, text]) => {
    const named = text.matchAll(/new Worker\(\s*new URL\("\.\/([\w./]+)",\s*import\.meta\.url\)/g);
    return Array.from(named, ([, file]) => `${path.slice(0, path.lastIndexOf("/") + 1)}${file}`);
  }).toSorted();
}
