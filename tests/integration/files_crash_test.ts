import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { DatabaseSync } from "node:sqlite";
import { objectsKeys, objectsMissing, ObjectsServer } from "../support/objects_server.ts";
import { SeededRandom } from "../support/seeded_random.ts";
import { type ServerProcess, type ServerProcessOptions, startServer } from "../support/server_process.ts";
import { tempFolder } from "../support/temp.ts";
import { User } from "./rest_fixture.ts";

/** Files over `kill -9`: the real program, on the disk and in a bucket. */

const kills = 4;
/** Longest that a sweep may take, milliseconds: a bound of a hang. */
const sweepMsMax = 60_000;
const fileBytes = 12_000_000;
const tus = { "tus-resumable": "1.0.0" };

function noise(seed: number, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => ((i + seed) * 2_654_435_761) >>> 11);
}

/** One who uploads over any number of deaths of the server, and holds it to what it acknowledged. */
class Uploader {
  readonly #url: () => string;
  readonly #token: string;
  #path = "";
  /** What the server has acknowledged. */
  acknowledged = 0;

  constructor(url: () => string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  get path(): string {
    return this.#path;
  }

  async begin(room: string, length: number): Promise<void> {
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    const metadata = `filename ${base64("noise.bin")},room_id ${base64(room)}`;
    const answer = await this.call("POST", "/api/files", {
      headers: { ...tus, "upload-length": String(length), "upload-metadata": metadata },
    });
    this.#path = answer.headers.get("location")!;
    await answer.body?.cancel();
  }

  /** Where to go on, as the server says it: never before what it acknowledged. */
  async offset(): Promise<number> {
    const answer = await this.call("HEAD", this.#path, { headers: tus });
    assert.equal(answer.status, 200);
    const offset = Number(answer.headers.get("upload-offset"));
    assert.ok(offset >= this.acknowledged, `${offset} bytes are left of ${this.acknowledged} that were acknowledged`);
    return offset;
  }

  /** Sends the rest in pieces. Rejects when the server dies. */
  async go(content: Uint8Array<ArrayBuffer>, pieceBytes: number): Promise<void> {
    for (let at = await this.offset(); at < content.length;) {
      const body = content.slice(at, at + pieceBytes);
      const headers = { ...tus, "upload-offset": String(at), "content-type": "application/offset+octet-stream" };
      const answer = await this.call("PATCH", this.#path, { body, headers });
      assert.equal(answer.status, 204, await answer.text());
      at = this.acknowledged = Number(answer.headers.get("upload-offset"));
    }
  }

  async call(method: string, path: string, init: RequestInit): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}`, ...init.headers as Record<string, string> };
    return await fetch(`${this.#url()}${path}`, { ...init, method, headers });
  }
}

interface Place {
  readonly env: Readonly<Record<string, string>>;
  /** The names of all that is kept. */
  kept(): Promise<string[]>;
}

async function crashes(options: ServerProcessOptions & { readonly dataDir: string }, place: Place): Promise<void> {
  const random = new SeededRandom(36);
  const start = () => startServer({ ...options, env: { LIMIT_MESSAGES_PER_SECOND: "0", ...place.env } });
  let server: ServerProcess = await start();
  const restart = async () => {
    server.kill("SIGKILL");
    await server.exited();
    server = await start();
  };
  try {
    const [ann, bob] = [await User.registered(server.url, "ann"), await User.registered(server.url, "bob")];
    const room = String((await ann.call("POST /api/rooms", { name: "attic" })).body.id);
    await bob.call(`POST /api/rooms/${room}/join`);
    const content = noise(1, fileBytes);
    const upload = new Uploader(() => server.url, ann.token);
    await upload.begin(room, content.length);
    const half = new Uploader(() => server.url, ann.token);
    await half.begin(room, content.length);
    await half.go(content.subarray(0, 9_000_000), 3_000_000);
    for (let kill = 0; kill < kills; kill++) {
      const going = upload.go(content, 400_000 + Math.floor(random.fraction() * 1_000_000)).catch((error: unknown) => {
        if (!(error instanceof TypeError)) throw error;
      });
      await new Promise((resolve) => setTimeout(resolve, random.fraction() * 150));
      await restart();
      await going;
      await upload.offset();
    }
    await upload.go(content, 1_000_000);
    // Right behind the acknowledgement of its end, and right behind that of the message.
    await restart();
    const id = upload.path.split("/").at(-1)!;
    const url = server.url;
    const send = await ann.at(url).call(`POST /api/rooms/${room}/messages`, { attachments: [id] });
    assert.equal(send.status, 201);
    await restart();
    const answer = await fetch(`${server.url}/api/files/${id}/content`, {
      headers: { authorization: `Bearer ${bob.token}` },
    });
    assert.equal(answer.status, 200);
    assert.ok(Buffer.from(content).equals(Buffer.from(await answer.arrayBuffer())), "the file is another one");
    await forgetHalf(server, half.path.split("/").at(-1)!);
    server = await start();
    const limit = performance.now() + sweepMsMax;
    while ((await place.kept()).some((name) => name.includes(half.path.split("/").at(-1)!))) {
      assert.ok(performance.now() < limit, "half a file stays");
      await fetch(`${server.url}/health`).then((health) => health.body?.cancel());
    }
    assert.ok((await place.kept()).some((name) => name.includes(id)));
  } finally {
    server.kill("SIGKILL");
    await server[Symbol.asyncDispose]();
  }
}

/** Ends the server, and lets the day be over that half a file is kept. */
async function forgetHalf(server: ServerProcess, id: string): Promise<void> {
  server.kill("SIGKILL");
  await server.exited();
  const db = new DatabaseSync(`${server.dataDir}/parley.db`);
  db.prepare("UPDATE files SET collect_at = 1 WHERE id = ?").run(id);
  db.close();
}

Deno.test("No acknowledged byte of a file on the disk is lost over kill -9, and half a file goes", async () => {
  await using folder = await tempFolder();
  const root = `${folder.path}/files`;
  const kept = () => {
    const names = Array.from(Deno.readDirSync(root), ({ name }) => name);
    return Promise.resolve(names.flatMap((name) => Array.from(Deno.readDirSync(`${root}/${name}`), (one) => one.name)));
  };
  await crashes({ dataDir: folder.path }, { env: {}, kept });
});

Deno.test({
  name: "No acknowledged byte of a file in a bucket is lost over kill -9, and half a file goes" +
    (objectsMissing === undefined ? "" : ` (skipped: ${objectsMissing})`),
  ignore: objectsMissing !== undefined,
  fn: async () => {
    await using folder = await tempFolder();
    await using objects = await ObjectsServer.start();
    const bucket = await objects.bucket();
    const { accessKey, secretKey } = objectsKeys;
    const env = { FILES_URL: `s3:${bucket}`, FILES_ACCESS_KEY: accessKey, FILES_SECRET_KEY: secretKey };
    await crashes({ dataDir: folder.path }, { env, kept: () => objects.objects(bucket) });
  },
});
