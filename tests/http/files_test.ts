import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Buffer } from "node:buffer";
import * as tus from "tus-js-client";
import { FileServer } from "../support/file_server.ts";
import { bytes, jpeg, png, pngChunk } from "../support/small_images.ts";
import { exif } from "../support/small_gifs.ts";
import { TusFetch } from "../support/tus_fetch.ts";

const [ann, bob] = [1, 2];

function noise(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (i * 2_654_435_761) >>> 13);
}

for (const kind of ["node", "edge"] as const) {
  Deno.test(`A file goes up in one request and comes back byte by byte, whole and in part (${kind})`, async () => {
    await using files = await FileServer.start({ kind });
    await files.join(ann);
    const sent = noise(300_000);
    const { status, body } = await files.upload(ann, "data.bin", sent);
    assert.equal(status, 201);
    const { id, name, type, size, complete } = body;
    assert.deepEqual({ name, type, size, complete }, {
      name: "data.bin",
      type: "application/octet-stream",
      size: sent.length,
      complete: true,
    });
    const whole = await files.call(ann, `GET /api/files/${id}/content`);
    assert.deepEqual([whole.status, whole.bytes], [200, sent]);
    assert.equal(whole.headers.get("content-length"), String(sent.length));
    const part = await files.call(ann, `GET /api/files/${id}/content`, { headers: { range: "bytes=1000-1999" } });
    assert.deepEqual([part.status, part.bytes], [206, sent.slice(1_000, 2_000)]);
    assert.equal(part.headers.get("content-range"), `bytes 1000-1999/${sent.length}`);
    const past = await files.call(ann, `GET /api/files/${id}/content`, { headers: { range: "bytes=300000-" } });
    assert.deepEqual([past.status, past.body.error.code], [416, "range_not_satisfiable"]);
    const etag = whole.headers.get("etag")!;
    const same = await files.call(ann, `GET /api/files/${id}/content`, { headers: { "if-none-match": etag } });
    assert.deepEqual([same.status, same.bytes.length], [304, 0]);
    const head = await files.call(ann, `HEAD /api/files/${id}/content`);
    assert.deepEqual([head.status, head.headers.get("content-length")], [200, String(sent.length)]);
  });

  Deno.test(`The client of tus uploads a file in pieces, and resumes one that was begun (${kind})`, async () => {
    await using files = await FileServer.start({ kind });
    await files.join(ann);
    const sent = noise(1_000_000);
    const begun = await files.begin(ann, sent.length, "grüße.bin");
    const path = begun.headers.get("location")!;
    await files.patch(ann, path, 0, sent.slice(0, 400_001));
    const told: number[] = [];
    await new Promise<void>((resolve, reject) => {
      const upload = new tus.Upload(Buffer.from(sent) as unknown as Blob, {
        uploadUrl: `${files.server.url}${path}`,
        headers: { authorization: `Bearer ${files.server.token(ann)}` },
        chunkSize: 250_000,
        httpStack: new TusFetch(),
        retryDelays: null,
        onChunkComplete: (_, accepted) => void told.push(accepted),
        onError: reject,
        onSuccess: () => resolve(),
      });
      upload.start();
    });
    assert.deepEqual(told, [650_001, 900_001, 1_000_000]);
    const { body, bytes } = await files.call(ann, `GET ${path}`);
    assert.deepEqual([body.complete, body.name, bytes.length > 0], [true, "grüße.bin", true]);
    assert.deepEqual((await files.call(ann, `GET ${path}/content`)).bytes, sent);
  });
}

Deno.test("An upload says how far it has come, takes what follows there, and nothing else", async () => {
  await using files = await FileServer.start();
  await files.join(ann);
  const { status, headers } = await files.begin(ann, 10);
  assert.equal(status, 201);
  const path = headers.get("location")!;
  assert.match(headers.get("upload-expires") ?? "", /GMT$/);
  const first = await files.patch(ann, path, 0, "01234");
  assert.deepEqual([first.status, first.headers.get("upload-offset")], [204, "5"]);
  const again = await files.patch(ann, path, 0, "01234");
  assert.deepEqual([again.status, again.body.error.code], [409, "upload_conflict"]);
  const state = await files.head(ann, path);
  assert.deepEqual([state.headers.get("upload-offset"), state.headers.get("upload-length")], ["5", "10"]);
  assert.equal(state.headers.get("cache-control"), "no-store");
  const more = await files.patch(ann, path, 5, "56789ABC");
  assert.deepEqual([more.status, more.body.error.code], [413, "too_large"]);
  const last = await files.patch(ann, path, 5, "56789");
  assert.deepEqual([last.status, last.headers.get("upload-offset")], [204, "10"]);
  assert.equal((await files.patch(ann, path, 10, "X")).status, 409);
});

Deno.test("A piece whose checksum is another counts for nothing; one whose checksum fits does", async () => {
  await using files = await FileServer.start();
  await files.join(ann);
  const path = (await files.begin(ann, 10)).headers.get("location")!;
  const digest = (algorithm: string, text: string) => {
    return `${algorithm} ${createHash(algorithm).update(text).digest("base64")}`;
  };
  const wrong = await files.patch(ann, path, 0, "01234", { "Upload-Checksum": digest("sha1", "01235") });
  assert.deepEqual([wrong.status, wrong.body.error.code], [460, "checksum_mismatch"]);
  assert.equal((await files.head(ann, path)).headers.get("upload-offset"), "0");
  const unknown = await files.patch(ann, path, 0, "01234", { "Upload-Checksum": "md5 abc" });
  assert.deepEqual([unknown.status, unknown.body.error.code], [400, "bad_request"]);
  assert.equal((await files.patch(ann, path, 0, "01234", { "Upload-Checksum": digest("sha1", "01234") })).status, 204);
  assert.equal(
    (await files.patch(ann, path, 5, "56789", { "Upload-Checksum": digest("sha256", "56789") })).status,
    204,
  );
  assert.deepEqual((await files.call(ann, `GET ${path}/content`)).bytes, bytes("0123456789"));
});

Deno.test("OPTIONS tells what uploads can do; another version of tus is refused with the one that is spoken", async () => {
  await using files = await FileServer.start({ limits: { fileBytes: 1_000 } });
  await files.join(ann);
  const { status, headers } = await files.call(ann, "OPTIONS /api/files");
  assert.equal(status, 204);
  const told = ["tus-version", "tus-extension", "tus-checksum-algorithm", "tus-max-size"].map((name) =>
    headers.get(name)
  );
  assert.deepEqual(told, ["1.0.0", "creation,termination,expiration,checksum", "sha1,sha256", "1000"]);
  const other = await files.call(ann, "POST /api/files", { headers: { "Tus-Resumable": "0.2.2" } });
  assert.deepEqual([other.status, other.headers.get("tus-version")], [412, "1.0.0"]);
});

Deno.test("What is malformed in an upload is named", async () => {
  await using files = await FileServer.start({ limits: { fileBytes: 1_000 } });
  await files.join(ann);
  const code = async (answer: ReturnType<FileServer["call"]>) => (await answer).body.error.code;
  assert.equal(await code(files.begin(ann, 0)), "invalid");
  assert.equal(await code(files.begin(ann, 1_001)), "too_large");
  assert.equal(await code(files.begin(ann, 5, "")), "invalid");
  assert.equal(await code(files.begin(ann, 5, "a", "not an id")), "invalid");
  assert.equal(await code(files.begin(ann, 5, "a", "0".repeat(24))), "not_found");
  assert.equal(await code(files.begin(bob, 5)), "not_member");
  const path = (await files.begin(ann, 5)).headers.get("location")!;
  assert.equal(await code(files.patch(ann, path, 0, "x", { "Content-Type": "text/plain" })), "unsupported_media_type");
  assert.equal(await code(files.patch(ann, path, 0, "x", { "Upload-Offset": "one" })), "bad_request");
  assert.equal(await code(files.upload(ann, "a", new Uint8Array(0))), "invalid");
  assert.equal(await code(files.upload(ann, "a", new Uint8Array(1_001))), "too_large");
  assert.equal(await code(files.call(ann, `POST /api/rooms/${files.room}/files`, { body: "x" })), "invalid");
});

Deno.test("Nobody else finds a file that was not sent yet, whatever they do to it", async () => {
  await using files = await FileServer.start();
  await files.join(ann, bob);
  const { body: { id } } = await files.upload(ann, "a.txt", bytes("words"));
  const path = (await files.begin(ann, 5)).headers.get("location")!;
  for (const line of [`GET /api/files/${id}`, `GET /api/files/${id}/content`, `DELETE /api/files/${id}`]) {
    assert.equal((await files.call(bob, line)).status, 404, line);
  }
  assert.equal((await files.head(bob, path)).status, 404);
  assert.equal((await files.patch(bob, path, 0, "x")).status, 404);
  assert.equal((await files.call(ann, `GET /api/files/${id}`)).status, 200);
});

Deno.test("Files are refused that are more than a user, a guest or a room may have", async () => {
  const mebibyte = 1_048_576;
  await using files = await FileServer.start({ limits: { userFilesBytes: mebibyte, roomFilesBytes: 1.5 * mebibyte } });
  await files.join(ann, bob);
  const first = await files.begin(ann, mebibyte);
  const over = await files.begin(ann, 1);
  assert.deepEqual([first.status, over.status, over.body.error.code], [201, 409, "quota_reached"]);
  assert.equal((await files.begin(bob, 0.6 * mebibyte | 0)).body.error.code, "quota_reached");
  await files.call(ann, `DELETE ${first.headers.get("location")}`, { headers: { "Tus-Resumable": "1.0.0" } });
});

Deno.test("What could run is only ever saved, whatever it is called; what is shown in place cannot run", async () => {
  await using files = await FileServer.start();
  await files.join(ann);
  const hostile: [string, Uint8Array<ArrayBuffer>][] = [
    ["page.html", bytes("<html><script>alert(1)</script>")],
    ["page.png", bytes("<html><script>alert(1)</script>")],
    ["drawing.svg", bytes("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")],
    ["paper.pdf", bytes("%PDF-1.7\n<script>alert(1)</script>")],
    ["broken.gif", bytes("GIF89a/*", new Uint8Array(8), "*/=1;alert(1)")],
  ];
  for (const [name, content] of hostile) {
    const { body: { id } } = await files.upload(ann, name, content);
    const { headers } = await files.call(ann, `GET /api/files/${id}/content`);
    assert.equal(headers.get("content-type"), "application/octet-stream", name);
    assert.match(headers.get("content-disposition")!, /^attachment; /, name);
    assertSafe(headers);
  }
  const { body: { id } } = await files.upload(ann, "cat.png", bytes(png(4, 3), "<script>alert(1)</script>"));
  const { headers, bytes: kept } = await files.call(ann, `GET /api/files/${id}/content`);
  assert.deepEqual(kept, png(4, 3));
  assert.equal(headers.get("content-type"), "image/png");
  assert.match(headers.get("content-disposition")!, /^inline; /);
  assertSafe(headers);
  const saved = await files.call(ann, `GET /api/files/${id}/content?download=1`);
  assert.match(saved.headers.get("content-disposition")!, /^attachment; /);
});

function assertSafe(headers: Headers): void {
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.match(headers.get("content-security-policy")!, /default-src 'none'; sandbox/);
  assert.equal(headers.get("cache-control"), "private, no-cache");
}

Deno.test("A name cannot break out of its header or its folder", async () => {
  await using files = await FileServer.start();
  await files.join(ann);
  for (const name of ["a.png\r\nX-Evil: 1", '../../a"b;c.txt', "\u202egpj.exe", "猫 🐈.txt", "a'b(c)*d%.txt"]) {
    const { body } = await files.upload(ann, name, bytes("words"));
    const { headers } = await files.call(ann, `GET /api/files/${body.id}/content`);
    assert.equal(headers.get("x-evil"), null);
    const disposition = headers.get("content-disposition")!;
    const [, encoded] = /^attachment; filename="[^"\\]*"; filename\*=UTF-8''([^;'()*]+)$/.exec(disposition) ?? [];
    assert.equal(decodeURIComponent(encoded!), body.name);
  }
  const folders = Array.from(Deno.readDirSync(files.folder), ({ name }) => name);
  assert.ok(folders.every((name) => /^[0-9a-f]{2}$/.test(name)), folders.join());
});

Deno.test("A photo loses its place and its words, keeps how it lies, and the first bytes are gone from the disk", async () => {
  await using files = await FileServer.start();
  await files.join(ann);
  const secret = "secret place 48.8584N";
  const { body } = await files.upload(ann, "photo.jpg", jpeg(8, 6, exif(6, secret)));
  assert.deepEqual([body.type, body.width, body.height], ["image/jpeg", 6, 8]);
  const { bytes: kept } = await files.call(ann, `GET /api/files/${body.id}/content`);
  assert.ok(!Buffer.from(kept).includes("secret"));
  for await (const { path, bytes } of everyFile(files.folder)) assert.ok(!bytes.includes("secret"), path);
});

async function* everyFile(folder: string): AsyncGenerator<{ path: string; bytes: Buffer }> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* everyFile(path);
    else yield { path, bytes: Buffer.from(await Deno.readFile(path)) };
  }
}

Deno.test("A picture that would fill the memory of its readers is refused by its header, and nothing of it stays", async () => {
  await using files = await FileServer.start();
  await files.join(ann);
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, 60_000);
  new DataView(header.buffer).setUint32(4, 60_000);
  const flood = bytes(png(1, 1).slice(0, 8), pngChunk("IHDR", header), pngChunk("IDAT", [1]), pngChunk("IEND"));
  const { status, body } = await files.upload(ann, "flood.png", flood);
  assert.deepEqual([status, body.error.code], [422, "invalid"]);
});

Deno.test("A server that keeps no files says so", async () => {
  const { RealServer } = await import("../support/real_server.ts");
  await using server = await RealServer.start("node");
  const { status } = await server.call(1, "GET", `/api/files/${"0".repeat(24)}`);
  assert.equal(status, 404);
});
