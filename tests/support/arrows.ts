import type { ImportEdge, SourceFile } from "./source_file.ts";

/** Where a file stands, and what files standing there may import beside their own place. */
interface Place {
  readonly name: string;
  readonly has: RegExp;
  /** At run time and as types. */
  readonly uses: readonly RegExp[];
  /** As types only. */
  readonly types?: readonly RegExp[];
  /** Packages; absent: any. */
  readonly packages?: RegExp;
}

const protocol = /^src\/protocol\//;
const limits = /^src\/limits(_\w+)?\.ts$/;
const ports = /^src\/ports\//;
const chat = /^src\/chat\//;
const realtime = /^src\/realtime\//;
const http = /^src\/http\//;
const listeners = /^src\/listeners\//;
const config = /^src\/config(\.ts$|\/)/;
/** What stands at the top of `src` and has no place of its own is part of the server. */
const server = /^src\/\w+\.ts$/;
const sdk = /^clients\/sdk\//;
const react = /^clients\/react\//;
const narrowRealtime = /^src\/realtime\/(connection|outgoing|gate)\.ts$/;

/** The first that fits is a file's place. */
const places: readonly Place[] = [
  { name: "limits", has: limits, uses: [], packages: /^$/ },
  { name: "protocol", has: protocol, uses: [limits], packages: /^(zod|@hono\/zod-openapi)$/ },
  { name: "ports", has: ports, uses: [], types: [protocol], packages: /^$/ },
  { name: "chat", has: chat, uses: [protocol, ports, limits] },
  { name: "realtime", has: realtime, uses: [protocol, ports, limits, chat] },
  {
    name: "http (the app and the upgrade)",
    has: /^src\/http\/(app|upgrade\w*)\.ts$/,
    uses: [http, protocol, ports, limits, chat, realtime],
  },
  { name: "http", has: http, uses: [protocol, ports, limits, chat] },
  { name: "listeners", has: listeners, uses: [protocol, ports, limits, http, narrowRealtime], types: [chat] },
  { name: "config", has: config, uses: [protocol, ports, limits] },
  { name: "server", has: server, uses: [protocol, ports, limits, chat, realtime, http, config] },
  { name: "sdk", has: sdk, uses: [], types: [protocol], packages: /^$/ },
  { name: "cli", has: /^clients\/cli\//, uses: [sdk], packages: /^node:/ },
  { name: "react", has: react, uses: [sdk], packages: /^react$/ },
  { name: "web", has: /^clients\/web\//, uses: [sdk, react] },
  { name: "embed", has: /^clients\/embed\//, uses: [sdk] },
];

/** Where everything is put together; nothing of `src` may import these, they may import all. */
export const roots = /^src\/((main|edge\w*|compose\w*)\.ts$|workers\/)/;

/** Imports that go against the arrows: `file -> target: reason`. */
export function forbiddenImports(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => file.imports.flatMap((edge) => faultOf(file.path, edge)));
}

function faultOf(path: string, edge: ImportEdge): string[] {
  // The version of the product stands there.
  if (edge.target === "deno.json") return [];
  if (!/^(src|clients)\//.test(path)) return [];
  const place = placeOf(path);
  const fault = (reason: string): string[] => [`${path} -> ${edge.target}: ${reason}`];
  if (place === undefined) return fault("this file stands in no known place");
  if (/^(jsr:|https?:)/.test(edge.target)) return fault("packages come from npm only");
  if (!edge.local) return place.packages?.test(edge.target) === false ? fault(`no such package in ${place.name}`) : [];
  if (place.has.test(edge.target) && !(place === rootPlace)) return [];
  if (place !== rootPlace && roots.test(edge.target)) return fault("nothing imports the composition root");
  if (place.uses.some((allowed) => allowed.test(edge.target))) return [];
  if (place.types?.some((allowed) => allowed.test(edge.target))) {
    return edge.typeOnly ? [] : fault(`${place.name} may import its types only`);
  }
  return fault(`${place.name} may not import it`);
}

const rootPlace: Place = { name: "composition root", has: roots, uses: [/^src\//] };

function placeOf(path: string): Place | undefined {
  if (roots.test(path)) return rootPlace;
  const adapter = /^src\/adapters\/([^/]+)\//.exec(path)?.[1];
  if (adapter !== undefined) {
    const own = new RegExp(`^src/adapters/${adapter}/`);
    return { name: `adapters/${adapter}`, has: own, uses: [protocol, ports, limits] };
  }
  return places.find(({ has }) => has.test(path));
}

/** Import cycles, types included, each as `a -> b -> a`. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const edges = new Map(files.map(({ path, imports }) => [path, imports.filter(({ local }) => local)] as const));
  const cycles: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) return void cycles.push([...trail.slice(start), path].join(" -> "));
    if (done.has(path)) return;
    trail.push(path);
    for (const { target } of edges.get(path) ?? []) visit(target);
    trail.pop();
    done.add(path);
  };
  for (const { path } of files) visit(path);
  return cycles;
}

/** Files that no other file of the product imports and that are no entry point. */
export function orphans(files: readonly SourceFile[], entries: RegExp): string[] {
  const imported = new Set(
    files.flatMap(({ path, imports }) => imports.map(({ target }) => target).filter((target) => target !== path)),
  );
  return files.map(({ path }) => path).filter((path) => !imported.has(path) && !entries.test(path));
}
