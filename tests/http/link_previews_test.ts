import assert from "node:assert/strict";
import { PhotonImage } from "@cf-wasm/photon/node";
import { createLinkReader } from "../../src/adapters/outward/create_link_reader.ts";
import { createPictures } from "../../src/adapters/photon/create_pictures.ts";
import { createSystemClock } from "../../src/adapters/system/clock.ts";
import { linkLooksBurst } from "../../src/limits.ts";
import { silentLog } from "../../src/ports/log.ts";
import type { LinkPreview } from "../../src/protocol/link_preview.ts";
import { ogPage, PageServer } from "../support/page_server.ts";
import { RealServer } from "../support/real_server.ts";

const [ann, bob, cat] = [1, 2, 3];

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly previews: readonly LinkPreview[];
  readonly code: string | undefined;
}

/** A server that looks at links, and the web that it looks at: real threads, sockets and pictures. */
class Site implements AsyncDisposable {
  readonly server: RealServer;
  readonly web: PageServer;
  readonly #close: () => Promise<unknown>;

  private constructor(server: RealServer, web: PageServer, close: () => Promise<unknown>) {
    this.server = server;
    this.web = web;
    this.#close = close;
  }

  static async start(): Promise<Site> {
    const clock = createSystemClock();
    const web = await PageServer.start();
    const linkReader = createLinkReader({ clock, log: silentLog, net: web.net });
    const pictures = createPictures({ clock, log: silentLog });
    const server = await RealServer.start("node", { limits: { messagesPerSecond: 0 }, linkReader, pictures });
    const site = new Site(server, web, () => Promise.all([linkReader.close(), pictures.close()]));
    for (const user of [ann, bob]) await site.call(user, `POST /api/rooms/${server.global}/join`);
    return site;
  }

  async call(user: number, line: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    const [method = "", path = ""] = line.split(" ");
    const answer = await fetch(`${this.server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.server.token(user)}`,
        ...(body && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const isJson = answer.headers.get("content-type") === "application/json" && bytes.length > 0;
    const told = isJson ? JSON.parse(new TextDecoder().decode(bytes)) : {};
    return {
      status: answer.status,
      headers: answer.headers,
      bytes,
      previews: told.previews,
      code: told.error?.code,
      ...told,
    };
  }

  /** Says something; answers the address of the message. */
  async say(content: string, room = this.server.global): Promise<string> {
    const said = await this.call(ann, `POST /api/rooms/${room}/messages`, { content });
    return `/api/rooms/${room}/messages/${(said as unknown as { seq: number }).seq}`;
  }

  async previews(message: string, user = ann): Promise<readonly LinkPreview[]> {
    const { status, previews } = await this.call(user, `GET ${message}/previews`);
    assert.equal(status, 200);
    return previews;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.#close();
    await this.web[Symbol.asyncDispose]();
  }
}

/** A red picture. */
function red(width: number, height: number): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) pixels.set([255, 0, 0, 255], 4 * i);
  return new Uint8Array(new PhotonImage(pixels, width, height).get_bytes());
}

Deno.test("Who may read a message sees where its links lead, with a small picture from the server itself", async () => {
  await using site = await Site.start();
  const { web } = site;
  web.pages["/tea"] = ogPage({ title: "Tea", description: "Hot.", site_name: "Pages", image: "/tea.png" });
  web.pages["/tea.png"] = red(1_280, 640);
  const link = web.url("/tea");
  const message = await site.say(`Look: ${link}#leaf, and ${web.url("/none")} and <${web.url("/tea?not")}>`);
  const [preview = assert.fail("no preview"), ...more] = await site.previews(message, bob);
  const { picture = assert.fail("no picture"), fetched_at, ...said } = preview;
  assert.deepEqual([said, more], [{
    link: `${link}#leaf`,
    url: link,
    host: "pages.example.com",
    title: "Tea",
    description: "Hot.",
    site: "Pages",
  }, []]);
  assert.match(fetched_at, /^\d{4}-.*Z$/);
  assert.deepEqual([picture.width, picture.height, picture.blur.length > 20], [1_280, 640, true]);
  const { status, headers, bytes } = await site.call(bob, `GET ${picture.url}`);
  assert.deepEqual([status, headers.get("content-type")], [200, "image/jpeg"]);
  const small = PhotonImage.new_from_byteslice(bytes);
  assert.deepEqual([small.get_width(), small.get_height()], [640, 320]);
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'; sandbox/);
  assert.equal(headers.get("cache-control"), "private, no-cache");
  const same = await site.call(bob, `GET ${picture.url}`, undefined, { "if-none-match": headers.get("etag")! });
  assert.deepEqual([same.status, same.bytes.length], [304, 0]);
  // However often it is asked for, each was asked for once.
  await site.previews(message);
  const paths = web.asked.map((asked) => asked.replace(/^[^/]*/, "")).sort();
  assert.deepEqual(paths, ["/none", "/tea", "/tea.png"]);
});

Deno.test("Who may not read a message learns nothing of its links, and has nothing looked at", async () => {
  await using site = await Site.start();
  site.web.pages["/"] = ogPage({ title: "Tea" });
  const message = await site.say(site.web.url("/"));
  const outside = await site.call(cat, `GET ${message}/previews`);
  assert.deepEqual([outside.status, outside.code], [403, "not_member"]);
  const key = "0".repeat(32);
  assert.equal((await site.call(cat, `GET ${message}/previews/${key}`)).code, "not_member");
  assert.equal((await site.call(ann, `GET ${message}/previews/${key}`)).code, "not_found");
  assert.equal((await site.call(ann, `GET ${message}/previews/x`)).code, "invalid");
  assert.equal((await site.call(ann, `GET ${message}999/previews`)).code, "not_found");
  assert.deepEqual(site.web.asked, []);
});

Deno.test("Previews follow the message: another text has others, one between < and > none, a deleted one none", async () => {
  await using site = await Site.start();
  const { web } = site;
  web.pages["/a"] = ogPage({ title: "A", image: "/x.png" });
  web.pages["/b"] = ogPage({ title: "B" });
  web.pages["/x.png"] = red(4, 4);
  const titles = async () => (await site.previews(message)).map(({ title }) => title);
  const message = await site.say(web.url("/a"));
  assert.deepEqual(await titles(), ["A"]);
  const [{ picture } = assert.fail("no preview")] = await site.previews(message);
  await site.call(ann, `PATCH ${message}`, { content: `${web.url("/b")} ${web.url("/a")}` });
  assert.deepEqual(await titles(), ["B", "A"]);
  await site.call(ann, `PATCH ${message}`, { content: `<${web.url("/a")}> \`${web.url("/b")}\`` });
  assert.deepEqual(await titles(), []);
  assert.equal((await site.call(ann, `GET ${picture!.url}`)).code, "not_found");
  await site.call(ann, `PATCH ${message}`, { content: web.url("/a") });
  assert.equal((await site.call(ann, `GET ${picture!.url}`)).status, 200);
  await site.call(ann, `DELETE ${message}`);
  assert.deepEqual(await titles(), []);
  assert.equal((await site.call(ann, `GET ${picture!.url}`)).code, "not_found");
});

Deno.test("In a room that wants no previews there are none, from the moment it says so", async () => {
  await using site = await Site.start();
  site.web.pages["/"] = ogPage({ title: "Tea" });
  const { id } = await site.call(ann, "POST /api/rooms", { name: "quiet" }) as Answer & { id: string };
  const message = await site.say(site.web.url("/"), id);
  assert.equal((await site.previews(message)).length, 1);
  const changed = await site.call(ann, `PATCH /api/rooms/${id}`, { link_previews: false });
  assert.equal((changed as Answer & { link_previews?: boolean }).link_previews, false);
  assert.deepEqual(await site.previews(message), []);
  const back = await site.call(ann, `PATCH /api/rooms/${id}`, { link_previews: true });
  assert.equal("link_previews" in back, false);
  assert.equal((await site.previews(message)).length, 1);
});

Deno.test("Whoever has too many links looked at is told to wait, and is answered what is known even so", async () => {
  await using site = await Site.start();
  const { web } = site;
  web.pages["/0"] = ogPage({ title: "First" });
  const first = await site.say(web.url("/0"));
  await site.previews(first);
  for (let i = 1; i < linkLooksBurst; i++) {
    assert.equal((await site.call(ann, `GET ${await site.say(web.url(`/${i}`))}/previews`)).status, 200);
  }
  const refused = await site.call(ann, `GET ${await site.say(web.url("/more"))}/previews`);
  assert.deepEqual([refused.status, refused.code], [429, "rate_limited"]);
  assert.notEqual(refused.headers.get("retry-after"), null);
  assert.equal((await site.previews(first)).length, 1);
});

Deno.test("A server that is told not to looks at no link", async () => {
  await using web = await PageServer.start({ "/": ogPage({ title: "Tea" }) });
  await using server = await RealServer.start("node");
  const headers = { authorization: `Bearer ${server.token(ann)}`, "content-type": "application/json" };
  const at = `${server.url}/api/rooms/${server.global}`;
  await (await fetch(`${at}/join`, { method: "POST", headers })).body?.cancel();
  const said = await fetch(`${at}/messages`, {
    method: "POST",
    headers,
    body: JSON.stringify({ content: web.url("/") }),
  });
  const answer = await fetch(`${at}/messages/${(await said.json()).seq}/previews`, { headers });
  assert.deepEqual([answer.status, await answer.json(), web.asked], [200, { previews: [] }, []]);
});
