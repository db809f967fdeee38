/** Packages that only tests and the type checker use. */
export const devOnly: readonly string[] = ["@types/ws", "fast-check", "typescript"];

/** Files that are read at run time, by path, so that no import tells of them. */
export const mustEmbed: readonly { readonly package: string; readonly file: string }[] = [
  { package: "swagger-ui-dist", file: "swagger-ui.css" },
  { package: "swagger-ui-dist", file: "swagger-ui-bundle.js" },
  { package: "swagger-ui-dist", file: "favicon-32x32.png" },
];

/** Folders of packages that no code of the server reads. */
const unread: readonly string[] = [
  // 200,000 lines of numbers without an extension, which `deno compile` takes for a program.
  "node_modules/.deno/bintrees@1.0.2/node_modules/bintrees/test",
];

export function packageFolder(name: string): string {
  return `node_modules/${name}`;
}

/** The arguments of `deno compile`, with the permissions that the task of the server has. */
export function compileArguments(startCommand: string, workers: readonly string[], output: string): string[] {
  const permissions = startCommand.split(" ").filter((word) => /^--(allow|ignore|deny|no-prompt)/.test(word));
  return [
    "compile",
    "--no-check",
    ...permissions,
    ...workers.flatMap((path) => ["--include", path]),
    ...unread.flatMap((path) => ["--exclude", path]),
    "--output",
    output,
    "src/main.ts",
  ];
}

/** The files that run in Workers, relative to the folder: nothing imports them, so nothing else would embed them. */
export async function workersOf(folder: string, under = ""): Promise<string[]> {
  const workers: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${under}`)) {
    const path = `${under}${name}`;
    if (isDirectory) workers.push(...await workersOf(folder, `${path}/`));
    else if (name.endsWith(".ts")) {
      const text = await Deno.readTextFile(`${folder}/${path}`);
      const named = text.matchAll(/new Worker\(\s*new URL\("\.\/([\w./]+)",\s*import\.meta\.url\)/g);
      for (const [, file] of named) workers.push(`${under}${file}`);
    }
  }
  return workers.toSorted();
}
