import type * as z from "zod";
import { clientFrameSchema } from "../protocol/client_frame.ts";
import { serverFrameSchemas } from "../protocol/server_frame_schema.ts";

/** One message of the AsyncAPI document. */
export interface SocketMessage {
  readonly summary: string;
  readonly schema: z.ZodType;
  readonly examples: readonly Record<string, unknown>[];
}

const ada = "66a0c1de9b3f4a0012345678";
const bob = "66a0c1e29b3f4a0012345677";
const room = "66a0c1f19b3f4a0012345679";
const epoch = "a1b2c3d4e5f60718";
const id = "66a0c2009b3f4a001234567a";
const at = "2026-01-02T03:04:05.678Z";

/** The schema of the client frame of this type. */
function clientSchema(type: string): z.ZodType {
  const schema = clientFrameSchema.options.find(({ shape }) => shape.type.value === type);
  if (schema === undefined) throw new TypeError(`There is no client frame "${type}"`);
  return schema;
}

function client(type: string, summary: string, ...more: readonly Record<string, unknown>[]): SocketMessage {
  const examples = more.length === 0 ? [{ type }] : more.map((rest) => ({ type, ...rest }));
  return { summary, schema: clientSchema(type), examples };
}

/** What clients send, by name. */
export const clientMessages: Readonly<Record<string, SocketMessage>> = {
  message: client(
    "message",
    "Post a message to a room one is a member of",
    { room_id: room, content: "Hello", client_id: "0d9f7c1e" },
    { room_id: room, content: "Hello again", thread: 42, reply_to: 42 },
  ),
  edit: client("edit", "Say something else in the place of one's own message", {
    room_id: room,
    seq: 42,
    content: "Hello",
    client_id: "0d9f7c1f",
  }),
  delete: client("delete", "Delete a message for everybody", { room_id: room, seq: 42, client_id: "0d9f7c20" }),
  react: client(
    "react",
    "Put an emoji on a message, or take it back",
    { room_id: room, seq: 42, emoji: "\u{1f44d}", client_id: "0d9f7c21" },
    { room_id: room, seq: 42, emoji: "\u{1f44d}", remove: true },
  ),
  pin: client(
    "pin",
    "Pin a message, or take the pin away",
    { room_id: room, seq: 42 },
    { room_id: room, seq: 42, remove: true },
  ),
  subscribe: client(
    "subscribe",
    "Read a room: what came after a cursor, then what comes",
    { room_id: room },
    { room_id: room, since: 41, epoch },
    { room_id: room, presence: true },
  ),
  unsubscribe: client("unsubscribe", "Stop reading a room; the membership stays", { room_id: room }),
  typing: client(
    "typing",
    "Tell the others that one is typing, or has stopped",
    { room_id: room },
    { room_id: room, stop: true },
  ),
  read: client("read", "Keep how far one has read, and tell the others", { room_id: room, seq: 42 }),
  ping: client("ping", "Ask for a sign of life"),
};

const event = { id, room_id: room, user_id: ada, username: "ada" };

function server(
  name: keyof typeof serverFrameSchemas,
  summary: string,
  ...examples: readonly Record<string, unknown>[]
): SocketMessage {
  return { summary, schema: serverFrameSchemas[name], examples };
}

/** What servers send, by name. */
export const serverMessages: Readonly<Record<keyof typeof serverFrameSchemas, SocketMessage>> = {
  event: server(
    "event",
    "An entry of a room's log: a message, or what happened to the room",
    { ...event, content: "Hello", type: "text", timestamp: at, seq: 42, client_id: "0d9f7c1e" },
    { ...event, content: "\u{1f44d}", type: "reaction", timestamp: at, seq: 44, of: 42 },
    { ...event, content: "ada joined", type: "system", timestamp: at, seq: 41, action: "join" },
    {
      ...event,
      content: "ada removed bob",
      type: "system",
      timestamp: at,
      seq: 43,
      action: "remove",
      target: { id: bob, username: "bob" },
    },
  ),
  ack: server(
    "ack",
    "What was sent with this client_id is durable, or was so already",
    { type: "ack", client_id: "0d9f7c1e", id, room_id: room, seq: 42, timestamp: at },
    { type: "ack", client_id: "0d9f7c20", room_id: room, seq: 42, unchanged: true },
  ),
  subscribed: server("subscribed", "The subscription stands", {
    type: "subscribed",
    room_id: room,
    epoch,
    head: 42,
    reset: false,
  }),
  unsubscribed: server(
    "unsubscribed",
    "The subscription ended",
    { type: "unsubscribed", room_id: room },
    { type: "unsubscribed", room_id: room, reason: "removed", seq: 43 },
  ),
  typing: server("typing", "Somebody is typing, for so long at most", {
    type: "typing",
    room_id: room,
    user_id: bob,
    username: "bob",
    expires_in_ms: 6_000,
  }),
  read: server("read", "Somebody has read up to here, and it is kept", {
    type: "read",
    room_id: room,
    user_id: bob,
    seq: 42,
  }),
  own: server(
    "own",
    "Something of one's own was changed, maybe by another device: read it anew",
    { type: "own", what: "draft", room_id: room },
    { type: "own", what: "notifications" },
    { type: "own", what: "reports", room_id: room },
  ),
  presence: server(
    "presence",
    "Who is in a room, to subscribers that asked for it",
    {
      type: "presence",
      room_id: room,
      count: 1,
      snapshot: true,
      users: [{ user_id: ada, username: "ada", status: "online" }],
    },
    {
      type: "presence",
      room_id: room,
      count: 1,
      users: [{ user_id: bob, username: "bob", status: "offline", last_seen: at }],
    },
    {
      type: "presence",
      room_id: room,
      count: 1,
      users: [{
        ...{ user_id: ada, username: "ada", status: "online" },
        profile: { display_name: "Ada Lovelace", avatar_url: "", status_text: "at lunch" },
      }],
    },
    { type: "presence", room_id: room, count: 4_213 },
  ),
  lag: server("lag", "The reader is behind and will be caught up from the log", {
    type: "lag",
    room_id: room,
    head: 1_042,
  }),
  reset: server("reset", "Another log took the place of this one: cursors are void", {
    type: "reset",
    room_id: room,
    epoch: "0011223344556677",
    head: 40,
  }),
  trimmed: server("trimmed", "Retention has removed what was before: forget it", {
    type: "trimmed",
    room_id: room,
    begins_at: 34,
  }),
  draining: server("draining", "The server is going away: come back after this delay", {
    type: "draining",
    retry_after_ms: 2_317,
  }),
  error: server("error", "A frame was refused; the session goes on", {
    type: "error",
    code: "not_member",
    message: "Only members of the room may do this: join it first",
    client_id: "0d9f7c1e",
    room_id: room,
  }, { type: "error", code: "rate_limited", message: "Too many requests: wait and try again", retry_after_ms: 100 }),
  pong: server("pong", "A sign of life", { type: "pong" }),
};
