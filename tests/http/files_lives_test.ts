import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { createDiskBlobs } from "../../src/adapters/disk/create_disk_blobs.ts";
import { fileKeptMs, fileSweepMs } from "../../src/limits.ts";
import type { Blobs } from "../../src/ports/blobs.ts";
import { FileServer } from "../support/file_server.ts";
import { bytes, png } from "../support/small_images.ts";
import { tempFolder } from "../support/temp.ts";
import { numberedId } from "../support/wire_client_token.ts";

/** What becomes of files when what carries them goes, and when others do something to them at the same moment. */

const [ann, bob] = [1, 2];

/** The files that are on the disk. */
function kept({ folder }: Pick<FileServer, "folder">): string[] {
  const ids = Array.from(Deno.readDirSync(folder), ({ name }) => name)
    .flatMap((name) => Array.from(Deno.readDirSync(`${folder}/${name}`), (entry) => entry.name));
  return ids.sort();
}

/** Longest wait for a disk that others use, too, milliseconds: a bound of a hang. */
const diskMsMax = 20_000;

/** Waits, without moving the clock of the server, for what it does on its own. */
async function until(what: string, condition: () => boolean, meanwhile?: () => Promise<void>): Promise<void> {
  const limit = performance.now() + diskMsMax;
  while (!condition()) {
    if (performance.now() > limit) throw new Error(`It never came to this: ${what}`);
    await meanwhile?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

interface Sent {
  readonly id: string;
  readonly seq: number;
}

async function send(files: FileServer, content: Uint8Array<ArrayBuffer>, room = files.room): Promise<Sent> {
  const { body: { id } } = await files.upload(ann, "a.png", content, room);
  const { status, body } = await json(files, ann, `POST /api/rooms/${room}/messages`, { attachments: [id] });
  assert.equal(status, 201);
  return { id: String(id), seq: Number(body.seq) };
}

function json(files: FileServer, user: number, line: string, body?: unknown) {
  const headers = { "content-type": "application/json" };
  return files.call(user, line, body === undefined ? {} : { body: JSON.stringify(body), headers });
}

Deno.test("The bytes of a file are gone from the disk as soon as the message that carried it is deleted", async () => {
  await using files = await FileServer.start();
  await files.join(ann, bob);
  const { id, seq } = await send(files, bytes(png(4, 3)));
  assert.deepEqual(kept(files), [id]);
  const { headers } = await files.call(bob, `GET /api/files/${id}/content`);
  assert.equal((await files.call(ann, `DELETE /api/rooms/${files.room}/messages/${seq}`)).status < 300, true);
  // Time stands still: nothing that waits for its turn is at work.
  await until("the file is removed", () => kept(files).length === 0);
  for (const path of ["", "/content", "/thumbnail", "/content?download=1"]) {
    for (const user of [ann, bob]) {
      const etag = { "if-none-match": headers.get("etag")! };
      assert.equal((await files.call(user, `GET /api/files/${id}${path}`, { headers: etag })).status, 404, path);
    }
  }
});

Deno.test("With a room its files go", async () => {
  await using files = await FileServer.start();
  await files.join(ann);
  const { body: room } = await json(files, ann, "POST /api/rooms", { name: "attic" });
  const inside = await send(files, bytes("old things"), String(room.id));
  const outside = await send(files, bytes("new things"));
  assert.deepEqual(kept(files), [inside.id, outside.id].sort());
  assert.equal((await files.call(ann, `DELETE /api/rooms/${room.id}`)).status, 204);
  assert.equal((await files.call(ann, `GET /api/files/${inside.id}/content`)).status, 404);
  await until("its files are removed", () => kept(files).length === 1, () => files.server.clock.tick(fileSweepMs));
  assert.deepEqual(kept(files), [outside.id]);
});

Deno.test("Half a file and one that no message carries are kept for a day, and one that is carried for longer", async () => {
  await using files = await FileServer.start();
  await files.join(ann);
  const path = (await files.begin(ann, 10)).headers.get("location")!;
  await files.patch(ann, path, 0, "01234");
  const { body: whole } = await files.upload(ann, "b.txt", bytes("words"));
  const carried = await send(files, bytes("more words"));
  files.server.clock.jump(fileKeptMs - 2 * fileSweepMs);
  await files.server.clock.tick(fileSweepMs);
  assert.equal(kept(files).length, 3);
  // Something more comes of the first one: its day begins anew.
  assert.equal((await files.patch(ann, path, 5, "5")).status, 204);
  await files.server.clock.tick(2 * fileSweepMs);
  await until("one is removed", () => kept(files).length < 3);
  assert.equal((await files.call(ann, `GET /api/files/${whole.id}`)).status, 404);
  assert.equal((await files.head(ann, path)).headers.get("upload-offset"), "6");
  files.server.clock.jump(fileKeptMs);
  await files.server.clock.tick(fileSweepMs);
  await until("the half one is removed", () => kept(files).length === 1);
  assert.deepEqual(kept(files), [carried.id]);
  assert.equal((await files.head(ann, path)).status, 404);
});

Deno.test("A file that is attached in the moment in which it would be removed is either there or refused", async () => {
  await using files = await FileServer.start();
  await files.join(ann);
  let attached = 0;
  for (let round = 0; round < 30; round++) {
    const { body: { id } } = await files.upload(ann, "a.txt", bytes(`round ${round}`));
    files.server.clock.jump(fileKeptMs + 1);
    // Both are at work; which of them is first differs from round to round.
    const line = `POST /api/rooms/${files.room}/messages`;
    const message = json(files, ann, line, { content: "look", attachments: [id] });
    for (let turns = 0; turns < round * 2; turns++) await new Promise((resolve) => setImmediate(resolve));
    await files.server.clock.tick(fileSweepMs);
    const { status } = await message;
    await files.server.clock.tick(fileSweepMs);
    const content = await files.call(ann, `GET /api/files/${id}/content`);
    assert.deepEqual([status, content.status], status === 201 ? [201, 200] : [422, 404], `round ${round}`);
    if (status === 201) assert.deepEqual(content.bytes, bytes(`round ${round}`));
    attached += status === 201 ? 1 : 0;
  }
  assert.ok(attached > 0, "none was attached");
});

/** A store of bytes that lets a test step in between. */
class HeldBlobs {
  readonly blobs: Blobs;
  readonly writing = Promise.withResolvers<void>();
  readonly goOn = Promise.withResolvers<void>();

  constructor(inner: Blobs) {
    this.blobs = {
      ...inner,
      write: async (...args) => {
        this.writing.resolve();
        await this.goOn.promise;
        await inner.write(...args);
      },
    };
  }
}

Deno.test("What is still written of a file that has been removed meanwhile goes, too", async () => {
  await using folder = await tempFolder();
  const held = new HeldBlobs(createDiskBlobs(folder.path));
  await using files = await FileServer.start({ blobs: held.blobs });
  await files.join(ann);
  const path = (await files.begin(ann, 10)).headers.get("location")!;
  const patch = files.patch(ann, path, 0, "0123456789");
  await held.writing.promise;
  const removal = await files.call(ann, `DELETE ${path}`, { headers: { "Tus-Resumable": "1.0.0" } });
  assert.equal(removal.status, 204);
  // Its entry is forgotten first: then no later sweep would find what is written now.
  await files.server.clock.tick(2 * fileSweepMs);
  held.goOn.resolve();
  assert.equal((await patch).status, 404);
  assert.deepEqual(kept({ folder: folder.path }), []);
});

Deno.test("S70: bombs are kept as they are and never unpacked, and a thousand pieces are one file", async () => {
  await using files = await FileServer.start();
  await files.join(ann);
  const bomb = new Uint8Array(gzipSync(new Uint8Array(20_000_000)));
  const { body } = await files.upload(ann, "bomb.png", bomb);
  assert.deepEqual([body.type, body.size], ["application/gzip", bomb.length]);
  const { headers } = await files.call(ann, `GET /api/files/${body.id}/content`);
  assert.equal(headers.get("content-encoding"), null);
  assert.match(headers.get("content-disposition")!, /^attachment; /);
  const line = `POST /api/rooms/${files.room}/files?name=a.png`;
  const packed = await files.call(ann, line, { body: bomb, headers: { "content-encoding": "gzip" } });
  assert.deepEqual([packed.status, packed.body.error.code], [415, "unsupported_media_type"]);

  const path = (await files.begin(ann, 1_000)).headers.get("location")!;
  for (let at = 0; at < 1_000; at++) {
    const { status } = await files.patch(ann, path, at, String(at % 10));
    assert.equal(status, 204);
  }
  const { bytes: whole } = await files.call(ann, `GET ${path}/content`);
  assert.equal(new TextDecoder().decode(whole), "0123456789".repeat(100));

  const empty = await files.call(ann, `POST /api/rooms/${files.room}/files?name=a.txt`, { body: new Uint8Array(0) });
  assert.equal(empty.status, 422);
  const message = `POST /api/rooms/${files.room}/messages`;
  const many = await json(files, ann, message, { content: "x", attachments: Array(1_000).fill(body.id) });
  assert.equal(many.status, 422);
});

Deno.test("S70: a picture that would flood its readers is refused, and nothing of it stays on the disk", async () => {
  await using files = await FileServer.start();
  await files.join(ann);
  const flood = png(1, 1);
  new DataView(flood.buffer, flood.byteOffset).setUint32(16, 60_000);
  new DataView(flood.buffer, flood.byteOffset).setUint32(20, 60_000);
  assert.equal((await files.upload(ann, "flood.png", bytes(flood))).status, 422);
  await until("it is removed", () => kept(files).length === 0);
});

Deno.test("S71: who is banned has no file any more, in no form, and a file of one room is of no use in another", async () => {
  await using files = await FileServer.start();
  await files.join(ann, bob);
  const { body: room } = await json(files, ann, "POST /api/rooms", { name: "attic" });
  const other = String(room.id);
  await files.call(bob, `POST /api/rooms/${other}/join`);
  const { id } = await send(files, bytes(png(4, 3)), other);
  const before = await files.call(bob, `GET /api/files/${id}/content`);
  assert.equal(before.status, 200);
  const ban = await json(files, ann, `PUT /api/rooms/${other}/bans/${numberedId(bob)}`, {});
  assert.ok(ban.status < 300, `${ban.status}`);
  const conditions: Record<string, string>[] = [{}, { "if-none-match": before.headers.get("etag")! }, {
    range: "bytes=0-3",
  }];
  for (const headers of conditions) {
    for (const path of ["/content", "/content?download=1", "/thumbnail", ""]) {
      assert.equal((await files.call(bob, `GET /api/files/${id}${path}`, { headers })).status, 404, path);
      assert.equal((await files.call(ann, `GET /api/files/${id}/content`)).status, 200);
    }
  }
  const { body: mine } = await files.upload(ann, "b.txt", bytes("words"), files.room);
  const misplaced = await json(files, ann, `POST /api/rooms/${other}/messages`, {
    content: "x",
    attachments: [mine.id],
  });
  assert.deepEqual([misplaced.status, misplaced.body.error.code], [422, "invalid"]);
});
