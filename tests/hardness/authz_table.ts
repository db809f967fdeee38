import { png } from "../support/small_images.ts";
import type { Ask, Names, Person } from "./authz_world.ts";

/**
 * Who may call a path:
 * - `room`: members of the room that it names. To others it does not exist; to members it says what the row says.
 * - `file`: who may read the room that the file is in.
 * - `own`: only whose the thing is that it names. To others that does not exist.
 * - `account`: everybody with a token, about an account that it names. What it shows is for everybody.
 * - `oneself`: everybody with a token, about themselves and their rooms.
 * - `administrator`: who has the key of the settings.
 * - `anybody`: no token is asked for.
 */
export type Kind = "room" | "file" | "own" | "account" | "oneself" | "administrator" | "anybody";

export interface Row {
  readonly kind: Kind;
  /** A good request, but for who asks. */
  readonly ask?: (names: Names) => Ask;
  readonly query?: string;
  /** What is refused to a member without any role, and to a guest who was denied whatever can be. Absent: nothing. */
  readonly member?: string;
  readonly guest?: string;
  /** To whom it is granted. Default: the member, or, where it is refused to members, the owner. */
  readonly granted?: Person;
  /** What those outside get for the thing and for none alike, where it is not 404. */
  readonly outside?: number;
  /** What guests get who are outside, for the room and for none alike, where it is not that. */
  readonly visitor?: number;
  /** What those it is for get, where it is not a success. */
  readonly answered?: number;
}

const json = (body: unknown) => (): Ask => ({ body });
const forbidden = { member: "forbidden", guest: "forbidden" };
const oneself: Row = { kind: "oneself" };
const room: Row = { kind: "room" };
const file: Row = { kind: "file" };
const own: Row = { kind: "own" };
const account: Row = { kind: "account" };
const anybody: Row = { kind: "anybody" };
const administrator: Row = { kind: "administrator" };
const aUser = ({ users }: Names): Ask => ({ body: { user_id: users.stranger } });
/** The clock of the world stands at the beginning of the year. */
const later = "2026-06-01T00:00:00.000Z";
const tus = { "Tus-Resumable": "1.0.0" };
const emoji = encodeURIComponent("👍");

/** Of the paths that name no room. */
const elsewhere: Readonly<Record<string, Row>> = {
  "POST /api/auth/register": anybody,
  "POST /api/auth/login": anybody,
  "POST /api/auth/guest": anybody,
  "POST /api/session/register": anybody,
  "POST /api/session/login": anybody,
  "POST /api/session/guest": anybody,
  "DELETE /api/session": anybody,
  "POST /api/embed/session": anybody,
  "GET /api/erasures/{id}": anybody,
  "GET /api/users/{id}/avatar": anybody,
  "GET /api/invites/{code}": anybody,
  "GET /api/mail/{token}": anybody,
  "POST /api/mail/{token}": anybody,
  "GET /health": anybody,
  "GET /ready": anybody,
  "GET /metrics": anybody,
  "POST /api/auth/logout": oneself,
  "GET /api/auth/me": oneself,
  "GET /api/session": oneself,
  "POST /api/ws-ticket": oneself,
  "POST /api/users/me/export": oneself,
  "GET /api/users/me/export": oneself,
  "DELETE /api/users/me/export": oneself,
  "GET /api/users/me/export/file": oneself,
  "DELETE /api/users/me": { ...oneself, ask: json({ password: "x" }) },
  "GET /api/users": { ...oneself, query: `?ids=${"0".repeat(24)}` },
  "PUT /api/users/me/avatar": {
    ...oneself,
    ask: () => ({ body: png(8, 8), headers: { "content-type": "image/png" } }),
  },
  "DELETE /api/users/me/avatar": oneself,
  "GET /api/rooms": oneself,
  "POST /api/rooms": { ...oneself, ask: json({ name: "another" }) },
  "POST /api/direct": { ...oneself, ask: ({ users }) => ({ body: { user_ids: [users.owner] } }) },
  "GET /api/users/me/blocks": oneself,
  "POST /api/invites/{code}": oneself,
  "GET /api/threads": oneself,
  "GET /api/unread": oneself,
  "GET /api/mentions": oneself,
  "GET /api/notifications/digest": oneself,
  "PUT /api/notifications/digest": { ...oneself, ask: json({ on: false }) },
  "GET /api/drafts": oneself,
  "GET /api/notifications": oneself,
  "PATCH /api/notifications": { ...oneself, ask: json({ level: "all" }) },
  "GET /api/scheduled": oneself,
  "GET /api/push": oneself,
  "POST /api/push/subscriptions": oneself,
  "GET /api/push/subscriptions": oneself,
  "GET /api/search": { ...oneself, query: "?q=look" },
  "GET /api/search/people": { ...oneself, query: "?q=mem" },
  "PATCH /api/scheduled/{id}": { ...own, ask: json({ content: "mine" }) },
  "DELETE /api/scheduled/{id}": own,
  "DELETE /api/push/subscriptions/{id}": { ...own, outside: 204 },
  "GET /api/users/{id}": account,
  "PATCH /api/users/{id}": { ...account, ask: json({ bio: "mine" }) },
  "PUT /api/users/{id}/block": account,
  "DELETE /api/users/{id}/block": account,
  "DELETE /api/admin/users/{id}": administrator,
  "POST /api/admin/users/{id}/disable": administrator,
  "POST /api/admin/users/{id}/enable": administrator,
  "GET /api/admin/audit": administrator,
  "GET /api/admin/reports": administrator,
  "PATCH /api/admin/reports/{id}": { ...administrator, ask: json({ state: "dismissed" }) },
  "GET /api/embed/channels": administrator,
  "POST /api/embed/channels": {
    ...administrator,
    ask: json({ name: "x", kind: "shared", team: ["stranger"], origins: ["https://evil.example"] }),
  },
  "PATCH /api/embed/channels/{id}": { ...administrator, ask: json({ origins: ["https://evil.example"] }) },
  "DELETE /api/embed/channels/{id}": administrator,
  "POST /api/embed/channels/{id}/secret": administrator,
};

/** Of a file of the room. What changes nothing comes first, what is over with what follows last. */
const ofFile: Readonly<Record<string, Row>> = {
  "POST /api/files": {
    kind: "room",
    guest: "forbidden",
    ask: ({ room }) => ({
      headers: { ...tus, "Upload-Length": "5", "Upload-Metadata": `filename YS5i,room_id ${btoa(room)}` },
    }),
  },
  "GET /api/files/{id}": file,
  "GET /api/files/{id}/content": file,
  "GET /api/files/{id}/thumbnail": file,
  "PATCH /api/files/{id}": {
    ...file,
    ask: () => ({
      body: "more",
      headers: { ...tus, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream" },
    }),
  },
  // Of an upload to a bucket: here there is none.
  "POST /api/files/{id}/parts": { ...file, answered: 404 },
  "DELETE /api/files/{id}": file,
};

/** Of the room itself, and of its people. */
const ofRoom: Readonly<Record<string, Row>> = {
  "GET /api/rooms/{id}": room,
  "PATCH /api/rooms/{id}": { ...room, ...forbidden, ask: json({ description: "mine" }) },
  "POST /api/rooms/{id}/join": room,
  "GET /api/rooms/{id}/members": room,
  "GET /api/rooms/{id}/presence": room,
  "GET /api/rooms/{id}/members/{user}": room,
  "POST /api/rooms/{id}/members": { ...room, ...forbidden, ask: aUser },
  "POST /api/rooms/{id}/invites": { ...room, ...forbidden, ask: json({}) },
  "GET /api/rooms/{id}/invites": { ...room, ...forbidden },
  "DELETE /api/rooms/{id}/invites/{code}": { ...room, ...forbidden },
  "PUT /api/rooms/{id}/members/{user}/role": { ...room, ...forbidden, ask: json({ role: "member" }) },
  "PUT /api/rooms/{id}/mutes/{user}": { ...room, ...forbidden, ask: json({}) },
  "DELETE /api/rooms/{id}/mutes/{user}": { ...room, ...forbidden },
  "GET /api/rooms/{id}/mutes": { ...room, ...forbidden },
  "GET /api/rooms/{id}/bans": { ...room, ...forbidden },
  "GET /api/rooms/{id}/audit": { ...room, ...forbidden },
  "GET /api/rooms/{id}/reports": { ...room, ...forbidden },
  "PATCH /api/rooms/{id}/reports/{report}": { ...room, ...forbidden, ask: json({ state: "dismissed" }) },
};

/** Of what is said in the room. The message is of the owner. */
const ofMessage: Readonly<Record<string, Row>> = {
  "POST /api/rooms/{id}/files": {
    ...room,
    guest: "forbidden",
    query: "?name=c.txt",
    ask: () => ({ body: "text", headers: { "content-type": "application/octet-stream" } }),
  },
  "GET /api/rooms/{id}/messages": room,
  "POST /api/rooms/{id}/messages": { ...room, guest: "forbidden", ask: json({ content: "said" }) },
  "GET /api/rooms/{id}/messages/{seq}": room,
  "GET /api/rooms/{id}/messages/{seq}/edits": room,
  "GET /api/rooms/{id}/messages/{seq}/reactions": room,
  "GET /api/rooms/{id}/messages/{seq}/previews": room,
  "GET /api/rooms/{id}/messages/{seq}/previews/{key}": room,
  "PATCH /api/rooms/{id}/messages/{seq}": { ...room, ...forbidden, ask: json({ content: "changed" }) },
  "GET /api/rooms/{id}/messages/{seq}/thread": room,
  "GET /api/rooms/{id}/pins": room,
  "PUT /api/rooms/{id}/messages/{seq}/reactions/{emoji}": { ...room, guest: "forbidden" },
  "DELETE /api/rooms/{id}/messages/{seq}/reactions/{emoji}": { ...room, guest: "forbidden" },
  "PUT /api/rooms/{id}/messages/{seq}/pin": { ...room, ...forbidden },
  "DELETE /api/rooms/{id}/messages/{seq}/pin": { ...room, ...forbidden },
  "POST /api/rooms/{id}/messages/{seq}/report": { ...room, ask: json({ reason: "tried" }) },
  "PUT /api/rooms/{id}/messages/{seq}/thread/follow": room,
  "DELETE /api/rooms/{id}/messages/{seq}/thread/follow": room,
  "PUT /api/rooms/{id}/messages/{seq}/thread/read": { ...room, ask: ({ seq }) => ({ body: { seq } }) },
  "PUT /api/rooms/{id}/read": { ...room, ask: json({ seq: 1 }) },
  "GET /api/rooms/{id}/read": room,
  "GET /api/rooms/{id}/receipts": { ...room, query: "?seq=1" },
  "PUT /api/rooms/{id}/draft": { ...room, ask: json({ content: "begun" }) },
  "GET /api/rooms/{id}/draft": room,
  "DELETE /api/rooms/{id}/draft": { ...room, outside: 204 },
  "GET /api/rooms/{id}/notifications": room,
  "PUT /api/rooms/{id}/notifications": { ...room, ask: json({ level: "nothing" }) },
  "DELETE /api/rooms/{id}/notifications": { ...room, outside: 204 },
  "POST /api/scheduled": {
    ...room,
    guest: "forbidden",
    visitor: 403,
    ask: ({ room }) => ({ body: { room_id: room, content: "later", send_at: later } }),
  },
  "DELETE /api/rooms/{id}/messages/{seq}": { ...room, ...forbidden },
};

/** After these somebody is gone. */
const ends: Readonly<Record<string, Row>> = {
  "DELETE /api/rooms/{id}/members/{user}": { ...room, ...forbidden },
  "PUT /api/rooms/{id}/bans/{user}": { ...room, ...forbidden, ask: json({}) },
  "DELETE /api/rooms/{id}/bans/{user}": { ...room, ...forbidden },
  "POST /api/rooms/{id}/leave": { ...room, granted: "guest" },
  "PUT /api/rooms/{id}/owner": {
    ...room,
    ...forbidden,
    ask: ({ users }) => ({ body: { user_id: users.member } }),
  },
  "DELETE /api/rooms/{id}": { ...room, ...forbidden, granted: "member" },
};

/** Every path of the OpenAPI document, as it stands there. */
export const authzTable: Readonly<Record<string, Row>> = { ...elsewhere, ...ofFile, ...ofRoom, ...ofMessage, ...ends };

/** The path of a row with names in the place of its parameters. */
export function pathOf(line: string, row: Row, names: Names): string {
  const things: Record<string, string | number> = {
    id: row.kind === "room" ? names.room : idOf(line, names),
    seq: names.seq,
    user: names.users.other,
    code: names.invite,
    report: names.report,
    key: names.preview,
    token: "x",
    emoji,
  };
  return line.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(things[name])) + (row.query ?? "");
}

function idOf(line: string, names: Names): string {
  if (line.startsWith("PATCH /api/files") || line.includes("/parts")) return names.begun;
  if (line.includes("/files/")) return line.startsWith("GET") ? names.file : names.loose;
  if (line.includes("/scheduled/")) return names.scheduled;
  if (line.includes("/push/")) return names.push;
  if (line.includes("/channels/")) return names.channel;
  if (line.includes("/admin/reports")) return names.report;
  return names.users.owner;
}
