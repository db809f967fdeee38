import assert from "node:assert/strict";
import { Bucket } from "../../../src/adapters/s3/bucket.ts";
import { createS3Blobs } from "../../../src/adapters/s3/create_s3_blobs.ts";
import { createSystemClock } from "../../../src/adapters/system/clock.ts";
import { createSystemRandom } from "../../../src/adapters/system/random.ts";
import { fileSyncBytes, missingPartsMax, partAddressSeconds } from "../../../src/limits.ts";
import type { BlobKey, BlobProgress, Blobs, MissingPart, Survey } from "../../../src/ports/blobs.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import { ParleyError } from "../../../src/protocol/parley_error.ts";
import { idOf } from "../../contract/store/store_cases.ts";
import { createRecordedLog } from "../../support/recorded_log.ts";
import { ObjectsGate } from "../../support/objects_gate.ts";
import { objectsKeys, objectsMissing, ObjectsServer } from "../../support/objects_server.ts";

const clock = createSystemClock();
const random = createSystemRandom();
const key: BlobKey = { file: idOf(0xf1), part: "original" };
const start: BlobProgress = { offset: 0, trail: "" };
const little: BlobProgress = { offset: 7, trail: "" };
const length = 2 * fileSyncBytes + 1_000;
const bytes = bytesOf(length);

function bytesOf(count: number, from = 0): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: count }, (_, i) => ((from + i) * 2_654_435_761) >>> 13);
}

interface World {
  readonly server: ObjectsServer;
  readonly gate: ObjectsGate;
  /** Its address without the gate. */
  readonly bucket: string;
  readonly blobs: Blobs;
  /** The same bucket as another server sees it, by the gate. */
  readonly other: Blobs;
}

function test(name: string, run: (world: World) => Promise<void>): void {
  const ignore = objectsMissing !== undefined;
  Deno.test({
    name: `${name}${ignore ? ` (skipped: ${objectsMissing})` : ""}`,
    ignore,
    fn: async () => {
      await using server = await ObjectsServer.start();
      await using gate = await ObjectsGate.open(server.port);
      const bucket = await server.bucket();
      const blobs = createS3Blobs({ address: bucket, ...objectsKeys, direct: true }, { clock, random });
      const options = { address: gate.bucket(bucket), ...objectsKeys, direct: true };
      const other = createS3Blobs(options, { clock, random });
      await run({ server, gate, bucket, blobs, other });
    },
  });
}

function survey(blobs: Blobs, from = start, size = length): Promise<Survey> {
  return blobs.direct!.survey(key, from, size);
}

/** Answers the status, or the code of what was refused. */
async function put(
  { address, offset, size }: MissingPart,
  body: BodyInit = bytes.subarray(offset, offset + size),
  init: RequestInit = {},
): Promise<string> {
  const answer = await fetch(address, { method: "PUT", body, ...init });
  const text = await answer.text();
  return answer.ok ? `${answer.status}` : `${answer.status} ${/<Code>(\w+)/.exec(text)?.[1] ?? text}`;
}

async function write(blobs: Blobs, from: BlobProgress, to: number): Promise<BlobProgress> {
  let last = from;
  const source = (async function* () {
    for (let at = from.offset; at < to; at += 500_000) {
      yield await Promise.resolve(bytes.subarray(at, Math.min(to, at + 500_000)));
    }
  })();
  await blobs.write(key, from, source, (progress) => Promise.resolve(void (last = progress)));
  return last;
}

async function read(blobs: Blobs): Promise<Uint8Array> {
  return new Uint8Array(await new Response(await blobs.read(key, 0, length)).arrayBuffer());
}

/** All of it is there, and nothing beside it. */
async function requireWhole({ blobs, server, bucket }: World, content = bytes): Promise<void> {
  assert.deepEqual(await read(blobs), content);
  assert.deepEqual(await server.objects(bucket), [`f1/${key.file}/original`]);
  assert.equal(await server.uploads(bucket), 0);
}

test("Parts that clients put into a bucket, in any order, become the file", async (world) => {
  const { blobs, bucket } = world;
  const { progress, missing } = await survey(blobs);
  assert.equal(blobs.direct!.origin, new URL(bucket).origin);
  assert.deepEqual(missing.map(({ offset, size }) => [offset, size]), [
    [0, fileSyncBytes],
    [fileSyncBytes, fileSyncBytes],
    [2 * fileSyncBytes, 1_000],
  ]);
  assert.equal(progress.offset, 0);
  const [first, second, third] = missing as [MissingPart, MissingPart, MissingPart];
  for (const part of [third, first]) assert.equal(await put(part), "200");
  const half = await survey(blobs, progress);
  assert.equal(half.progress.offset, fileSyncBytes);
  assert.deepEqual(half.missing.map(({ offset }) => offset), [second.offset]);
  assert.equal(await put(half.missing[0]!), "200");
  const whole = await survey(blobs, half.progress);
  assert.deepEqual([whole.progress.offset, whole.missing], [length, []]);
  await blobs.finish(key, whole.progress);
  await blobs.finish(key, whole.progress);
  await requireWhole(world);
});

test("A server and a client go on with an upload where the other was", async (world) => {
  const { blobs } = world;
  // Less than a part, then parts, then the rest by the server again.
  const little = await write(blobs, start, 1_000_000);
  const asked = await survey(blobs, little);
  assert.deepEqual([asked.progress.offset, asked.missing[0]!.offset], [1_000_000, 0]);
  const more = await write(blobs, asked.progress, 1_500_000);
  assert.equal(more.offset, 1_500_000);
  assert.equal(await put(asked.missing[0]!), "200");
  const { progress } = await survey(blobs, more);
  assert.equal(progress.offset, fileSyncBytes);
  const end = await write(blobs, progress, length);
  assert.equal(end.offset, length);
  await blobs.finish(key, end);
  await requireWhole(world);
  await blobs.remove(key.file, end);
  // And what never was as much as a part, after a client had asked.
  const whole = await write(blobs, (await survey(blobs, start, 20)).progress, 20);
  await blobs.finish(key, whole);
  assert.equal(await world.server.uploads(world.bucket), 0);
});

test("An address takes one part of its length by PUT until it expires, and nothing that its holder adds", async (world) => {
  const { blobs, bucket } = world;
  const { progress, missing } = await survey(blobs);
  // The last one, which is small: one who is refused before he has sent everything may see a cut line instead.
  const part = missing.at(-1)!;
  assert.ok(!part.address.includes(objectsKeys.secretKey));
  const refused = /^403 (SignatureDoesNotMatch|AccessDenied)$/;
  assert.match(await put(part, bytes.subarray(0, part.size - 1)), refused);
  assert.match(await put(part, bytes.subarray(0, part.size + 1)), refused);
  assert.match(await put(part, undefined, { method: "POST" }), refused);
  const forged = [
    part.address.replace("partNumber=3", "partNumber=2"),
    part.address.replace("partNumber=3", "partNumber=4"),
    part.address.replace(`f1/${key.file}`, `f2/${idOf(0xf2)}`),
    part.address.replace(/uploadId=[^&]+/, "uploadId=another"),
    part.address.replace("partNumber=3&", "").replace(/uploadId=[^&]+&/, ""),
    part.address.replace(`X-Amz-Expires=${partAddressSeconds}`, "X-Amz-Expires=86400"),
  ];
  for (const address of forged) {
    assert.notEqual(address, part.address);
    assert.match(await put({ ...part, address }), refused, address);
  }
  // Else it would read the files of others.
  await blobs.put({ file: idOf(0xf2), part: "original" }, bytesOf(part.size, 7));
  const source = `/${bucket.split("/").at(-1)}/f2/${idOf(0xf2)}/original`;
  assert.match(await put(part, undefined, { headers: { "x-amz-copy-source": source } }), refused);
  assert.deepEqual((await survey(blobs, progress)).missing.length, missing.length);
  const past: Clock = { ...clock, now: () => Date.now() - (partAddressSeconds + 5) * 1_000 };
  const query = { uploadId: new URL(part.address).searchParams.get("uploadId")!, partNumber: "3" };
  const request = { method: "PUT", key: `f1/${key.file}/original`, query } as const;
  const headers = { "Content-Length": String(part.size) };
  const addressBy = (clock: Clock) =>
    new Bucket({ address: bucket, ...objectsKeys }, { clock, random }).address(
      { ...request, headers },
      partAddressSeconds,
    );
  assert.match(await put({ ...part, address: await addressBy(past) }), /^403 AccessDenied$/);
  assert.equal(await put({ ...part, address: await addressBy(clock) }), "200");
});

test("Bytes without a length are taken for no part", async ({ blobs }) => {
  const { progress, missing: [part] } = await survey(blobs, start, 1_000);
  const endless = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.subarray(0, 1_000));
      controller.close();
    },
  });
  assert.match(await put(part!, endless), /^4/);
  assert.equal((await survey(blobs, progress, 1_000)).missing.length, 1);
});

test("After the file is made or removed, its addresses take nothing", async (world) => {
  const { blobs, server, bucket } = world;
  const { progress, missing } = await survey(blobs);
  for (const part of missing) assert.equal(await put(part), "200");
  const { progress: end } = await survey(blobs, progress);
  await blobs.finish(key, end);
  const last = missing.at(-1)!;
  assert.equal(await put(last, bytesOf(last.size, 5)), "404 NoSuchUpload");
  await requireWhole(world);
  await blobs.remove(key.file, end);
  const again = await survey(blobs);
  assert.equal(await put(again.missing[0]!), "200");
  await blobs.remove(key.file, again.progress);
  for (const part of [again.missing.at(-1)!, last]) assert.equal(await put(part), "404 NoSuchUpload");
  assert.deepEqual([await server.objects(bucket), await server.uploads(bucket)], [[], 0]);
});

test("Other bytes over a part that had come are the file's, as long as it is not made", async (world) => {
  const { blobs } = world;
  const { progress, missing } = await survey(blobs);
  for (const part of missing) assert.equal(await put(part), "200");
  const { progress: end } = await survey(blobs, progress);
  const other = bytesOf(fileSyncBytes, 99);
  assert.equal(await put(missing[1]!, other), "200");
  await blobs.finish(key, end);
  const expected = bytes.slice();
  expected.set(other, fileSyncBytes);
  await requireWhole(world, expected);
});

test("A server whose file another one makes meanwhile has it, too", async (world) => {
  const { blobs, other, gate } = world;
  const { progress, missing } = await survey(blobs);
  for (const part of missing) assert.equal(await put(part), "200");
  const { progress: end } = await survey(blobs, progress);
  for (const moment of ["part-number-marker", "POST"]) {
    let held = 0;
    gate.held = ({ method, path }) => {
      const isIt = path.includes(moment) || method === moment;
      return isIt && held++ === 0 ? blobs.finish(key, end) : undefined;
    };
    await other.finish(key, end);
    assert.ok(held > 0, moment);
    await requireWhole(world);
    // As it was before, for the other moment.
    if (moment === "POST") return;
    await blobs.remove(key.file, end);
    const again = await survey(blobs);
    for (const part of again.missing) assert.equal(await put(part), "200");
    Object.assign(end, (await survey(blobs, again.progress)).progress);
  }
});

test("A bucket that obeys what nobody has signed, or takes nothing, gives out no addresses, and is told of", async (world) => {
  const { bucket, gate, server } = world;
  const fates = {
    // As one that looks for the object to be copied, and does not find it.
    "obeys headers that are not signed": { status: 404, code: "NoSuchKey" },
    "takes nothing by signed addresses": { status: 403, code: "AccessDenied" },
  };
  for (const [why, fate] of Object.entries(fates)) {
    const log = createRecordedLog();
    const deps = { clock, random, log };
    const blobs = createS3Blobs({ address: gate.bucket(bucket), ...objectsKeys, direct: true }, deps);
    gate.fate = ({ path }) => path.includes("X-Amz-Signature") ? fate : undefined;
    for (let i = 0; i < 2; i++) assert.deepEqual(await survey(blobs, little), { progress: little, missing: [] });
    const told = [`Large files go through the server: the bucket ${why}`];
    assert.deepEqual(log.lines.map(({ message }) => message), told);
    assert.equal(await server.uploads(bucket), 0);
  }
});

Deno.test("The bucket is asked for a copy of itself, whatever its address is like", () => {
  const names = (address: string) => new Bucket({ address, ...objectsKeys }, { clock, random }).names;
  assert.deepEqual(names("https://s3.example.org/parley"), ["parley"]);
  assert.deepEqual(names("https://parley.s3.eu-central-1.amazonaws.com"), [
    "parley.s3.eu-central-1.amazonaws.com",
    "parley",
  ]);
});

test("A bucket that does not answer whether it is safe is asked again", async ({ bucket, gate, server }) => {
  const blobs = createS3Blobs({ address: gate.bucket(bucket), ...objectsKeys, direct: true }, { clock, random });
  gate.fate = ({ path }) => path.includes("X-Amz-Signature") ? "cut" : undefined;
  await assert.rejects(survey(blobs), (error) => error instanceof ParleyError && error.code === "unavailable");
  gate.fate = () => undefined;
  assert.equal((await survey(blobs)).missing.length, 3);
  assert.deepEqual([await server.objects(bucket), await server.uploads(bucket)], [[], 1]);
});

test("So many addresses are given out together, of the parts that lack", async ({ blobs }) => {
  const many = (missingPartsMax + 3) * fileSyncBytes;
  const { progress, missing } = await survey(blobs, start, many);
  assert.deepEqual(missing.map(({ offset }) => offset / fileSyncBytes), [...Array(missingPartsMax).keys()]);
  assert.equal(await put(missing[1]!), "200");
  const next = await survey(blobs, progress, many);
  assert.deepEqual(next.missing.map(({ offset }) => offset / fileSyncBytes), [0, 2, 3, 4, 5, 6, 7, 8]);
});

test("An upload that the bucket has forgotten is told of as unavailable", async ({ blobs }) => {
  const { progress } = await survey(blobs);
  await blobs.remove(key.file, progress);
  await assert.rejects(
    survey(blobs, progress),
    (error) => error instanceof ParleyError && error.code === "unavailable",
  );
});
