import assert from "node:assert/strict";
import * as z from "zod";
import * as schemas from "../../src/http/schemas.ts";
import { createHttpApp } from "../support/http_app.ts";

interface Operation {
  readonly summary?: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content: Record<string, unknown> };
  readonly responses: Record<
    string,
    { readonly content?: Record<string, { readonly schema: { readonly $ref?: string } }> }
  >;
}

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, unknown>; readonly securitySchemes: Record<string, unknown> };
}

async function documentOf(): Promise<
  { readonly document: Document; readonly text: string; readonly routes: string[] }
> {
  const { app, call } = createHttpApp();
  const { text, status } = await call("GET /api/openapi.json");
  assert.equal(status, 200);
  const served = app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`);
  return { document: JSON.parse(text), text, routes: [...new Set(served)] };
}

function operations(document: Document): [line: string, operation: Operation][] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map((
      [method, operation],
    ): [string, Operation] => [`${method.toUpperCase()} ${path}`, operation])
  );
}

Deno.test("The document describes every route that is served, and no other", async () => {
  const { document, routes } = await documentOf();
  const pages =
    /^GET (\/|\/ws|\/docs.*|\/api\/(openapi|asyncapi)\.json|\/(rooms|join|assets)\/:\w+|\/rooms\/:id\/:seq(\/thread(\/:answer)?)?|\/\w+\.(js|svg|webmanifest))$/;
  const served = routes.filter((line) => !pages.test(line)).sort();
  const described = operations(document).map(([line]) => line.replaceAll(/\{(\w+)\}/g, ":$1")).sort();
  assert.deepEqual(described, served);
  assert.ok(served.length >= 53, `only ${served.length} routes`);
  assert.match(document.openapi, /^3\.1\./);
});

Deno.test("The document gives each route a summary, a success, the error shape and the token it needs", async () => {
  const { document } = await documentOf();
  const open =
    /^(POST \/api\/(auth|session)\/(register|login|guest)|DELETE \/api\/session|GET \/api\/users\/\{id\}\/avatar|GET \/api\/(invites\/\{code\}|erasures\/\{id\})|(GET|POST) \/api\/mail\/\{token\}|POST \/api\/embed\/session|GET \/(health|ready|metrics))$/;
  for (const [line, { summary, security, responses }] of operations(document)) {
    assert.ok(summary, line);
    assert.ok(Object.keys(responses).some((status) => status.startsWith("2")), line);
    assert.equal(security !== undefined, !open.test(line), line);
    assert.equal("401" in responses, security !== undefined || /\/(login|embed\/session)$/.test(line), line);
    if (!line.includes("/api/")) continue;
    for (const status of Object.keys(responses).filter((status) => !/^[23]/.test(status))) {
      const { content } = responses[status]!;
      assert.equal(content?.["application/json"]?.schema.$ref, "#/components/schemas/Error", `${line} ${status}`);
    }
  }
  assert.deepEqual(Object.keys(document.components.securitySchemes), ["bearer", "session", "admin"]);
});

Deno.test("The document refuses unknown keys in every body, and every reference in it leads somewhere", async () => {
  const { document, text } = await documentOf();
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    assert.ok(name! in document.components.schemas, name!);
  }
  const bodies = operations(document).filter(([, { requestBody }]) => {
    return requestBody !== undefined && "application/json" in requestBody.content;
  });
  assert.ok(bodies.length >= 9);
  for (const [line, { requestBody }] of bodies) {
    const { schema } = requestBody!.content["application/json"] as { schema: { $ref: string } };
    const named = document.components.schemas[schema.$ref.split("/").at(-1)!] as { additionalProperties?: boolean };
    assert.equal(named.additionalProperties, false, line);
  }
});

Deno.test("The examples of the document fit their schemas", () => {
  for (const [name, schema] of Object.entries(schemas)) {
    const example = schema.meta()?.["example"];
    assert.ok(example !== undefined, `${name} has no example`);
    const result = schema.safeParse(example);
    assert.ok(result.success, `${name}: ${result.success || z.prettifyError(result.error)}`);
  }
});
