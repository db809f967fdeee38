import specs from "@asyncapi/specs";
import { Ajv } from "ajv";
import assert from "node:assert/strict";
import { asyncapiDocument, payloadSchema } from "../../src/http/asyncapi.ts";
import { clientMessages, serverMessages } from "../../src/http/asyncapi_messages.ts";
import { clientFrameSchema } from "../../src/protocol/client_frame.ts";
import { decodeFrame } from "../../src/protocol/decode_frame.ts";
import { closeCatalogue } from "../../src/protocol/close_code.ts";
import { serverFrameSchema, serverFrameSchemas } from "../../src/protocol/server_frame_schema.ts";
import { createHttpApp } from "../support/http_app.ts";

interface Message {
  readonly name: string;
  readonly payload: Record<string, unknown>;
  readonly examples: readonly { readonly payload: unknown }[];
}

interface Document {
  readonly asyncapi: string;
  readonly info: { readonly version: string };
  readonly channels: { readonly socket: { readonly address: string; readonly description: string } };
  readonly operations: Record<string, { readonly action: string }>;
  readonly components: { readonly messages: Record<string, Message> };
}

const document = JSON.parse(JSON.stringify(asyncapiDocument("1.2.3"))) as Document;
const ajv = (): Ajv => new Ajv({ strict: false, validateFormats: false });

/** What the specification's own JSON Schema finds wrong. */
function faultsOf(value: unknown): unknown {
  const schema: object = specs.schemasWithoutId["3.0.0"];
  const validate = ajv().compile(schema);
  return validate(value) ? undefined : validate.errors;
}

Deno.test("GET /api/asyncapi.json answers the document, to anybody", async () => {
  const { call } = createHttpApp();
  const { status, text, headers } = await call("GET /api/asyncapi.json");
  assert.equal(status, 200);
  assert.equal(headers.get("content-type"), "application/json");
  const served = JSON.parse(text) as Document;
  assert.deepEqual({ ...served, info: document.info }, document);
});

Deno.test("The document is AsyncAPI 3.0 by the specification's own schema", () => {
  assert.equal(document.asyncapi, "3.0.0");
  assert.equal(faultsOf(document), undefined);
  const { channels: _, ...broken } = document;
  assert.notEqual(faultsOf({ ...broken, channel: {} }), undefined, "a wrong document passes too");
});

Deno.test("Every reference in the document leads somewhere", () => {
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!);
  assert.ok(references.length > 40);
  for (const path of references) {
    const found = path.split("/").reduce<unknown>(
      (at, key) => (at as Record<string, unknown> | undefined)?.[key],
      document,
    );
    assert.ok(found !== undefined, path);
  }
});

Deno.test("The document has every frame of both sides, and an operation for each", () => {
  const client = clientFrameSchema.options.map(({ shape }) => `client.${shape.type.value}`);
  const server = Object.keys(serverFrameSchemas).map((name) => `server.${name}`);
  assert.deepEqual(Object.keys(document.components.messages).sort(), [...client, ...server].sort());
  const actions = Object.entries(document.operations).map(([name, { action }]) => `${name.split(".")[0]} ${action}`);
  assert.deepEqual(new Set(actions), new Set(["receive receive", "send send"]));
  assert.equal(actions.length, client.length + server.length);
});

Deno.test("The document tells each close code and whether to come back after it", () => {
  const { description } = document.channels.socket;
  for (const { code, comeBack } of Object.values(closeCatalogue)) {
    assert.match(description, new RegExp(`${code} [^(;]+\\(${comeBack ? "come" : "do not come"} back`));
  }
});

Deno.test("The examples of the document are frames that server and clients take", () => {
  for (const { examples } of Object.values(clientMessages)) {
    for (const example of examples) assert.deepEqual(decodeFrame(JSON.stringify(example)), example);
  }
  for (const [name, { examples }] of Object.entries(serverMessages)) {
    assert.ok(examples.length > 0, name);
    for (const example of examples) assert.deepEqual(serverFrameSchema.parse(example), example);
  }
});

Deno.test("The examples fit the JSON Schemas that the document shows, and broken ones do not", () => {
  for (const [key, { payload, examples }] of Object.entries(document.components.messages)) {
    const validate = ajv().compile(payload);
    for (const example of examples) {
      assert.ok(validate(example.payload), `${key}: ${JSON.stringify(validate.errors)}`);
      assert.ok(!validate({ ...example.payload as object, type: "nonsense" }), `${key} takes any type`);
    }
  }
});

Deno.test("The JSON Schema of a message says what the server checks: its length, its ids, no other keys", () => {
  const validate = ajv().compile(payloadSchema(clientMessages["message"]!.schema));
  const message = { type: "message", room_id: "a".repeat(24), content: "x" };
  assert.ok(validate(message));
  // Code points, as the server counts them: these are two UTF-16 units each.
  assert.ok(validate({ ...message, content: "\u{1d11e}".repeat(4_000) }));
  const bad = [
    // That it may be blank only beside files, no such schema says.
    { ...message, content: 1 },
    { ...message, content: "x".repeat(4_001) },
    { ...message, room_id: "a" },
    { ...message, client_id: "" },
    { ...message, seq: 1 },
  ];
  for (const frame of bad) assert.ok(!validate(frame), JSON.stringify(frame).slice(0, 80));
});

Deno.test("The JSON Schema of a server's frame lets later servers say more", () => {
  const validate = ajv().compile(payloadSchema(serverMessages.pong.schema));
  assert.ok(validate({ type: "pong", at: 1 }));
});
