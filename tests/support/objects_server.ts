import { createHash } from "node:crypto";
import { Bucket } from "../../src/adapters/s3/bucket.ts";
import { createSystemClock } from "../../src/adapters/system/clock.ts";
import { createSystemRandom } from "../../src/adapters/system/random.ts";
import { freePort, listens } from "./broker_programs.ts";

/** The version that .ci/install_objects_server installs. */
const version = "1.8.0";
const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`;
const command = `${cache}/parley-objects-server/${version}/bin/versitygw`;
const isThere = await Deno.stat(command).then(({ isFile }) => isFile, () => false);

/** Why files in a bucket cannot be tried; `undefined`: they can. On CI a server that is missing lets the tests fail. */
export const objectsMissing = isThere || Deno.env.get("CI") === "true"
  ? undefined
  : "versitygw is not there: .ci/install_objects_server installs it";

/** What the server accepts. */
export const objectsKeys = { accessKey: "tests-access", secretKey: "tests-secret-of-the-bucket" } as const;

/** Which pages may make which requests. */
export interface CorsRule {
  readonly AllowedOrigins: readonly string[];
  readonly AllowedMethods: readonly string[];
  readonly AllowedHeaders: readonly string[];
}

/**
 * A server that speaks S3 (Versity's gateway over a folder), as a process on a port of its own: it checks every signature
 * and what it stored survives `kill` and a new `start`. It is one server over a disk: what a store of many machines does
 * when some of them fail is not tried here.
 */
export class ObjectsServer implements AsyncDisposable {
  readonly port: number;
  readonly #folder: string;
  #child: Deno.ChildProcess | undefined;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.port = port;
  }

  static async start(): Promise<ObjectsServer> {
    const server = new ObjectsServer(await Deno.makeTempDir({ prefix: "parley-objects-" }), freePort());
    await Deno.mkdir(`${server.#folder}/meta`);
    await Deno.mkdir(`${server.#folder}/buckets`);
    await server.start();
    return server;
  }

  /** Makes an empty bucket that nobody else uses; answers its address. */
  async bucket(): Promise<string> {
    const name = `parley-${crypto.randomUUID().slice(0, 8)}`;
    await Deno.mkdir(this.#pathOf(name));
    return `http://127.0.0.1:${this.port}/${name}`;
  }

  /** Lets pages make requests to a bucket, by a rule as AWS has it (CORS). */
  async allow(bucket: string, rule: CorsRule): Promise<void> {
    const listed = (name: string, values: readonly string[]) =>
      values.map((one) => `<${name}>${one}</${name}>`).join("");
    const told = listed("AllowedOrigin", rule.AllowedOrigins) + listed("AllowedMethod", rule.AllowedMethods) +
      listed("AllowedHeader", rule.AllowedHeaders);
    const body = `<CORSConfiguration><CORSRule>${told}</CORSRule></CORSConfiguration>`;
    const headers = { "Content-MD5": createHash("md5").update(body).digest("base64") };
    const system = { clock: createSystemClock(), random: createSystemRandom() };
    const settings = { address: bucket, ...objectsKeys };
    await new Bucket(settings, system).done({ method: "PUT", query: { cors: "" }, headers, body });
  }

  /** The objects of a bucket by their names. */
  async objects(bucket: string): Promise<string[]> {
    const root = this.#pathOf(bucket.slice(bucket.lastIndexOf("/") + 1));
    const found: string[] = [];
    const walk = async (folder: string): Promise<void> => {
      for (const { name, isFile } of await entriesOf(`${root}/${folder}`)) {
        // Uploads that are no objects yet.
        if (folder === "" && name.startsWith(".")) continue;
        if (isFile) found.push(`${folder}${name}`);
        else await walk(`${folder}${name}/`);
      }
    };
    await walk("");
    return found.sort();
  }

  /** How many multipart uploads a bucket keeps that are no object yet. */
  async uploads(bucket: string): Promise<number> {
    const root = `${this.#pathOf(bucket.slice(bucket.lastIndexOf("/") + 1))}/.sgwtmp/multipart`;
    let count = 0;
    for (const { name } of await entriesOf(root)) count += (await entriesOf(`${root}/${name}`)).length;
    return count;
  }

  async start(): Promise<void> {
    const { accessKey, secretKey } = objectsKeys;
    const keys = ["--access", accessKey, "--secret", secretKey];
    this.#child = new Deno.Command(command, {
      args: [
        ...["--quiet", "--port", `127.0.0.1:${this.port}`, ...keys],
        ...["posix", "--sidecar", `${this.#folder}/meta`, `${this.#folder}/buckets`],
      ],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    void this.#ended(this.#child);
    await listens(this.port);
  }

  /** `SIGKILL` resolves when it is gone; `SIGSTOP` and `SIGCONT` at once. */
  async kill(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT" = "SIGKILL"): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    child.kill(signal);
    if (signal !== "SIGKILL") return;
    this.#child = undefined;
    await child.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await Deno.remove(this.#folder, { recursive: true });
  }

  #pathOf(bucket: string): string {
    return `${this.#folder}/buckets/${bucket}`;
  }

  /** Others may end it too: whoever presses Ctrl-C ends all that a program has started. */
  async #ended(child: Deno.ChildProcess): Promise<void> {
    await child.status;
    if (this.#child === child) this.#child = undefined;
  }
}

/** What is in a folder; one that is gone, maybe at this moment, is empty. */
async function entriesOf(folder: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
