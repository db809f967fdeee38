import assert from "node:assert/strict";
import { createS3Blobs } from "../../src/adapters/s3/create_s3_blobs.ts";
import { createSystemClock } from "../../src/adapters/system/clock.ts";
import { createSystemRandom } from "../../src/adapters/system/random.ts";
import { fileSyncBytes } from "../../src/limits.ts";
import type { FileParts } from "../../src/protocol/file.ts";
import { FileServer } from "../support/file_server.ts";
import { objectsKeys, objectsMissing, ObjectsServer } from "../support/objects_server.ts";
import { bytes, png } from "../support/small_images.ts";

/** Uploads to a bucket that do not pass through the server: what users notice of them. */

const [ann, bob] = [1, 2];
/** Longest that removing may take on a busy machine, milliseconds: a bound of a hang. */
const removalMsMax = 20_000;

interface World {
  readonly objects: ObjectsServer;
  readonly bucket: string;
  readonly files: FileServer;
}

function test(name: string, run: (world: World) => Promise<void>, { direct = true } = {}): void {
  const ignore = objectsMissing !== undefined;
  Deno.test({
    name: `${name}${ignore ? ` (skipped: ${objectsMissing})` : ""}`,
    ignore,
    fn: async () => {
      await using objects = await ObjectsServer.start();
      const bucket = await objects.bucket();
      const system = { clock: createSystemClock(), random: createSystemRandom() };
      await using files = await FileServer.start({
        blobs: createS3Blobs({ address: bucket, ...objectsKeys, direct }, system),
      });
      await files.join(ann, bob);
      await run({ objects, bucket, files });
    },
  });
}

async function begun(files: FileServer, length: number, name?: string): Promise<string> {
  return (await files.begin(ann, length, name)).headers.get("location")!;
}

async function partsOf(files: FileServer, path: string, user = ann): Promise<FileParts> {
  const { status, body } = await files.call(user, `POST ${path}/parts`);
  assert.equal(status, 200, JSON.stringify(body));
  return body as unknown as FileParts;
}

async function put(address: string, body: BodyInit): Promise<number> {
  const answer = await fetch(address, { method: "PUT", body });
  await answer.body?.cancel();
  return answer.status;
}

function send(files: FileServer, ...attachments: string[]) {
  return files.call(ann, `POST /api/rooms/${files.room}/messages`, {
    body: JSON.stringify({ attachments }),
    headers: { "content-type": "application/json" },
  });
}

test("A file goes to the bucket in parts, is known how far it came, and is read by the other", async ({ files }) => {
  const content = Uint8Array.from({ length: fileSyncBytes + 500_000 }, (_, i) => (i * 2_654_435_761) >>> 13);
  const path = await begun(files, content.length, "noise.bin");
  const id = path.split("/").at(-1)!;
  const { body: view } = await files.call(ann, `GET ${path}`);
  assert.deepEqual([view.direct, view.complete, view.offset], [true, false, 0]);
  const { parts: [first, second], ...told } = await partsOf(files, path);
  assert.deepEqual(told, view);
  assert.equal(await put(first!.address, content.subarray(0, first!.size)), 200);
  const half = await partsOf(files, path);
  assert.deepEqual([half.offset, half.complete, half.parts.length], [fileSyncBytes, false, 1]);
  assert.equal(Number((await files.head(ann, path)).headers.get("upload-offset")), fileSyncBytes);
  assert.equal((await send(files, id)).status, 422);
  assert.equal(await put(half.parts[0]!.address, content.subarray(second!.offset)), 200);
  const whole = await partsOf(files, path);
  assert.deepEqual([whole.offset, whole.complete, whole.direct, whole.parts], [content.length, true, undefined, []]);
  assert.deepEqual(await partsOf(files, path), whole);
  assert.equal((await send(files, id)).status, 201);
  const read = await files.call(bob, `GET ${path}/content`);
  assert.ok(read.bytes.every((byte, i) => byte === content[i]) && read.bytes.length === content.length);
  // It is the message's now, and no upload any more.
  assert.equal((await files.call(ann, `POST ${path}/parts`)).status, 404);
});

test("What came by itself is looked at as what came by the server", async ({ files, objects, bucket }) => {
  const picture = bytes(png(4, 3));
  const page = bytes("<!doctype html><script>alert(1)</script>");
  const types: string[] = [];
  for (const [name, content] of [["cat.txt", picture], ["notes.png", page]] as const) {
    const path = await begun(files, content.length, name);
    const { parts: [part] } = await partsOf(files, path);
    assert.equal(await put(part!.address, content), 200);
    const { complete, type, width, height } = await partsOf(files, path);
    assert.ok(complete);
    types.push(`${type} ${width}x${height}`);
    assert.equal(await put(part!.address, content), 404);
  }
  assert.deepEqual(types, ["image/png 4x3", "text/plain undefinedxundefined"]);
  const names = (await objects.objects(bucket)).map((name) => name.split("/").at(-1));
  // The picture as it came is gone: only what is shown of it is left.
  assert.equal(names.filter((name) => name === "original").length, 1);
  assert.ok(names.includes("picture"), names.join());
});

test("Uploads of others, and those that do not exist, have no parts", async ({ files }) => {
  const path = await begun(files, 100);
  for (const [user, where] of [[bob, path], [ann, `/api/files/${"0".repeat(24)}`]] as const) {
    const { status, body } = await files.call(user, `POST ${where}/parts`);
    assert.deepEqual([status, body.error.code], [404, "not_found"]);
  }
  const anonymous = await fetch(`${files.server.url}${path}/parts`, { method: "POST" });
  await anonymous.body?.cancel();
  assert.equal(anonymous.status, 401);
});

test("An upload that is given up leaves nothing, and its addresses take nothing", async (world) => {
  const { files, objects, bucket } = world;
  const path = await begun(files, fileSyncBytes + 10);
  const { parts } = await partsOf(files, path);
  assert.equal(await put(parts[0]!.address, new Uint8Array(fileSyncBytes)), 200);
  assert.equal(await objects.uploads(bucket), 1);
  assert.equal((await files.call(ann, `DELETE ${path}`)).status, 204);
  assert.equal((await files.call(ann, `POST ${path}/parts`)).status, 404);
  const limit = performance.now() + removalMsMax;
  while (await objects.uploads(bucket) > 0) assert.ok(performance.now() < limit, "the upload stays");
  assert.equal(await put(parts[1]!.address, new Uint8Array(10)), 404);
  assert.deepEqual([await objects.objects(bucket), await objects.uploads(bucket)], [[], 0]);
});

test("Two who complete an upload at once both have the file", async ({ files, objects, bucket }) => {
  const path = await begun(files, fileSyncBytes + 10);
  const { parts } = await partsOf(files, path);
  for (const { address, size } of parts) assert.equal(await put(address, new Uint8Array(size)), 200);
  const answers = await Promise.all([1, 2, 3].map(() => files.call(ann, `POST ${path}/parts`)));
  // Who came second while it was being kept is told to ask again.
  assert.ok(answers.some(({ status }) => status === 200), JSON.stringify(answers.map(({ body }) => body)));
  for (const { status, body } of answers) assert.ok(status === 200 || body.error.code === "upload_conflict");
  assert.equal((await partsOf(files, path)).complete, true);
  assert.deepEqual([(await objects.objects(bucket)).length, await objects.uploads(bucket)], [1, 0]);
});

test("A bucket that is not to be reached by clients is named to nobody", async ({ files }) => {
  const path = await begun(files, fileSyncBytes + 10);
  assert.equal((await files.call(ann, `GET ${path}`)).body.direct, undefined);
  const { status, body } = await files.call(ann, `POST ${path}/parts`);
  assert.deepEqual([status, body.error.code], [404, "not_found"]);
}, { direct: false });
