import assert from "node:assert/strict";
import { createS3Blobs } from "../../src/adapters/s3/create_s3_blobs.ts";
import { createSystemClock } from "../../src/adapters/system/clock.ts";
import { createSystemRandom } from "../../src/adapters/system/random.ts";
import { fileSyncBytes, objectRequestMs } from "../../src/limits.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { FileServer } from "../support/file_server.ts";
import { ObjectsGate } from "../support/objects_gate.ts";
import { objectsKeys, objectsMissing, ObjectsServer } from "../support/objects_server.ts";
import { bytes, png } from "../support/small_images.ts";

/** The server over a bucket: what users notice of it. */

const [ann, bob] = [1, 2];
/** Longest that removing may take on a busy machine, milliseconds: a bound of a hang. */
const removalMsMax = 20_000;
const clock = createSystemClock();
/** Pauses are short; requests take as long as they take. */
const hurried: Clock = {
  ...clock,
  after: (ms, task) => clock.after(ms < objectRequestMs ? ms / 40 : ms, task),
};

interface World {
  readonly objects: ObjectsServer;
  readonly gate: ObjectsGate;
  readonly bucket: string;
  readonly files: FileServer;
}

function test(name: string, direct: boolean, run: (world: World) => Promise<void>): void {
  const ignore = objectsMissing !== undefined;
  Deno.test({
    name: `${name}${ignore ? ` (skipped: ${objectsMissing})` : ""}`,
    ignore,
    fn: async () => {
      await using objects = await ObjectsServer.start();
      await using gate = await ObjectsGate.open(objects.port);
      const bucket = await objects.bucket();
      const options = { address: gate.bucket(bucket), ...objectsKeys, direct };
      const blobs = createS3Blobs(options, { clock: hurried, random: createSystemRandom() });
      await using files = await FileServer.start({ blobs });
      await files.join(ann, bob);
      await run({ objects, gate, bucket, files });
    },
  });
}

test(
  "An upload over a bucket that fails now and then is told what to do, and goes on without loss",
  false,
  async (world) => {
    const { files, gate, objects, bucket } = world;
    const content = Uint8Array.from({ length: fileSyncBytes + 500_000 }, (_, i) => (i * 2_654_435_761) >>> 13);
    const path = (await files.begin(ann, content.length)).headers.get("location")!;
    let [at, refused, requests] = [0, 0, 0];
    while (at < content.length) {
      // Every second piece meets a bucket that refuses everything.
      const isDown = requests++ % 2 === 1;
      gate.fate = () => isDown ? { status: 503, code: "SlowDown" } : undefined;
      const answer = await files.patch(ann, path, at, content.slice(at, at + 2_000_000));
      if (answer.status !== 204) {
        assert.deepEqual([answer.status, answer.body.error.code], [503, "unavailable"]);
        assert.match(JSON.stringify(answer.body), /try again soon/);
        refused++;
      }
      gate.fate = () => undefined;
      at = Number((await files.head(ann, path)).headers.get("upload-offset"));
    }
    assert.ok(refused >= 3, `${refused} were refused`);
    const id = path.split("/").at(-1)!;
    const { status, bytes: whole } = await files.call(ann, `GET ${path}/content`);
    assert.deepEqual([status, whole.length], [200, content.length]);
    assert.ok(whole.every((byte, i) => byte === content[i]));
    assert.deepEqual(await objects.objects(bucket), [`${id.slice(-2)}/${id}/original`]);
  },
);

test("A file whose looking at fails is not attached by half: it is looked at again", false, async ({ files, gate }) => {
  const path = (await files.begin(ann, png(4, 3).length)).headers.get("location")!;
  gate.fate = ({ method }) =>
    method === "HEAD" || method === "GET" ? { status: 500, code: "InternalError" } : undefined;
  assert.equal((await files.patch(ann, path, 0, bytes(png(4, 3)))).status, 503);
  const id = path.split("/").at(-1)!;
  const message = () =>
    files.call(ann, `POST /api/rooms/${files.room}/messages`, {
      body: JSON.stringify({ attachments: [id] }),
      headers: { "content-type": "application/json" },
    });
  assert.equal((await message()).status, 422);
  gate.fate = () => undefined;
  const { body } = await files.call(ann, `GET /api/files/${id}`);
  assert.deepEqual([body.complete, body.type], [true, "image/png"]);
  assert.equal((await message()).status, 201);
  assert.deepEqual((await files.call(bob, `GET /api/files/${id}/content`)).bytes, png(4, 3));
});

test(
  "What is saved comes from the bucket itself, only to who may read it, what is shown from the server",
  true,
  async (world) => {
    const { files, gate, objects, bucket } = world;
    const { body: text } = await files.upload(ann, "grüße.html", bytes("<script>alert(1)</script>"));
    const { body: picture } = await files.upload(ann, "cat.png", bytes(png(4, 3)));
    const sent = await files.call(ann, `POST /api/rooms/${files.room}/messages`, {
      body: JSON.stringify({ attachments: [text.id, picture.id] }),
      headers: { "content-type": "application/json" },
    });
    assert.equal(sent.status, 201);
    const ask = (user: number, path: string) =>
      fetch(`${files.server.url}${path}`, {
        headers: { authorization: `Bearer ${files.server.token(user)}` },
        redirect: "manual",
      });
    const answer = await ask(bob, `/api/files/${text.id}/content`);
    await answer.body?.cancel();
    assert.deepEqual([answer.status, answer.headers.get("cache-control")], [302, "private, no-store"]);
    const address = answer.headers.get("location")!;
    assert.ok(address.startsWith(gate.bucket(bucket)));
    const got = await fetch(address);
    assert.equal(await got.text(), "<script>alert(1)</script>");
    assert.equal(got.headers.get("content-type"), "application/octet-stream");
    assert.match(got.headers.get("content-disposition")!, /^attachment; filename="gr__e\.html"; filename\*=UTF-8''gr/);
    // Whoever follows by a token loses it on the way: it is for this server alone.
    assert.equal((await files.call(bob, `GET /api/files/${text.id}/content`)).status, 200);
    const shown = await ask(bob, `/api/files/${picture.id}/content`);
    assert.deepEqual([shown.status, new Uint8Array(await shown.arrayBuffer())], [200, png(4, 3)]);
    const saved = await ask(bob, `/api/files/${picture.id}/content?download=1`);
    await saved.body?.cancel();
    assert.equal(saved.status, 302);

    const path = `/api/rooms/${files.room}/messages/${sent.body.seq}`;
    assert.ok((await files.call(ann, `DELETE ${path}`)).status < 300);
    const gone = await ask(bob, `/api/files/${text.id}/content`);
    await gone.body?.cancel();
    assert.deepEqual([gone.status, gone.headers.get("location")], [404, null]);
    const limit = performance.now() + removalMsMax;
    while ((await objects.objects(bucket)).length > 0) assert.ok(performance.now() < limit, "the objects stay");
    assert.equal((await fetch(address).then(async (late) => (await late.body?.cancel(), late))).status, 404);
    const stranger = await ask(3, `/api/files/${text.id}/content`);
    await stranger.body?.cancel();
    assert.equal(stranger.status, 404);
  },
);
