import { fileURLToPath } from "node:url";
import type { PeerProgram } from "./peer_process.ts";

const installMsMax = 300_000;
const sources = fileURLToPath(new URL(".", import.meta.url));
const listening = /listening on (\d+)/;

/** The peers from npm, as they are installed. */
export const npmVersions = { bun: "1.4.5", ws: "8.23.0", "socket.io": "4.8.4", bufferutil: "4.0.9" } as const;

/** A folder outside the tree, kept between runs: what is there already is not fetched again. */
export function cacheFolder(): string {
  const own = Deno.env.get("PARLEY_BENCH_CACHE");
  if (own !== undefined) return own;
  return `${Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`}/parley-bench`;
}

export async function installBun(cache: string): Promise<PeerProgram> {
  const folder = await installFromNpm(cache, ["bun"]);
  return {
    command: `${folder}/node_modules/bun/bin/bun.exe`,
    args: [`${sources}/bun/server.js`],
    port: listening,
  };
}

/** A program for Node, which must be there; `file` stands in `node/`. */
export async function installForNode(cache: string, name: "ws" | "socket.io", file: string): Promise<PeerProgram> {
  await run(["node", "--version"]);
  const folder = await installFromNpm(cache, [name, "bufferutil"]);
  // Beside its packages: Node looks for them from where a program stands.
  await Deno.copyFile(`${sources}/node/${file}`, `${folder}/${file}`);
  return { command: "node", args: [file], cwd: folder, port: listening };
}

/** Debian's own package, unpacked into the cache unless the system has it. */
export async function installNats(cache: string): Promise<PeerProgram> {
  const folder = `${cache}/nats`;
  await Deno.mkdir(folder, { recursive: true });
  const unpacked = `${folder}/usr/sbin/nats-server`;
  const found = await run(["which", "nats-server"]).catch(() =>
    exists(unpacked).then((is) => is ? unpacked : undefined)
  );
  if (found === undefined) {
    // The user that apt-get prefers for downloads may not write here, and says so; it is no fault.
    await run(["apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root", "nats-server"], folder);
    const packages = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.endsWith(".deb"));
    await run(["dpkg", "-x", packages[0]!, "."], folder);
  }
  await Deno.copyFile(`${sources}/nats/nats.conf`, `${folder}/nats.conf`);
  return {
    command: found ?? unpacked,
    args: ["-c", "nats.conf"],
    cwd: folder,
    port: /Listening for websocket clients on ws:\/\/\S+:(\d+)/,
  };
}

/** Built by the Go tool, which keeps what it has built. `args`: those of its `main.go`. */
export async function installCentrifuge(cache: string, args: readonly string[]): Promise<PeerProgram> {
  const program = `${cache}/centrifuge`;
  await Deno.mkdir(cache, { recursive: true });
  await run(["go", "build", "-trimpath", "-o", program, "."], `${sources}/centrifuge`);
  return { command: program, args, port: listening };
}

/** One folder a package, with exactly these versions; where they are found it is left alone. */
async function installFromNpm(cache: string, names: readonly (keyof typeof npmVersions)[]): Promise<string> {
  const folder = `${cache}/${names[0]}`;
  await Deno.mkdir(folder, { recursive: true });
  const there = await Promise.all(names.map((name) => installedVersion(folder, name)));
  if (names.some((name, i) => there[i] !== npmVersions[name])) {
    await Deno.writeTextFile(`${folder}/package.json`, '{"private":true}\n');
    const wanted = names.map((name) => `${name}@${npmVersions[name]}`);
    await run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--save-exact", ...wanted], folder);
  }
  return folder;
}

async function installedVersion(folder: string, name: string): Promise<string | undefined> {
  const file = `${folder}/node_modules/${name}/package.json`;
  return await exists(file) ? JSON.parse(await Deno.readTextFile(file)).version : undefined;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** What a command writes; rejects with the end of its output when it fails, is not there, or takes too long. */
async function run([command = "", ...args]: readonly string[], cwd?: string): Promise<string> {
  const signal = AbortSignal.timeout(installMsMax);
  const options = { args, stdin: "null", stdout: "piped", stderr: "piped", signal } as const;
  const child = new Deno.Command(command, cwd === undefined ? options : { ...options, cwd });
  const { success, stdout, stderr } = await child.output().catch((error: Error) => {
    throw new Error(`${command}: ${error.message}`);
  });
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout).trim();
  if (signal.aborted) throw new Error(`${command} took longer than ${installMsMax / 1_000} s`);
  const last = `${decoder.decode(stdout)}${decoder.decode(stderr)}`.trim().split("\n").at(-1) ?? "";
  throw new Error(`${command} ${args[0] ?? ""} failed: ${last.slice(0, 200)}`);
}
