import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { ApiError, ParleyApi } from "../../../clients/sdk/mod.ts";
import { objectsKeys, objectsMissing, ObjectsServer } from "../../support/objects_server.ts";
import { type ServerProcess, startServer } from "../../support/server_process.ts";

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

function noise(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (i * 2_654_435_761) >>> 13);
}

/** A member of the room of everybody, whose calls go as the test wants, on a quick line, and whose pauses take no time. */
async function member(server: ServerProcess, send: Fetch = (url, init) => fetch(url, init)) {
  const after = (_ms: number, task: () => void) => {
    const timer = _ms >= 20_000 ? undefined : setTimeout(task, 0);
    return () => clearTimeout(timer);
  };
  const api = new ParleyApi({ url: server.url, environment: { fetch: send, after, monotonic: () => 0 } });
  await api.guest("ann");
  const { rooms: [room] } = await api.rooms.list({ q: "global" });
  await api.rooms.join(room!.id);
  return { api, room: room!.id };
}

async function contentOf(api: ParleyApi, id: string): Promise<Uint8Array> {
  return new Uint8Array(await (await api.files.open(id)).arrayBuffer());
}

Deno.test("A file goes up in growing pieces, with its progress, and comes down as it was", async () => {
  await using server = await startServer();
  const { api, room } = await member(server);
  const bytes = noise(3_000_000);
  const told: number[] = [];
  const file = await api.files.upload(room, new File([bytes], "grüße.bin"), {
    onProgress: (sent, total) => {
      assert.equal(total, bytes.length);
      told.push(sent);
    },
  });
  assert.deepEqual([file.name, file.size, file.complete, file.room_id], ["grüße.bin", bytes.length, true, room]);
  assert.deepEqual([told[0], told.at(-1)], [0, bytes.length]);
  assert.ok(told.every((sent, i) => i === 0 || sent > told[i - 1]!), told.join());
  assert.deepEqual(await contentOf(api, file.id), bytes);
  await api.files.remove(file.id);
  await assert.rejects(api.files.get(file.id), { code: "not_found" });
});

Deno.test("Lines that break before a piece is sent, and after it, cost neither a byte nor the file", async () => {
  await using server = await startServer();
  let pieces = 0;
  const { api, room } = await member(server, async (url, init) => {
    if (init.method !== "PATCH") return await fetch(url, init);
    pieces++;
    if (pieces === 2) throw new TypeError("the line is cut");
    const answer = await fetch(url, init);
    if (pieces !== 4) return answer;
    await answer.body?.cancel();
    throw new TypeError("the line is cut");
  });
  const bytes = noise(2_000_000);
  const file = await api.files.upload(room, new Blob([bytes]), { name: "a.bin" });
  assert.ok(pieces >= 5, `${pieces} pieces`);
  assert.deepEqual(await contentOf(api, file.id), bytes);
});

Deno.test("An upload that was given up can be gone on with, by its id", async () => {
  await using server = await startServer();
  const { api, room } = await member(server);
  const bytes = noise(2_000_000);
  const stop = new AbortController();
  let id: string | undefined;
  const given = api.files.upload(room, new Blob([bytes]), {
    name: "a.bin",
    signal: stop.signal,
    onBegun: (begun) => void (id = begun),
    onProgress: (sent) => {
      if (sent > 0) stop.abort(new Error("enough"));
    },
  });
  await assert.rejects(given, /enough/);
  const { offset } = await api.files.get(id!);
  assert.ok(offset > 0 && offset < bytes.length, String(offset));
  const told: number[] = [];
  const file = await api.files.upload(room, new Blob([bytes]), { id, onProgress: (sent) => void told.push(sent) });
  assert.deepEqual([file.id, told[0]], [id, offset]);
  assert.deepEqual(await contentOf(api, file.id), bytes);
});

Deno.test("What trying again does not help is told at once", async () => {
  await using server = await startServer({ env: { LIMIT_FILE_MIB: "1" } });
  const { api, room } = await member(server);
  const large = api.files.upload(room, new Blob([noise(1_048_577)]), { name: "a.bin" });
  await assert.rejects(large, (error) => error instanceof ApiError && error.code === "too_large");
  await assert.rejects(api.files.upload("0".repeat(24), new Blob(["x"]), { name: "a" }), { code: "not_found" });
});

Deno.test("A server that is never reached is not tried for ever", async () => {
  await using server = await startServer();
  let begun = 0;
  const { api, room } = await member(server, async (url, init) => {
    if (!url.endsWith("/api/files")) return await fetch(url, init);
    begun++;
    throw new TypeError("there is no line");
  });
  await assert.rejects(api.files.upload(room, new Blob(["x"]), { name: "a" }), { code: "network" });
  assert.ok(begun > 3 && begun < 100, `${begun} times`);
});

Deno.test("A page of the server shows a file by its address", async () => {
  await using server = await startServer();
  const { api } = await member(server);
  const id = "0".repeat(24);
  assert.equal(api.files.address(id), `${server.url}/api/files/${id}/content`);
  assert.equal(api.files.address(id, "thumbnail"), `${server.url}/api/files/${id}/thumbnail`);
});

interface Direct {
  readonly server: ServerProcess;
  /** Where the bucket's addresses begin. */
  readonly origin: string;
}

function directTest(name: string, run: (direct: Direct) => Promise<void>): void {
  const ignore = objectsMissing !== undefined;
  Deno.test({
    name: `${name}${ignore ? ` (skipped: ${objectsMissing})` : ""}`,
    ignore,
    fn: async () => {
      await using objects = await ObjectsServer.start();
      const bucket = await objects.bucket();
      const { accessKey: FILES_ACCESS_KEY, secretKey: FILES_SECRET_KEY } = objectsKeys;
      const keys = { FILES_URL: `s3:${bucket}`, FILES_ACCESS_KEY, FILES_SECRET_KEY };
      await using server = await startServer({ env: { ...keys, FILES_DIRECT: "yes" } });
      await run({ server, origin: new URL(bucket).origin });
    },
  });
}

const mebibyte = 1_048_576;

/** Bytes of which no two parts are the same. */
function large(length: number): Uint8Array<ArrayBuffer> {
  const [bytes, some] = [new Uint8Array(length), noise(mebibyte - 1)];
  for (let at = 0; at < length; at += some.length) bytes.set(some.subarray(0, length - at), at);
  return bytes;
}

/** Counts the bytes that a request takes along, by where it goes. */
function counted(server: ServerProcess, send: Fetch = (url, init) => fetch(url, init)) {
  const sent = { server: 0, bucket: 0 };
  const counting: Fetch = async (url, init) => {
    const answer = await send(url, init);
    const size = init.body instanceof Blob ? init.body.size : 0;
    if (answer.ok) sent[url.startsWith(server.url) ? "server" : "bucket"] += size;
    return answer;
  };
  return { sent, counting };
}

directTest(
  "A large file goes to the bucket itself as soon as the line is quick enough for its parts",
  async (direct) => {
    const { sent, counting } = counted(direct.server, (url, init) => {
      if (url.startsWith(direct.origin)) assert.equal(new Headers(init.headers).get("authorization"), null);
      return fetch(url, init);
    });
    const { api, room } = await member(direct.server, counting);
    const bytes = large(44 * mebibyte + 7);
    const told: number[] = [];
    const file = await api.files.upload(room, new File([bytes], "film.bin"), {
      onProgress: (at) => void told.push(at),
    });
    assert.deepEqual([file.complete, file.size], [true, bytes.length]);
    assert.deepEqual(sent, { server: 8 * mebibyte, bucket: bytes.length - 8 * mebibyte });
    assert.ok(told.every((at, i) => i === 0 || at >= told[i - 1]!), told.join());
    assert.equal(told.at(-1), bytes.length);
    assert.ok(Buffer.from(await contentOf(api, file.id)).equals(bytes));
  },
);

directTest("A small file goes through the server, without a request more", async ({ server, origin }) => {
  const urls: string[] = [];
  const { api, room } = await member(server, (url, init) => {
    urls.push(url);
    return fetch(url, init);
  });
  await api.files.upload(room, new Blob([large(7 * mebibyte)]), { name: "a.bin" });
  assert.ok(!urls.some((url) => url.startsWith(origin) || url.endsWith("/parts")), urls.join());
});

directTest("A bucket that a client cannot reach costs it nothing: the file goes through the server", async (direct) => {
  let tried = 0;
  const { sent, counting } = counted(direct.server, async (url, init) => {
    if (!url.startsWith(direct.origin)) return await fetch(url, init);
    tried++;
    throw new TypeError("not allowed for this page");
  });
  const { api, room } = await member(direct.server, counting);
  const bytes = large(30 * mebibyte);
  const file = await api.files.upload(room, new Blob([bytes]), { name: "a.bin" });
  assert.deepEqual(sent, { server: bytes.length, bucket: 0 });
  assert.ok(tried > 0 && tried < 6, `${tried} times`);
  assert.ok(Buffer.from(await contentOf(api, file.id)).equals(bytes));
});

directTest("Parts that are lost, cut off or refused now and then are sent again", async ({ server, origin }) => {
  let part = 0;
  const { sent, counting } = counted(server, async (url, init) => {
    if (!url.startsWith(origin)) return await fetch(url, init);
    const which = part++ % 4;
    if (which === 1) throw new TypeError("the line is cut");
    const answer = await fetch(which === 2 ? url.replace(/Signature=..../, "Signature=0000") : url, init);
    if (which !== 3) return answer;
    await answer.body?.cancel();
    throw new TypeError("its answer is lost");
  });
  const { api, room } = await member(server, counting);
  const bytes = large(48 * mebibyte);
  const file = await api.files.upload(room, new Blob([bytes]), { name: "a.bin" });
  assert.ok(sent.bucket > 8 * mebibyte, `${sent.bucket} bytes`);
  assert.ok(Buffer.from(await contentOf(api, file.id)).equals(bytes));
});

directTest("An upload to the bucket that was given up is gone on with, by its id", async ({ server, origin }) => {
  const stop = new AbortController();
  let [id, inBucket]: [string | undefined, number] = [undefined, 0];
  const { api, room } = await member(server, (url, init) => {
    if (url.startsWith(origin) && ++inBucket === 3) stop.abort(new Error("enough"));
    return fetch(url, init);
  });
  const bytes = large(40 * mebibyte);
  const given = api.files.upload(room, new Blob([bytes]), {
    name: "a.bin",
    signal: stop.signal,
    onBegun: (begun) => void (id = begun),
  });
  await assert.rejects(given, /enough/);
  const { offset } = await api.files.get(id!);
  assert.ok(offset >= 8 * mebibyte && offset < bytes.length, String(offset));
  const file = await api.files.upload(room, new Blob([bytes]), { id });
  assert.deepEqual([file.id, file.complete], [id, true]);
  assert.ok(Buffer.from(await contentOf(api, file.id)).equals(bytes));
});

directTest("A server that gives out no addresses after all is sent everything itself", async ({ server }) => {
  const { sent, counting } = counted(server, async (url, init) => {
    const answer = await fetch(url, init);
    return url.endsWith("/parts") ? Response.json({ ...await answer.json(), parts: [] }) : answer;
  });
  const { api, room } = await member(server, counting);
  const bytes = large(20 * mebibyte);
  const file = await api.files.upload(room, new Blob([bytes]), { name: "a.bin" });
  assert.deepEqual([file.complete, sent], [true, { server: bytes.length, bucket: 0 }]);
});
