import assert from "node:assert/strict";
import { fileTypeOf, isShownInPlace } from "../../../src/chat/files/file_type.ts";
import { bytes, jpeg, png, webp, webpPixels } from "../../support/small_images.ts";

const typeOf = (head: Uint8Array, size = head.length) => fileTypeOf(head, size);

Deno.test("fileTypeOf() tells formats by how they begin", () => {
  const expected: [string, Uint8Array][] = [
    ["image/png", png(1, 1)],
    ["image/jpeg", jpeg(1, 1)],
    ["image/webp", webp(webpPixels(1, 1))],
    ["image/gif", bytes("GIF89a", [1, 0, 1, 0])],
    ["audio/wav", bytes("RIFF", [0, 0, 0, 0], "WAVEfmt ")],
    ["audio/mpeg", bytes("ID3", [4, 0])],
    ["audio/mpeg", bytes([0xff, 0xfb, 0x90, 0x64])],
    ["audio/flac", bytes("fLaC")],
    ["audio/ogg", bytes("OggS", new Uint8Array(24), "OpusHead")],
    ["video/ogg", bytes("OggS", new Uint8Array(24), "\x80theora")],
    ["video/mp4", bytes([0, 0, 0, 24], "ftypisom")],
    ["audio/mp4", bytes([0, 0, 0, 24], "ftypM4A ")],
    ["video/quicktime", bytes([0, 0, 0, 24], "ftypqt  ")],
    ["image/heic", bytes([0, 0, 0, 24], "ftypheic")],
    ["image/avif", bytes([0, 0, 0, 24], "ftypavif")],
    ["video/webm", bytes([0x1a, 0x45, 0xdf, 0xa3], "....webm....V_VP9..A_OPUS")],
    ["audio/webm", bytes([0x1a, 0x45, 0xdf, 0xa3], "....webm....A_OPUS")],
    ["application/octet-stream", bytes([0x1a, 0x45, 0xdf, 0xa3], "....matroska")],
    ["application/pdf", bytes("%PDF-1.7\n<html><script>")],
    ["application/zip", bytes("PK", [3, 4])],
    ["application/gzip", bytes([0x1f, 0x8b, 8])],
    ["application/octet-stream", bytes("MZ", [0x90, 0, 3, 0])],
  ];
  for (const [type, head] of expected) assert.equal(typeOf(head), type, type);
});

Deno.test("fileTypeOf() tells a sound in MP4 from a film by its tracks, where they can be seen", () => {
  const begin = bytes([0, 0, 0, 12], "ftypiso5");
  const tracks = (...kinds: string[]) => {
    const list = bytes("moov", ...kinds.map((kind) => bytes("hdlr", new Uint8Array(8), kind)));
    return bytes([0, 0, 0, list.length + 4], list);
  };
  assert.equal(typeOf(bytes(begin, tracks("soun"))), "audio/mp4");
  assert.equal(typeOf(bytes(begin, tracks("soun", "vide"))), "video/mp4");
  assert.equal(typeOf(bytes(begin, tracks("soun").slice(0, -1))), "video/mp4");
  assert.equal(typeOf(bytes(begin, bytes("moov"))), "video/mp4");
});

Deno.test("fileTypeOf() calls pages, drawings and programs in words what they are: texts", () => {
  for (const text of ["<html><script>alert(1)</script>", "<svg onload='x()'/>", "#!/bin/sh\nrm -rf", "grüße\r\n\tja"]) {
    const type = typeOf(bytes(text));
    assert.equal(type, "text/plain");
    assert.equal(isShownInPlace(type), false);
  }
});

Deno.test("fileTypeOf() calls nothing a text that holds other bytes, also where only its beginning is seen", () => {
  assert.equal(typeOf(bytes("words", [0], "words")), "application/octet-stream");
  assert.equal(typeOf(bytes("words", [0xff, 0xfe])), "application/octet-stream");
  const cut = bytes("grü").subarray(0, 3);
  assert.equal(typeOf(cut, 100), "text/plain");
  assert.equal(typeOf(cut, 3), "application/octet-stream");
  assert.equal(typeOf(new Uint8Array()), "application/octet-stream");
});

Deno.test("Nothing that could run is shown in place", () => {
  for (const type of ["text/html", "image/svg+xml", "text/plain", "application/pdf", "application/octet-stream"]) {
    assert.equal(isShownInPlace(type), false, type);
  }
  assert.ok(isShownInPlace("image/png") && isShownInPlace("video/mp4"));
});
