import assert from "node:assert/strict";
import * as attention from "../../../clients/sdk/calls/attention_calls.ts";
import { callsOf } from "../../../clients/sdk/calls/call_table.ts";
import { dataCalls } from "../../../clients/sdk/calls/data_calls.ts";
import { directCalls } from "../../../clients/sdk/calls/direct_calls.ts";
import { fileCalls } from "../../../clients/sdk/calls/file_calls.ts";
import { messageCalls, threadCalls } from "../../../clients/sdk/calls/message_calls.ts";
import { moderationCalls } from "../../../clients/sdk/calls/moderation_calls.ts";
import { inviteCalls, roomCalls } from "../../../clients/sdk/calls/room_calls.ts";
import { searchCalls } from "../../../clients/sdk/calls/search_calls.ts";
import { sessionCalls, userCalls } from "../../../clients/sdk/calls/user_calls.ts";
import type { Call } from "../../../clients/sdk/http.ts";
import { createHttpApp } from "../../support/http_app.ts";

const tables = [
  ...[dataCalls, directCalls, fileCalls, messageCalls, threadCalls, moderationCalls, inviteCalls, roomCalls],
  ...[searchCalls, sessionCalls, userCalls, ...Object.values(attention)],
];

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
}

interface Schema {
  readonly $ref?: string;
  readonly properties?: Record<string, unknown>;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

/** Names of what a body may say. */
function namesIn({ components }: Document, schema: Schema): string[] {
  const of = (schema: Schema): string[] => namesIn({ components, paths: {} }, schema);
  if (schema.$ref !== undefined) return of(components.schemas[schema.$ref.split("/").at(-1)!]!);
  return [...Object.keys(schema.properties ?? {}), ...[...schema.anyOf ?? [], ...schema.allOf ?? []].flatMap(of)];
}

Deno.test("Each line of the SDK's calls is one that the server describes, with what is sent", async () => {
  const document = JSON.parse((await createHttpApp().call("GET /api/openapi.json")).text) as Document;
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation }))
  );
  const lines = tables.flatMap((table) => Object.values<string>(table));
  assert.ok(lines.length > 70, `${lines.length} lines`);
  for (const line of lines) {
    const [method, path, sent = ""] = line.split(" ");
    // A name that is written out, as in `/users/me`, comes before one that stands for any.
    const ways = described.filter((one) =>
      one.method === method &&
      new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(`/api${path}`)
    ).sort((a, b) => a.path.split("{").length - b.path.split("{").length);
    const [{ operation } = assert.fail(`${line}: no such path`)] = ways;
    const queries = (operation.parameters ?? []).flatMap((one) => one.in === "query" ? [one.name] : []);
    const bodies = Object.values(operation.requestBody?.content ?? {});
    const name = sent.replaceAll(/\W/g, "");
    if (sent === "?") assert.ok(queries.length > 0, line);
    else if (sent.startsWith("?")) assert.ok(queries.includes(name), line);
    else if (sent === "{}") assert.ok(bodies.length > 0, line);
    else if (sent !== "") assert.ok(bodies.some(({ schema }) => namesIn(document, schema).includes(name)), line);
  }
});

Deno.test("A call takes its ids, what is sent beside them, and its options", async () => {
  interface Calls {
    plain(id: string, options?: object): Promise<unknown>;
    body(id: string, other: string, body?: object, options?: object): Promise<unknown>;
    value(id: string, value?: string, options?: object): Promise<unknown>;
    query(query?: object, options?: object): Promise<unknown>;
    queryValue(id: string, value?: number): Promise<unknown>;
  }
  const seen: [string, Call][] = [];
  const caller = <Answer>(where: string, request: Call): Promise<Answer> => {
    seen.push([where, request]);
    return Promise.resolve("answer" as Answer);
  };
  const calls = callsOf<Calls>(caller, {
    plain: "DELETE /a/:",
    body: "PUT /a/:/b/: {}",
    value: "POST /a/:/c {name}",
    query: "GET /a ?",
    queryValue: "GET /a/: ?name",
  });
  const { signal } = new AbortController();
  assert.equal(await calls.plain("i/d", { signal }), "answer");
  await calls.plain("id", { clientId: "c" });
  await calls.body("id", "other", { x: 1 });
  await calls.body("id", "other");
  await calls.value("id", "v", { clientId: "c", signal });
  await calls.value("id");
  await calls.query({ limit: 5 }, { signal });
  await calls.query();
  await calls.queryValue("id", 7);
  assert.deepEqual(seen, [
    ["/a/i%2Fd", { method: "DELETE", signal }],
    ["/a/id", { method: "DELETE", body: { client_id: "c" } }],
    ["/a/id/b/other", { method: "PUT", body: { x: 1 } }],
    ["/a/id/b/other", { method: "PUT", body: {} }],
    ["/a/id/c", { method: "POST", body: { name: "v", client_id: "c" }, signal }],
    ["/a/id/c", { method: "POST", body: { name: undefined } }],
    ["/a", { method: "GET", query: { limit: 5 }, signal }],
    ["/a", { method: "GET" }],
    ["/a/id", { method: "GET", query: { name: 7 } }],
  ]);
});
