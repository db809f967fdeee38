import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { pageFacts } from "../../../src/adapters/outward/page_facts.ts";
import { pageText } from "../../../src/adapters/outward/page_text.ts";
import { readLink, type ReadOptions } from "../../../src/adapters/outward/read_link.ts";
import { ogPage, PageServer, redirect } from "../../support/page_server.ts";
import { png } from "../../support/small_images.ts";

function optionsFor(server: PageServer): ReadOptions {
  const resolve = () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]);
  return { ports: [server.port], allows: (address) => address === "127.0.0.1", resolve };
}

Deno.test("A page is known by Open Graph, else by Twitter's cards, else by its title and description", () => {
  const twitter = '<meta name="twitter:title" content="Tw"><meta name="twitter:description" content="Td">' +
    '<meta name="twitter:image" content="/tw.png">';
  const plain =
    '<title>Plain &amp; simple</title><meta name="Description" content="D"><link rel="image_src" href="/i.png">';
  assert.deepEqual(pageFacts(plain), { title: "Plain & simple", description: "D", picture: "/i.png" });
  assert.deepEqual(pageFacts(plain + twitter), { title: "Tw", description: "Td", picture: "/tw.png" });
  const og = ogPage({ title: "Og &quot;x&quot;", description: "Od", site_name: "Site", image: "/og.png" });
  assert.deepEqual(pageFacts(plain + twitter + og), {
    title: 'Og "x"',
    description: "Od",
    site: "Site",
    picture: "/og.png",
  });
  assert.deepEqual(pageFacts('<meta property="og:title" content="  "><title>Title</title>'), { title: "Title" });
  assert.deepEqual(pageFacts("<title>Page</title><svg><title>Drawing</title></svg>"), { title: "Page" });
  assert.deepEqual(pageFacts('<meta property="og:title" content="First"><meta property="og:title" content="Second">'), {
    title: "First",
  });
  assert.deepEqual(pageFacts("<script>'<title>No</title>'</script><!-- <title>No</title> -->words"), {});
});

Deno.test("What a page calls itself counts in whatever case, never empty, the first time, and so far as it can be shown", () => {
  assert.deepEqual(pageFacts("<title> \n </title><TITLE>Second</TITLE><title>Third</title>"), { title: "Second" });
  assert.deepEqual(pageFacts('<META Name="OG:Title" Content="Og">'), { title: "Og" });
  assert.deepEqual(pageFacts('<meta property="og:title" name="description" content="Og">'), { title: "Og" });
  assert.deepEqual(pageFacts('<link rel="Image_SRC" href="/i.png"><link rel="icon" href="/no.png">'), {
    picture: "/i.png",
  });
  assert.deepEqual(pageFacts("<title>a <b> &lt;c&gt; d</title> e"), { title: "a <b> <c> d" });
  assert.deepEqual(pageFacts("<h1>Not this</h1><title>This</title><p>Nor this"), { title: "This" });
  for (const page of [(long: string) => `<title>${long}</title>`, (long: string) => ogPage({ title: long })]) {
    assert.equal(pageFacts(page("x".repeat(5_000))).title, "x".repeat(4_096));
  }
  const pictures = ["og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"];
  for (let first = 0; first < pictures.length; first++) {
    const metas = pictures.slice(first).map((name) => `<meta name="${name}" content="${name}">`).reverse();
    assert.deepEqual(pageFacts(metas.join("")), { picture: pictures[first] });
  }
  assert.deepEqual(pageFacts('<meta name="application-name" content="App">'), { site: "App" });
});

Deno.test("A page is read in its charset: by its mark, its header, its own word, or as UTF-8", () => {
  const latin1 = (text: string) => Buffer.from(text, "latin1");
  assert.equal(pageText(Buffer.from("größe 上海"), "text/html"), "größe 上海");
  assert.equal(pageText(latin1("größe"), "text/html; charset=ISO-8859-1"), "größe");
  assert.equal(pageText(latin1('<meta charset="windows-1252">größe'), "text/html").slice(-5), "größe");
  const equiv = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">größe';
  assert.equal(pageText(latin1(equiv), "text/html").slice(-5), "größe");
  const sjis = Buffer.from([0x93, 0xfa, 0x96, 0x7b]);
  assert.equal(pageText(sjis, 'text/html; charset="Shift_JIS"'), "日本");
  assert.equal(pageText(Buffer.from("\ufeffgröße"), "text/html; charset=iso-8859-1"), "größe");
  assert.equal(pageText(Buffer.from("\ufeffgröße", "utf16le"), "text/html"), "größe");
  assert.equal(pageText(Buffer.from("größe"), "text/html; charset=unheard-of"), "größe");
  assert.equal(pageText(Buffer.from('<meta charset="utf-16">größe'), "text/html").slice(-5), "größe");
  assert.equal(pageText(Buffer.from([0xff, 0x41]), "text/html"), "\ufffdA");
});

Deno.test("A link is read with its picture, whose address is taken from where the page was found", async () => {
  const bytes = png(3, 2);
  await using server = await PageServer.start({
    "/short": redirect("/deep/page"),
    "/deep/page": ogPage({ title: "Page", image: "../x.png" }),
    "/x.png": bytes,
  });
  const found = await readLink(server.url("/short", "short.example.com"), optionsFor(server));
  assert.deepEqual(found, { host: "short.example.com", title: "Page", picture: new Uint8Array(bytes) });
  assert.deepEqual(server.asked, ["short.example.com/short", "short.example.com/deep/page", "short.example.com/x.png"]);
  const picture = await readLink(server.url("/x.png"), optionsFor(server));
  assert.deepEqual(picture, { host: "pages.example.com", picture: new Uint8Array(bytes) });
});

Deno.test("A page that says nothing of itself has no preview; one behind a redirect has the name of where it was found", async () => {
  await using server = await PageServer.start({ "/": "<p>words</p>", "/there": ogPage({ title: "There" }) });
  assert.equal(await readLink(server.url("/"), optionsFor(server)), undefined);
  server.pages["/to"] = redirect(server.url("/there", "other.example.com"));
  const found = await readLink(server.url("/to"), optionsFor(server));
  assert.deepEqual(found, { host: "other.example.com", title: "There" });
});
