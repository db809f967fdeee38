import assert from "node:assert/strict";
import { createHttpApp } from "../support/http_app.ts";

Deno.test("GET /docs is a page whose every part comes from this server", async () => {
  const { call } = createHttpApp();
  const { status, text, headers } = await call("GET /docs");
  assert.equal(status, 200);
  assert.match(headers.get("content-type") ?? "", /^text\/html/);
  const parts = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
  assert.equal(parts.length, 4);
  for (const address of parts) {
    assert.match(address, /^\/docs\//);
    const part = await call(`GET ${address}`);
    assert.equal(part.status, 200, address);
    assert.ok(part.text.length > 100, address);
  }
});

Deno.test("The page runs no inline script and may load nothing from another host", async () => {
  const { call } = createHttpApp();
  const { text, headers } = await call("GET /docs");
  for (const [, inside] of text.matchAll(/<script[^>]*>([^<]*)<\/script>/g)) assert.equal(inside, "");
  assert.ok(!/\son\w+=/.test(text));
  const policy = headers.get("content-security-policy") ?? "";
  const rules = new Map(policy.split("; ").map((rule) => [rule.split(" ")[0]!, rule.split(" ").slice(1).join(" ")]));
  assert.equal(rules.get("default-src"), "'none'");
  assert.equal(rules.get("script-src"), "'self'");
  assert.equal(rules.get("connect-src"), "'self'");
  assert.ok(!/https?:/.test(policy));
});

Deno.test("The page starts on this server's document, and asks no other host to check it", async () => {
  const { call } = createHttpApp();
  const { text } = await call("GET /docs/start.js");
  const started: Record<string, unknown>[] = [];
  new Function("window", "SwaggerUIBundle", text)({}, (options: Record<string, unknown>) => started.push(options));
  assert.equal(started.length, 1);
  assert.equal(started[0]!["url"], "/api/openapi.json");
  assert.equal(started[0]!["validatorUrl"], null);
});

Deno.test("The parts of the page have types that browsers accept under nosniff, and may be kept for a while", async () => {
  const { call } = createHttpApp();
  const types = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "start.js": "text/javascript; charset=utf-8",
    "favicon-32x32.png": "image/png",
  };
  for (const [name, type] of Object.entries(types)) {
    const { headers } = await call(`GET /docs/${name}`);
    assert.equal(headers.get("content-type"), type);
    assert.match(headers.get("cache-control") ?? "", /max-age=\d+/);
  }
});
