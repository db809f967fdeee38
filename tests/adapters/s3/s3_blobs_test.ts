import assert from "node:assert/strict";
import { createS3Blobs, tryBucket } from "../../../src/adapters/s3/create_s3_blobs.ts";
import { createSystemClock } from "../../../src/adapters/system/clock.ts";
import { createSystemRandom } from "../../../src/adapters/system/random.ts";
import { fileAddressSeconds, fileSyncBytes, objectRequestMs, objectTriesMax } from "../../../src/limits.ts";
import type { BlobKey, BlobProgress, Blobs } from "../../../src/ports/blobs.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import { ParleyError } from "../../../src/protocol/parley_error.ts";
import { blobsContract } from "../../contract/blobs_contract.ts";
import { idOf } from "../../contract/store/store_cases.ts";
import { ObjectsGate } from "../../support/objects_gate.ts";
import { objectsKeys, objectsMissing, ObjectsServer } from "../../support/objects_server.ts";

const clock = createSystemClock();
const random = createSystemRandom();
const key: BlobKey = { file: idOf(0xf1), part: "original" };
const start: BlobProgress = { offset: 0, trail: "" };
const noFault = () => undefined;

blobsContract("Files in a bucket", async () => {
  const server = await ObjectsServer.start();
  return {
    blobs: createS3Blobs({ address: await server.bucket(), ...objectsKeys }, { clock, random }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}, objectsMissing);

function bytesOf(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (i * 2_654_435_761) >>> 13);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 262_144) yield await Promise.resolve(bytes.subarray(at, at + 262_144));
}

async function upload(blobs: Blobs, bytes: Uint8Array, from = start): Promise<{ last: BlobProgress; error: unknown }> {
  let [last, error]: [BlobProgress, unknown] = [from, undefined];
  await blobs.write(key, from, once(bytes), (progress) => Promise.resolve(void (last = progress)))
    .catch((thrown: unknown) => void (error = thrown));
  return { last, error };
}

async function read(blobs: Blobs, length: number): Promise<Uint8Array> {
  return new Uint8Array(await new Response(await blobs.read(key, 0, length)).arrayBuffer());
}

function requireUnavailable(error: unknown, ...unsaid: string[]): true {
  assert.ok(error instanceof ParleyError, String(error));
  assert.equal(error.code, "unavailable");
  const told = `${error.message} ${error.cause} ${(error.cause as Error)?.cause ?? ""}`;
  for (const secret of [objectsKeys.secretKey, objectsKeys.accessKey, ...unsaid]) {
    assert.ok(!told.includes(secret), told);
  }
  return true;
}

interface World extends AsyncDisposable {
  readonly server: ObjectsServer;
  readonly gate: ObjectsGate;
  /** Its address without the gate. */
  readonly bucket: string;
  readonly blobs: Blobs;
}

/** Time in which pauses are short and requests take as long as they take, until somebody says that they took too long. */
function hurriedClock(): { readonly clock: Clock; tooLate(): void } {
  const waiting = new Set<() => void>();
  const after: Clock["after"] = (ms, task) => {
    if (ms < objectRequestMs) return clock.after(ms / 40, task);
    waiting.add(task);
    return () => void waiting.delete(task);
  };
  return { clock: { ...clock, after }, tooLate: () => [...waiting].forEach((task) => task()) };
}

async function world(): Promise<World> {
  const hurried = hurriedClock();
  const server = await ObjectsServer.start();
  const gate = await ObjectsGate.open(server.port);
  const bucket = await server.bucket();
  gate.unanswered = hurried.tooLate;
  const options = { address: gate.bucket(bucket), ...objectsKeys, direct: true };
  const blobs = createS3Blobs(options, { clock: hurried.clock, random });
  return {
    ...{ server, gate, bucket, blobs },
    [Symbol.asyncDispose]: async () => {
      await gate[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

function test(name: string, run: (world: World) => Promise<void>): void {
  const ignore = objectsMissing !== undefined;
  Deno.test({
    name: `${name}${ignore ? ` (skipped: ${objectsMissing})` : ""}`,
    ignore,
    fn: async () => {
      await using opened = await world();
      await run(opened);
    },
  });
}

test("A bucket keeps nothing of an upload but the file, and nothing at all of one that is removed", async (world) => {
  const { blobs, server, bucket } = world;
  const bytes = bytesOf(2 * fileSyncBytes + 50_000);
  const { last: half } = await upload(blobs, bytes.subarray(0, fileSyncBytes + 1_000));
  assert.deepEqual(await server.objects(bucket), [`f1/${key.file}/original.${half.offset}`]);
  const { last } = await upload(blobs, bytes.subarray(half.offset), half);
  // A second upload of the same file that nobody was told of: a server crashed in between.
  await upload(blobs, bytes.subarray(0, fileSyncBytes + 7));
  assert.equal(await server.uploads(bucket), 2);
  assert.equal((await server.objects(bucket)).length, 2);
  await blobs.finish(key, last);
  assert.deepEqual(await server.objects(bucket), [`f1/${key.file}/original`]);
  assert.equal(await server.uploads(bucket), 0);
  assert.deepEqual(await read(blobs, bytes.length), bytes);
  await upload(blobs, bytes.subarray(0, fileSyncBytes + 10));
  await blobs.remove(key.file, start);
  assert.deepEqual([await server.objects(bucket), await server.uploads(bucket)], [[], 0]);
});

test("A fault of the moment is tried again and nobody notices", async ({ blobs, gate }) => {
  const bytes = bytesOf(fileSyncBytes + 100_000);
  const fates = [{ status: 500, code: "InternalError" }, "cut", { status: 503, code: "SlowDown" }, "silent"] as const;
  for (const fate of fates) {
    for (const method of ["PUT", "POST", "GET", "HEAD", "DELETE"]) {
      const cut = fate === "cut" && method !== "PUT";
      let left = cut ? 0 : 1;
      gate.fate = (request) => request.method === method && left-- > 0 ? fate : undefined;
      const { last, error } = await upload(blobs, bytes);
      assert.ifError(error);
      await blobs.finish(key, last);
      assert.deepEqual(await read(blobs, bytes.length), bytes, `${JSON.stringify(fate)} ${method}`);
      await blobs.remove(key.file, last);
      assert.ok(left < 0 || cut, `${method} was never asked`);
    }
  }
});

test("A bucket that stays broken is told of as unavailable, and the upload goes on where it was", async (world) => {
  const { blobs, gate } = world;
  const bytes = bytesOf(2 * fileSyncBytes);
  const fates = [{ status: 500, code: "InternalError" }, "cut", { status: 503, code: "SlowDown" }, "silent"] as const;
  for (const fate of fates) {
    let parts = 0;
    gate.fate = ({ method, path }) => method === "PUT" && path.includes("partNumber") && ++parts > 1 ? fate : undefined;
    const { last, error } = await upload(blobs, bytes);
    requireUnavailable(error);
    assert.equal(parts - 1, objectTriesMax, JSON.stringify(fate));
    assert.equal(last.offset, fileSyncBytes);
    gate.fate = noFault;
    const { last: end } = await upload(blobs, bytes.subarray(last.offset), last);
    await blobs.finish(key, end);
    assert.deepEqual(await read(blobs, bytes.length), bytes);
    await blobs.remove(key.file, end);
  }
});

test("An upload goes on after the server of the bucket was killed", async ({ blobs, server, gate }) => {
  const bytes = bytesOf(fileSyncBytes + 70_000);
  const { last } = await upload(blobs, bytes.subarray(0, fileSyncBytes + 20_000));
  await server.kill();
  const { last: same, error } = await upload(blobs, bytes.subarray(last.offset), last);
  requireUnavailable(error);
  assert.deepEqual(same, last);
  await assert.rejects(blobs.finish(key, last), (fault) => requireUnavailable(fault));
  await assert.rejects(blobs.read(key, 0, 10), (fault) => requireUnavailable(fault));
  await server.start();
  gate.fate = noFault;
  const { last: end } = await upload(blobs, bytes.subarray(last.offset), last);
  await blobs.finish(key, end);
  assert.deepEqual(await read(blobs, bytes.length), bytes);
});

test("A file whose last answer was lost is finished all the same, once", async ({ blobs, gate, server, bucket }) => {
  const bytes = bytesOf(fileSyncBytes + 5);
  const { last } = await upload(blobs, bytes);
  let lost = 1;
  gate.fate = ({ method }) => method === "POST" && lost-- > 0 ? "unheard" : undefined;
  await blobs.finish(key, last);
  assert.ok(lost < 0);
  await blobs.finish(key, last);
  assert.deepEqual(await read(blobs, bytes.length), bytes);
  assert.deepEqual([(await server.objects(bucket)).length, await server.uploads(bucket)], [1, 0]);
});

test("A file whose parts the bucket refuses to put together after a good beginning is not taken for one", async (world) => {
  const { blobs, gate } = world;
  const bytes = bytesOf(fileSyncBytes + 5);
  const { last } = await upload(blobs, bytes);
  let asked = 0;
  const isIt = (method: string, path: string) => method === "POST" && path.includes("uploadId");
  gate.fate = ({ method, path }) =>
    isIt(method, path) && ++asked > 0 ? { status: 200, code: "InvalidPart" } : undefined;
  await assert.rejects(blobs.finish(key, last), (error) => {
    assert.match(String((error as ParleyError).cause), /answered InvalidPart to POST/);
    return requireUnavailable(error);
  });
  assert.equal(asked, 1);
  let left = 1;
  gate.fate = ({ method, path }) => isIt(method, path) && left-- > 0 ? { status: 200, code: "SlowDown" } : undefined;
  await blobs.finish(key, last);
  assert.ok(left < 0);
  assert.deepEqual(await read(blobs, bytes.length), bytes);
});

test("A bucket that gives fewer bytes than asked for breaks the reading off instead of ending it", async (world) => {
  const { blobs, gate } = world;
  const bytes = bytesOf(3_000_000);
  const { last } = await upload(blobs, bytes);
  await blobs.finish(key, last);
  gate.fate = ({ method }) => method === "GET" ? "halved" : undefined;
  await assert.rejects(read(blobs, bytes.length));
});

test("What a bucket refuses is told without keys, and at once", async ({ bucket, gate }) => {
  const address = gate.bucket(bucket);
  const wrong = createS3Blobs({ address, ...objectsKeys, secretKey: "another" }, { clock, random });
  await assert.rejects(wrong.put(key, bytesOf(10)), (error) => {
    assert.match(String((error as ParleyError).cause), /answered 403 SignatureDoesNotMatch to PUT/);
    return requireUnavailable(error, "another", key.file);
  });
  assert.equal(gate.seen.length, 1);
  await assert.rejects(tryBucket({ address: `${address}-missing`, ...objectsKeys }, { clock, random }), /NoSuchBucket/);
  await tryBucket({ address, ...objectsKeys }, { clock, random });
});

test("An address gives one file for a minute, with the headers that were signed, and nothing else", async (world) => {
  const { blobs, gate, bucket } = world;
  const { last } = await upload(blobs, bytesOf(1_000));
  await blobs.finish(key, last);
  await blobs.put({ file: idOf(0xf2), part: "original" }, bytesOf(10));
  const as = {
    type: "application/octet-stream",
    disposition: `attachment; filename="a b+c.txt"; filename*=UTF-8''%C3%A4`,
  };
  const address = await blobs.address!(key, as);
  assert.ok(!address.includes(objectsKeys.secretKey));
  const part = await fetch(address, { headers: { range: "bytes=10-19" } });
  assert.deepEqual([part.status, new Uint8Array(await part.arrayBuffer())], [206, bytesOf(1_000).slice(10, 20)]);
  assert.deepEqual([part.headers.get("content-type"), part.headers.get("content-disposition")], [
    as.type,
    as.disposition,
  ]);
  const forged = [
    address.replace(`f1/${key.file}`, `f2/${idOf(0xf2)}`),
    address.replace(`X-Amz-Expires=${fileAddressSeconds}`, "X-Amz-Expires=86400"),
    address.replace("application%2Foctet-stream", "text%2Fhtml"),
    address.replace(/X-Amz-Signature=\w{4}/, "X-Amz-Signature=0000"),
  ];
  for (const url of forged) {
    assert.notEqual(url, address);
    const answer = await fetch(url);
    assert.equal(answer.status, 403, url);
    await answer.body?.cancel();
  }
  const written = await fetch(address, { method: "PUT", body: "other" });
  assert.equal(written.status, 403);
  await written.body?.cancel();
  const past: Clock = { ...clock, now: () => Date.now() - (fileAddressSeconds + 5) * 1_000 };
  const old = createS3Blobs({ address: gate.bucket(bucket), ...objectsKeys, direct: true }, { clock: past, random });
  const late = await fetch(await old.address!(key, as));
  assert.equal(late.status, 403);
  await late.body?.cancel();
});
