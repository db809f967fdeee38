import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { type Duplex, pipeline, Readable } from "node:stream";
import { createGzip, gzipSync } from "node:zlib";
import { createLinkReader } from "../../../src/adapters/outward/create_link_reader.ts";
import { pageFacts } from "../../../src/adapters/outward/page_facts.ts";
import { readLink, type ReadOptions } from "../../../src/adapters/outward/read_link.ts";
import { linkPageBytesMax, linkPictureBytesMax, linkThreadIdleMs } from "../../../src/limits.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { FalseClock } from "../../support/false_clock.ts";
import { ogPage, type Page, PageServer } from "../../support/page_server.ts";

/** S69: whatever a page does, it costs a bounded number of bytes and a bounded time. */

const head = "<!doctype html><title>Hostile</title>";
const html = { "content-type": "text/html" };

function optionsFor(server: PageServer, more: ReadOptions = {}): ReadOptions {
  const resolve = () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]);
  return { ports: [server.port], allows: (address) => address === "127.0.0.1", resolve, ...more };
}

/** Writes as fast as it is read, for as long as it is; resolves with the number of bytes when the reader has gone. */
function endless(
  headers: Record<string, string>,
  beginning: string | Uint8Array,
  piece: Uint8Array,
  by: Duplex[] = [],
) {
  const { promise, resolve } = Promise.withResolvers<number>();
  let sent = 0;
  function* pieces() {
    yield beginning;
    while (true) {
      sent += piece.length;
      yield piece;
    }
  }
  const page: Page = (_, response) => {
    response.writeHead(200, headers);
    pipeline([Readable.from(pieces(), { objectMode: false }), ...by, response], () => resolve(sent));
  };
  return { page, ended: promise };
}

Deno.test("Of an endless page its beginning is read, then the connection is ended", async () => {
  await using server = await PageServer.start();
  const { page, ended } = endless(html, head, new Uint8Array(65_536).fill(32));
  server.pages["/"] = page;
  assert.equal((await readLink(server.url("/"), optionsFor(server)))?.title, "Hostile");
  // What lies in the buffers of both sides comes on top.
  assert.ok(await ended < linkPageBytesMax + 32 * 1_048_576);
});

Deno.test("Of an endless picture nothing is kept", async () => {
  await using server = await PageServer.start();
  const { page, ended } = endless({ "content-type": "image/png" }, "x", new Uint8Array(65_536));
  server.pages["/x.png"] = page;
  server.pages["/"] = ogPage({ title: "Page", image: "/x.png" });
  const found = await readLink(server.url("/"), optionsFor(server));
  assert.deepEqual(found, { host: "pages.example.com", title: "Page" });
  assert.ok(await ended < linkPictureBytesMax + 32 * 1_048_576);
  // The same where it is the link itself: half a picture is none.
  const itself = endless({ "content-type": "image/png" }, "x", new Uint8Array(65_536));
  server.pages["/y.png"] = itself.page;
  assert.equal(await readLink(server.url("/y.png"), optionsFor(server)), undefined);
  assert.ok(await itself.ended < linkPictureBytesMax + 32 * 1_048_576);
});

Deno.test("A page that trickles, and one that never answers, are given up in time", async () => {
  await using server = await PageServer.start();
  server.pages["/"] = (_, response) => {
    response.writeHead(200, html).write(head);
    server.every(20, response, () => response.write("x"));
  };
  let silent: ServerResponse | undefined;
  server.pages["/silent"] = (_, response) => void (silent = response);
  for (const path of ["/", "/silent"]) {
    await assert.rejects(readLink(server.url(path), optionsFor(server, { msMax: 200 })));
  }
  assert.notEqual(silent, undefined);
});

Deno.test("A picture that trickles leaves the page without one", async () => {
  await using server = await PageServer.start();
  server.pages["/"] = ogPage({ title: "Page", image: "/x.png" });
  server.pages["/x.png"] = (_, response) => void response.writeHead(200, { "content-type": "image/png" }).write("x");
  const found = await readLink(server.url("/"), optionsFor(server, { msMax: 1_000 }));
  assert.deepEqual(found, { host: "pages.example.com", title: "Page" });
});

Deno.test("A page that was packed is unpacked no further than it is read, and one that unpacks into nothing ends too", async () => {
  await using server = await PageServer.start();
  const packed = { ...html, "content-encoding": "gzip" };
  server.pages["/cut"] = (_, response) => void response.writeHead(200, packed).end(gzipSync(head).subarray(0, -8));
  assert.equal((await readLink(server.url("/cut"), optionsFor(server)))?.title, "Hostile");
  // A thousand times as much as it takes to send it, for ever.
  const bomb = endless(packed, head, new Uint8Array(65_536), [createGzip()]);
  server.pages["/bomb"] = bomb.page;
  assert.equal((await readLink(server.url("/bomb"), optionsFor(server, { msMax: 60_000 })))?.title, "Hostile");
  await bomb.ended;
  // Stored blocks without content behind the head of a file: they unpack into nothing, for ever.
  const blocks = new Uint8Array(65_535).map((_, i) => [0, 0, 0, 0xff, 0xff][i % 5]!);
  const nothing = endless(packed, new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), blocks);
  server.pages["/nothing"] = nothing.page;
  const found = await readLink(server.url("/nothing"), optionsFor(server, { msMax: 60_000 })).catch(() => undefined);
  assert.equal(found, undefined);
  assert.ok(await nothing.ended < linkPageBytesMax + 32 * 1_048_576);
});

Deno.test("A page of a million tags is read as far as a page may have some, nested, unclosed or closed for nothing", () => {
  assert.deepEqual(pageFacts(`${"<b>".repeat(100)}<title>Found</title>`), { title: "Found" });
  const pages = ["<b>".repeat(1_000_000), "</b>".repeat(1_000_000), "<b>".repeat(500_000) + "</i>".repeat(500_000)];
  for (const body of pages) assert.deepEqual(pageFacts(`${body}<title>Late</title>`), {}, body.slice(0, 20));
  for (
    const broken of ["<", "<meta", '<meta content="', "<!--", "<![CDATA[", "<title>", "\0\uffff<\ud800>", "&#xfffffff;"]
  ) {
    assert.doesNotThrow(() => pageFacts(broken.repeat(10_000)), broken);
  }
});

Deno.test("What is neither a page nor a picture, or packed in another way, is not read", async () => {
  await using server = await PageServer.start();
  const answers: Record<string, string>[] = [
    { "content-type": "application/json" },
    { "content-type": "application/octet-stream" },
    { "content-type": "video/mp4" },
    { "content-type": "text/htmlx" },
    { "content-type": "application/x; was=text/html" },
    {},
    { ...html, "content-encoding": "br" },
    { ...html, "content-encoding": "gzip, gzip" },
  ];
  for (const headers of answers) {
    // Endless, so that reading it would be noticed.
    const { page, ended } = endless(headers, head, new Uint8Array(65_536));
    server.pages["/"] = page;
    assert.equal(await readLink(server.url("/"), optionsFor(server)), undefined, JSON.stringify(headers));
    await ended;
  }
  // Short, as of a picture that does not end nothing is kept anyway.
  for (const type of ["application/x-image/png", "text/plain; name=image/png"]) {
    server.pages["/"] = (_, response) => void response.writeHead(200, { "content-type": type }).end("x");
    assert.equal(await readLink(server.url("/"), optionsFor(server)), undefined, type);
  }
  for (const status of [204, 206, 304, 401, 404, 500]) {
    server.pages["/"] = (_, response) => void response.writeHead(status, html).end(status === 304 ? undefined : head);
    assert.equal(await readLink(server.url("/"), optionsFor(server)), undefined, String(status));
  }
});

Deno.test("A thread that is stuck is ended with what it does, and the next link is read by another", async () => {
  await using server = await PageServer.start();
  const clock = new FalseClock();
  const asked = Promise.withResolvers<void>();
  server.pages["/silent"] = () => asked.resolve();
  server.pages["/"] = ogPage({ title: "Page" });
  const reader = createLinkReader({ clock, log: silentLog, net: server.net, msMax: 60_000 });
  const stuck = reader.read(server.url("/silent"));
  await asked.promise;
  await clock.tick(60_000);
  assert.equal(await stuck, undefined);
  assert.equal((await reader.read(server.url("/")))?.title, "Page");
  // Nothing to do for a while: the thread is ended, and one begins again.
  await clock.tick(linkThreadIdleMs);
  assert.equal((await reader.read(server.url("/")))?.title, "Page");
  assert.equal(await reader.read("http://127.0.0.1/"), undefined);
  const open = reader.read(server.url("/silent"));
  await reader.close();
  assert.deepEqual([await open, await reader.read(server.url("/"))], [undefined, undefined]);
});
