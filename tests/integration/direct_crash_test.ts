import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { fileSyncBytes } from "../../src/limits.ts";
import type { FileParts } from "../../src/protocol/file.ts";
import { ObjectsGate, type SeenRequest } from "../support/objects_gate.ts";
import { objectsKeys, objectsMissing, ObjectsServer } from "../support/objects_server.ts";
import { type ServerProcess, startServer } from "../support/server_process.ts";
import { tempFolder } from "../support/temp.ts";
import { User } from "./rest_fixture.ts";

/** Uploads straight to a bucket over `kill -9` at the worst moments: the bucket has done it, and nobody has noted it. */

const moments: Readonly<Record<string, RegExp>> = {
  "an upload was begun": /^POST .*original\?uploads=/,
  "the parts were listed": /^GET .*part-number-marker/,
  "the file was made": /^POST .*uploadId=/,
  "the file was read": /^GET [^?]*original$/,
};

const content = Uint8Array.from({ length: fileSyncBytes + 70_000 }, (_, i) => (i * 2_654_435_761) >>> 13);

/** The bucket, and a server that can be killed as soon as it asks anything after the bucket has done what a moment names. */
class Crashing {
  readonly #gate: ObjectsGate;
  readonly #start: () => Promise<ServerProcess>;
  server: ServerProcess;
  #killing: Promise<void> | undefined;
  #isDone = false;

  constructor(gate: ObjectsGate, server: ServerProcess, start: () => Promise<ServerProcess>) {
    this.#gate = gate;
    this.server = server;
    this.#start = start;
  }

  at(moment: RegExp): void {
    const dead = new Promise<void>(() => {});
    // Clients have their signature in the address, and live on.
    const isOwn = ({ path }: SeenRequest) => !path.includes("X-Amz-Signature");
    this.#killing = undefined;
    this.#isDone = false;
    this.#gate.fate = (seen) => {
      if (this.#isDone || !isOwn(seen) || !moment.test(`${seen.method} ${seen.path}`)) return undefined;
      this.#isDone = true;
      return "unheard";
    };
    this.#gate.held = (seen) => {
      if (!this.#isDone || !isOwn(seen) || this.#gate.held === alive) return undefined;
      this.#killing ??= this.#kill();
      return dead;
    };
  }

  /** Resolves when another server is there. */
  async over(): Promise<void> {
    assert.ok(this.#killing !== undefined, "nobody killed the server");
    await this.#killing;
  }

  async #kill(): Promise<void> {
    this.server.kill("SIGKILL");
    await this.server.exited();
    this.#gate.held = alive;
    this.server = await this.#start();
  }
}

const alive = () => undefined;

async function uploaded(crashing: Crashing, ann: User, room: string): Promise<string> {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const begun = await fetch(`${crashing.server.url}/api/files`, {
    method: "POST",
    headers: {
      ...{ "authorization": `Bearer ${ann.token}`, "tus-resumable": "1.0.0", "upload-length": `${content.length}` },
      "upload-metadata": `filename ${base64("noise.bin")},room_id ${base64(room)}`,
    },
  });
  await begun.body?.cancel();
  assert.equal(begun.status, 201);
  const path = begun.headers.get("location")!;
  for (;;) {
    let answer: { readonly status: number; readonly body: unknown };
    try {
      answer = await ann.at(crashing.server.url).call(`POST ${path}/parts`);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      await crashing.over();
      continue;
    }
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const { complete, parts } = answer.body as FileParts;
    if (complete) return path;
    for (const { address, offset, size } of parts) {
      const put = await fetch(address, { method: "PUT", body: content.subarray(offset, offset + size) });
      await put.body?.cancel();
      assert.equal(put.status, 200);
    }
  }
}

Deno.test({
  name: "A server that dies between what the bucket has done and noting it costs a direct upload nothing" +
    (objectsMissing === undefined ? "" : ` (skipped: ${objectsMissing})`),
  ignore: objectsMissing !== undefined,
  fn: async () => {
    await using folder = await tempFolder();
    await using objects = await ObjectsServer.start();
    await using gate = await ObjectsGate.open(objects.port);
    const bucket = await objects.bucket();
    const { accessKey, secretKey } = objectsKeys;
    const keys = { FILES_ACCESS_KEY: accessKey, FILES_SECRET_KEY: secretKey, FILES_DIRECT: "yes" };
    const env = { FILES_URL: `s3:${gate.bucket(bucket)}`, LIMIT_MESSAGES_PER_SECOND: "0", ...keys };
    const start = () => startServer({ dataDir: folder.path, env });
    const crashing = new Crashing(gate, await start(), start);
    try {
      const ann = await User.registered(crashing.server.url, "ann");
      const room = String((await ann.call("POST /api/rooms", { name: "attic" })).body.id);
      for (const [i, [name, moment]] of Object.entries(moments).entries()) {
        crashing.at(moment);
        const path = await uploaded(crashing, ann, room);
        await crashing.over();
        const answer = await fetch(`${crashing.server.url}${path}/content`, {
          headers: { authorization: `Bearer ${ann.token}` },
        });
        assert.ok(Buffer.from(await answer.arrayBuffer()).equals(content), name);
        const kept = await objects.objects(bucket);
        assert.deepEqual([kept.length, await objects.uploads(bucket)], [i + 1, 0], `${name}: ${kept}`);
      }
    } finally {
      crashing.server.kill("SIGKILL");
      await crashing.server[Symbol.asyncDispose]();
    }
  },
});
