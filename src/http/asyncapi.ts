import type { OpenAPIHono } from "@hono/zod-openapi";
import * as z from "zod";
import { closeCatalogue } from "../protocol/close_code.ts";
import { idSchema } from "../protocol/id.ts";
import type { AppEnv } from "./app_env.ts";
import { clientMessages, serverMessages, type SocketMessage } from "./asyncapi_messages.ts";
import { upgradePath } from "./upgrade_request.ts";

/** Serves the document of the socket. */
export function addAsyncapi(app: OpenAPIHono<AppEnv>, version: string): void {
  let text: string | undefined;
  app.get("/api/asyncapi.json", (c) => {
    text ??= JSON.stringify(asyncapiDocument(version));
    return c.body(text, 200, { "Content-Type": "application/json" });
  });
}

const channel = "#/channels/socket";
/** A name on both sides (`typing`, `read`) is two messages. */
const clientKey = (name: string): string => `client.${name}`;
const serverKey = (name: string): string => `server.${name}`;

/** AsyncAPI 3.0, from the schemas that check the frames. Written from the server's side: it receives, and it sends. */
export function asyncapiDocument(version: string): Record<string, unknown> {
  const messages = {
    ...describe(clientMessages, clientKey),
    ...describe(serverMessages, serverKey),
  };
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Parley",
      version,
      description:
        "The WebSocket of a chat server: one JSON object a text frame, both ways. A session that negotiated " +
        "`parley.v1.batch` may get several objects in a frame, one a line. Clients ignore keys and types that they do " +
        "not know. REST is described at `/api/openapi.json`.",
    },
    defaultContentType: "application/json",
    servers: {
      here: {
        host: "{address}",
        protocol: "ws",
        description: "`wss` where a proxy before the server speaks TLS",
        variables: { address: { default: "127.0.0.1:8080" } },
        security: ["bearer", "query", "ticket"].map((name) => ({ $ref: `#/components/securitySchemes/${name}` })),
      },
    },
    channels: {
      socket: {
        address: upgradePath,
        description: closeText(),
        messages: Object.fromEntries(
          Object.keys(messages).map((key) => [key, { $ref: `#/components/messages/${key}` }]),
        ),
        bindings: { ws: { method: "GET", query: querySchema, bindingVersion: "0.1.0" } },
      },
    },
    operations: operations(),
    components: { messages, securitySchemes },
  };
}

/** A frame's schema as JSON Schema: clients may not send more, servers may. */
export function payloadSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...payload } = z.toJSONSchema(schema, { target: "draft-7", io: "input" });
  return payload;
}

function describe(
  all: Readonly<Record<string, SocketMessage>>,
  keyOf: (name: string) => string,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(all).map(([name, { summary, schema, examples }]) => [keyOf(name), {
      name,
      summary,
      payload: payloadSchema(schema),
      examples: examples.map((payload) => ({ payload })),
    }]),
  );
}

/** What answers a client's frame, where something does. */
const replies: Readonly<Record<string, readonly string[]>> = {
  message: ["ack", "error"],
  edit: ["ack", "error"],
  delete: ["ack", "error"],
  react: ["ack", "error"],
  pin: ["ack", "error"],
  subscribe: ["subscribed", "presence", "error"],
  unsubscribe: ["unsubscribed"],
  ping: ["pong"],
};

function operations(): Record<string, unknown> {
  const at = { channel: { $ref: channel } };
  const messages = (names: readonly string[], keyOf: (name: string) => string) =>
    names.map((name) => ({ $ref: `${channel}/messages/${keyOf(name)}` }));
  const received = Object.entries(clientMessages).map(([name, { summary }]) => {
    const answers = replies[name];
    const reply = answers === undefined ? {} : { reply: { ...at, messages: messages(answers, serverKey) } };
    return [`receive.${name}`, { action: "receive", ...at, summary, messages: messages([name], clientKey), ...reply }];
  });
  const sent = Object.entries(serverMessages).map(([name, { summary }]) => {
    return [`send.${name}`, { action: "send", ...at, summary, messages: messages([name], serverKey) }];
  });
  return Object.fromEntries([...received, ...sent]);
}

const querySchema = {
  type: "object",
  properties: {
    token: { type: "string", description: "The token, where no header can be sent" },
    room_id: { ...payloadSchema(idSchema), description: "A room to join and to subscribe to at once" },
    since: { type: "integer", minimum: 0, description: "The last seq one has of that room" },
  },
};

const securitySchemes = {
  bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "For programs, which can send headers" },
  query: { type: "httpApiKey", in: "query", name: "token", description: "The same token in the address" },
  ticket: {
    type: "httpApiKey",
    in: "header",
    name: "Sec-WebSocket-Protocol",
    description: "For browsers: offer `parley.v1` and `ticket.<ticket>`, with a ticket of `POST /api/ws-ticket`",
  },
};

function closeText(): string {
  const codes = Object.values(closeCatalogue).map(({ code, reason, comeBack }) =>
    `${code} ${reason} (${comeBack ? "come back" : "do not come back by itself"})`
  );
  return `Everything goes over one socket. It is closed with: ${codes.join("; ")}.`;
}
