import assert from "node:assert/strict";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { noFiles } from "../../src/chat/files/no_files.ts";
import { createHttpApp } from "../support/http_app.ts";

const { app } = createHttpApp();

async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return await app.request(`http://chat.example${path}`, { headers }, { remote: "" });
}

/** Addresses of the parts that the page loads. */
async function parts(): Promise<string[]> {
  const text = await (await get("/")).text();
  return [...text.matchAll(/<(?:script|link)[^>]* (?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
}

Deno.test("The application is one page at every address that a person may hold on to", async () => {
  const home = await get("/");
  assert.equal(home.status, 200);
  assert.equal(home.headers.get("content-type"), "text/html; charset=utf-8");
  const text = await home.text();
  assert.match(text, /<div id="root">/);
  for (const path of ["/rooms/6b03110f3adecc04028521b0", "/join/abc"]) {
    assert.equal(await (await get(path)).text(), text);
  }
  assert.equal((await get("/rooms/")).status, 404);
  assert.equal((await get("/elsewhere")).status, 404);
});

Deno.test("The page has no script and no style in it, and may load nothing but from this server", async () => {
  const answer = await get("/");
  const text = await answer.text();
  for (const [, inside] of text.matchAll(/<script[^>]*>([^<]*)<\/script>/g)) assert.equal(inside, "");
  assert.ok(!/\s(on\w+|style)=|<style|javascript:/i.test(text));
  const policy = answer.headers.get("content-security-policy") ?? "";
  const rules = new Map(policy.split("; ").map((rule) => [rule.split(" ")[0]!, rule.split(" ").slice(1).join(" ")]));
  const strict = { "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "connect-src": "'self'" };
  for (const [name, value] of Object.entries(strict)) assert.equal(rules.get(name), value);
  assert.equal(rules.get("require-trusted-types-for"), "'script'");
  assert.ok(!/unsafe|https?:|\*|data:/.test(policy), policy);
  // A worker obeys the policy of its own script.
  const worker = await get("/service_worker.js");
  await worker.body?.cancel();
  assert.match(worker.headers.get("content-security-policy") ?? "", /default-src 'none'; connect-src 'self';/);
});

Deno.test("The page may send files to where they are kept, if that takes them, and to nowhere else", async () => {
  const { app } = createHttpApp({ files: { ...noFiles, directOrigin: "https://files.example" } });
  const policyOf = async (path: string) => {
    const answer = await app.request(`http://chat.example${path}`, {}, { remote: "" });
    await answer.body?.cancel();
    return answer.headers.get("content-security-policy") ?? "";
  };
  const page = await policyOf("/");
  assert.match(page, /; connect-src 'self' https:\/\/files\.example; /);
  assert.equal(page.split("https:").length, 2);
  assert.doesNotMatch(await policyOf("/service_worker.js") + await policyOf("/docs"), /files\.example/);
});

Deno.test("Every part of the page is here, with a type that browsers accept under nosniff", async () => {
  const addresses = await parts();
  assert.ok(addresses.length >= 4, addresses.join());
  const types: Record<string, RegExp> = {
    js: /^text\/javascript/,
    css: /^text\/css/,
    svg: /^image\/svg/,
    webmanifest: /manifest\+json/,
  };
  for (const address of [...addresses, "/service_worker.js"]) {
    assert.match(address, /^\/(?!\/)/);
    const answer = await get(address);
    assert.equal(answer.status, 200, address);
    assert.match(answer.headers.get("content-type") ?? "", types[address.split(".").at(-1)!]!, address);
    assert.ok((await answer.bytes()).length > 100, address);
  }
});

Deno.test("Assets are kept for ever, everything else is asked for first and answered with 304 where it is the same", async () => {
  for (const address of await parts()) {
    const answer = await get(address);
    await answer.body?.cancel();
    const isAsset = address.startsWith("/assets/");
    assert.equal(answer.headers.get("cache-control"), isAsset ? "public, max-age=31536000, immutable" : "no-cache");
    const etag = answer.headers.get("etag") ?? "";
    const again = await get(address, { "If-None-Match": `"other", W/${etag}` });
    assert.deepEqual([again.status, await again.text()], [304, ""]);
    const other = await get(address, { "If-None-Match": '"other"' });
    assert.equal(other.status, 200);
    await other.body?.cancel();
  }
});

Deno.test("What is served compressed is the same, and only for who asked for it", async () => {
  const script = (await parts()).find((address) => address.endsWith(".js"))!;
  const plain = await (await get(script)).bytes();
  const unpack = { br: brotliDecompressSync, gzip: gunzipSync };
  for (const [coding, accepted] of [["br", "gzip, br;q=0.5"], ["gzip", "gzip, br;q=0"]] as const) {
    const answer = await get(script, { "Accept-Encoding": accepted });
    assert.equal(answer.headers.get("content-encoding"), coding);
    assert.match(answer.headers.get("vary") ?? "", /Accept-Encoding/);
    const packed = await answer.bytes();
    assert.ok(packed.length < plain.length / 2);
    assert.deepEqual(new Uint8Array(unpack[coding](packed)), new Uint8Array(plain));
  }
  assert.equal((await get(script, { "Accept-Encoding": "identity" })).headers.get("content-encoding"), null);
});

Deno.test("No name of a file outside of the application gets anywhere", async () => {
  const names = ["/assets/../index.html", "/assets/%2e%2e%2fmain.tsx", "/assets/..%5cmain.tsx", "/assets/constructor"];
  for (const name of names) {
    const answer = await get(name);
    await answer.body?.cancel();
    assert.equal(answer.status, 404, name);
  }
});
