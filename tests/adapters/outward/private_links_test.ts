import assert from "node:assert/strict";
import { isIP } from "node:net";
import { webTarget } from "../../../src/adapters/outward/fetch_web.ts";
import { readLink, type ReadOptions } from "../../../src/adapters/outward/read_link.ts";
import { linkRedirectsMax } from "../../../src/limits.ts";
import { ogPage, PageServer, redirect } from "../../support/page_server.ts";

/** S68: nothing that is private is ever connected to. The servers are real, and so is the check of addresses. */

const secret = ogPage({ title: "Secret" });

/** Every name leads where it is said to; what is public is asked of the real check. */
function optionsFor(server: PageServer, names: Record<string, string[]>, also: readonly string[] = []): ReadOptions {
  return {
    ports: [server.port],
    resolve: (name) => Promise.resolve((names[name] ?? []).map((address) => ({ address, family: isIP(address) }))),
    ...(also.length > 0 && { allows: (address: string) => also.includes(address) }),
  };
}

/** What came of it: nothing, or a refusal. */
async function refused(url: string, options: ReadOptions): Promise<void> {
  const found = await readLink(url, options).catch((error: unknown) => error);
  assert.ok(found === undefined || found instanceof Error, `${url}: ${JSON.stringify(found)}`);
}

Deno.test("An address of this machine is not asked, however it is written", async () => {
  await using server = await PageServer.start({ "/": secret });
  const hosts = [
    ..."127.0.0.1 127.1 0x7f.1 0x7f000001 2130706433 017700000001 0177.0.0.1 0 0.0.0.0 localhost localhost.".split(" "),
    ..."[::1] [::] [::ffff:7f00:1] [::ffff:127.0.0.1] [0:0:0:0:0:ffff:7f00:1] 127.0.0.1. LOCALHOST ⓛⓞⓒⓐⓛⓗⓞⓢⓣ".split(
      " ",
    ),
    ..."①②⑦.⓪.⓪.① 127。0。0。1 １２７.0.0.1 foo.localhost %6c%6f%63%61%6c%68%6f%73%74 127.0.0.1%00.example.com".split(
      " ",
    ),
    ..."router metadata.google.internal printer.local user@127.0.0.1 pages.example.com@127.0.0.1".split(" "),
  ];
  for (const host of hosts) {
    // By the resolver of the system and by the real check.
    await refused(`http://${host}:${server.port}/`, { ports: [server.port] });
    assert.deepEqual(server.asked, [], host);
  }
});

Deno.test("A name that leads to a private address is not asked, nor one of whose addresses one is private", async () => {
  await using server = await PageServer.start({ "/": secret });
  const addresses = [
    ..."127.0.0.1 169.254.169.254 10.0.0.1 172.16.0.1 192.168.1.1 100.64.0.1 0.0.0.0 255.255.255.255".split(" "),
    ..."::1 ::ffff:127.0.0.1 ::ffff:7f00:1 fe80::1 fd00::1 64:ff9b::7f00:1 2002:7f00:1::1 ::".split(" "),
  ];
  for (const address of addresses) {
    await refused(server.url("/"), optionsFor(server, { "pages.example.com": [address] }));
    await refused(server.url("/"), optionsFor(server, { "pages.example.com": ["93.184.216.34", address] }));
  }
  assert.deepEqual(server.asked, []);
  // The same server is asked where its address counts as public: it was the check that kept it from being asked.
  const options = optionsFor(server, { "pages.example.com": ["127.0.0.1"] }, ["127.0.0.1"]);
  assert.equal((await readLink(server.url("/"), options))?.title, "Secret");
});

Deno.test("A name is looked up once for each connection, which goes to the address that was looked at", async () => {
  await using server = await PageServer.start({ "/": redirect("/next"), "/next": secret });
  let lookups = 0;
  const rebinding: ReadOptions = {
    ports: [server.port],
    allows: (address) => address === "127.0.0.1",
    resolve: () => Promise.resolve([{ address: ++lookups === 1 ? "127.0.0.1" : "127.0.0.2", family: 4 }]),
  };
  await refused(server.url("/"), rebinding);
  assert.deepEqual([lookups, server.asked], [2, ["pages.example.com/"]]);
});

Deno.test("A redirect is checked as the address was: it leads to nothing that is private, nor to another port or scheme", async () => {
  await using server = await PageServer.start({ "/secret": secret });
  await using elsewhere = await PageServer.start({ "/": secret });
  const names = { "pages.example.com": ["127.0.0.1"], "private.example.com": ["127.0.0.2"] };
  const options = optionsFor(server, names, ["127.0.0.1"]);
  const { port } = server;
  const targets = [
    `http://127.0.0.1:${port}/secret`,
    `http://[::1]:${port}/secret`,
    `http://0x7f.1:${port}/secret`,
    `http://localhost:${port}/secret`,
    `http://private.example.com:${port}/secret`,
    `http://ann@pages.example.com:${port}/secret`,
    `//127.0.0.1:${port}/secret`,
    elsewhere.url("/"),
    "file:///etc/passwd",
    "gopher://pages.example.com/",
    "data:text/html,<title>x</title>",
    "",
  ];
  for (const [i, target] of targets.entries()) {
    server.pages[`/${i}`] = redirect(target);
    await refused(server.url(`/${i}`), options);
  }
  assert.deepEqual([server.asked.filter((path) => path.includes("secret")), elsewhere.asked], [[], []]);
});

Deno.test(`${linkRedirectsMax} redirects are followed, and not one more`, async () => {
  await using server = await PageServer.start({ "/0": ogPage({ title: "Found" }) });
  for (let i = 1; i <= 100; i++) server.pages[`/${i}`] = redirect(`/${i - 1}`, i % 2 === 0 ? 301 : 307);
  const options = optionsFor(server, { "pages.example.com": ["127.0.0.1"] }, ["127.0.0.1"]);
  assert.equal((await readLink(server.url(`/${linkRedirectsMax}`), options))?.title, "Found");
  server.asked.length = 0;
  assert.equal(await readLink(server.url("/100"), options), undefined);
  assert.equal(server.asked.length, linkRedirectsMax + 1);
});

Deno.test("A page's picture is checked as its address was", async () => {
  await using server = await PageServer.start({});
  await using elsewhere = await PageServer.start({ "/x.png": new Uint8Array(8) });
  const options = optionsFor(server, { "pages.example.com": ["127.0.0.1"] }, ["127.0.0.1"]);
  const pictures = [
    `http://127.0.0.1:${server.port}/x.png`,
    elsewhere.url("/x.png"),
    "file:///x.png",
    "data:image/png;base64,AAAA",
  ];
  for (const [i, picture] of pictures.entries()) {
    server.pages[`/${i}`] = ogPage({ title: "Page", image: picture });
    assert.deepEqual(await readLink(server.url(`/${i}`), options), { host: "pages.example.com", title: "Page" });
  }
  assert.deepEqual([server.asked.length, elsewhere.asked], [pictures.length, []]);
});

Deno.test("Only ports 80 and 443 of names are targets, by http and https, without anybody's name", () => {
  for (
    const good of [
      "http://example.com/",
      "https://example.com/a?b#c",
      "https://example.com:443/",
      "http://example.com:80",
      "HTTPS://EXAMPLE.COM.",
      "https://bücher.example.com/",
    ]
  ) {
    assert.notEqual(webTarget(good), undefined, good);
  }
  for (
    const bad of [
      "http://example.com:8080/",
      "https://example.com:22/",
      "https://ann@example.com/",
      "https://ann:secret@example.com/",
      "https://:secret@example.com/",
      "ftp://example.com/",
      "file:///etc/passwd",
      "gopher://example.com/",
      "javascript:alert(1)",
      "ws://example.com/",
      "http://8.8.8.8/",
      "http://[2600::1]/",
      "http://example/",
      "http://router.local/",
      "http://x.onion/",
      "http://xn--/",
      `https://example.com/${"a".repeat(3_000)}`,
      "example.com",
      "",
    ]
  ) {
    assert.equal(webTarget(bad), undefined, bad);
  }
});

Deno.test("What asks names itself a program, and tells nothing of whoever wants to see it", async () => {
  await using server = await PageServer.start({ "/": ogPage({ title: "Page" }) });
  await readLink(server.url("/"), optionsFor(server, { "pages.example.com": ["127.0.0.1"] }, ["127.0.0.1"]));
  const [headers = assert.fail("nobody asked")] = server.headers;
  assert.match(headers["user-agent"] ?? "", /ParleyLinkPreview.*bot/);
  for (const name of ["cookie", "referer", "origin", "authorization", "x-forwarded-for", "from"]) {
    assert.equal(headers[name], undefined, name);
  }
});
