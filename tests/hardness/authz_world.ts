import assert from "node:assert/strict";
import { createDiskBlobs } from "../../src/adapters/disk/create_disk_blobs.ts";
import type { LinkReader } from "../../src/ports/link_reader.ts";
import type { Pictures } from "../../src/ports/pictures.ts";
import { RealServer, type RealServerOptions } from "../support/real_server.ts";
import { createRecordedPush } from "../support/recorded_push.ts";
import { png } from "../support/small_images.ts";
import { tempFolder } from "../support/temp.ts";

/** Who knocks. `none`: nobody says who it is. */
export type Person = "owner" | "member" | "other" | "guest" | "removed" | "banned" | "stranger" | "visitor" | "none";

export interface Reply {
  readonly status: number;
  readonly text: string;
  /** Of the refusal; `undefined`: there was none. */
  readonly code: string | undefined;
  readonly location: string | undefined;
  readonly body: Body;
}

/** Parts of answers. Nothing has checked them: a wrong guess fails its assertion. */
export interface Body {
  readonly [key: string]: unknown;
  readonly id: string;
  readonly token: string;
  readonly seq: number;
  readonly code: string;
  readonly user: { readonly id: string };
  readonly reports: readonly Body[];
  readonly previews: readonly { readonly picture?: { readonly url: string } }[];
}

export interface Ask {
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes as they are, anything else as JSON. */
  readonly body?: unknown;
}

export const adminKey = "a key of the administrator, of the tests".replaceAll(" ", "-");
/** Well formed, and of nothing. */
export const absentId = "f".repeat(24);

const linkReader: LinkReader = {
  read: () => Promise.resolve({ host: "pages.example.com", title: "A page", picture: png(8, 8) }),
  close: () => Promise.resolve(),
};
const pictures: Pictures = {
  preview: () => Promise.resolve({ bytes: png(4, 4), type: "image/png", blur: "AAAA" }),
  close: () => Promise.resolve(),
};

/** What things are called that the rows of the table name. */
export interface Names {
  readonly room: string;
  /** Of a message of the owner: with a file, a link, a thread, a reaction, pinned and reported. */
  readonly seq: number;
  readonly file: string;
  /** Sent by the owner, carried by no message. */
  readonly loose: string;
  /** Of which the owner has sent nothing yet. */
  readonly begun: string;
  readonly report: string;
  readonly invite: string;
  readonly preview: string;
  readonly scheduled: string;
  readonly push: string;
  readonly channel: string;
  readonly users: Readonly<Record<Exclude<Person, "none">, string>>;
}

/**
 * A private room with everything in it that a room can have, people in every relation to it, and a stranger with a room of
 * the same kind. Guests have none of the rights that can be denied to them.
 */
export class AuthzWorld implements AsyncDisposable {
  readonly server: RealServer;
  readonly names: Names;
  /** The stranger's own: the same things, with other names. */
  readonly own: Pick<Names, "room" | "seq">;
  readonly #tokens: ReadonlyMap<Person, string>;
  readonly #remove: () => PromiseLike<void>;

  private constructor(
    server: RealServer,
    tokens: ReadonlyMap<Person, string>,
    names: Names,
    own: AuthzWorld["own"],
    remove: () => PromiseLike<void>,
  ) {
    this.server = server;
    this.#tokens = tokens;
    this.names = names;
    this.own = own;
    this.#remove = remove;
  }

  static async start(
    options: Pick<RealServerOptions, "adminKey" | "decorate"> = { adminKey },
  ): Promise<AuthzWorld> {
    const folder = await tempFolder();
    const server = await RealServer.start("node", {
      limits: { messagesPerSecond: 0, authPerMinute: 0 },
      blobs: createDiskBlobs(folder.path),
      pictures,
      linkReader,
      push: createRecordedPush(),
      ...options,
    });
    const { tokens, users } = await people(server);
    const token = (person: Person) => tokens.get(person);
    const names = await furnish(server, token, users);
    const room = await made(server, token("stranger"), "POST /api/rooms", { name: "own", is_private: true });
    const said = await made(server, token("stranger"), `POST /api/rooms/${room.id}/messages`, { content: "own" });
    const own = { room: room.id, seq: said.seq };
    return new AuthzWorld(server, tokens, names, own, () => folder[Symbol.asyncDispose]());
  }

  token(person: Person): string | undefined {
    return this.#tokens.get(person);
  }

  call(person: Person, line: string, asked: Omit<Ask, "token"> = {}): Promise<Reply> {
    return ask(this.server, line, { ...asked, token: this.token(person) });
  }

  /** All that can be seen of the room by its owner, and of what people keep for themselves. */
  async state(): Promise<string> {
    const { room, seq, file, loose, begun } = this.names;
    const seen: string[] = [];
    const ofRoom = [
      "",
      "/messages?limit=200",
      "/members",
      "/bans",
      "/mutes",
      "/invites",
      "/reports",
      "/audit",
      "/pins",
    ];
    const ofMessage = ["", "/edits", "/reactions", "/thread", "/previews"];
    for (const path of [...ofRoom, ...ofMessage.map((path) => `/messages/${seq}${path}`)]) {
      const { status, text } = await this.call("owner", `GET /api/rooms/${room}${path}`);
      assert.equal(status, 200, `${path}: ${text}`);
      seen.push(text);
    }
    for (const person of ["owner", "member"] as const) {
      for (
        const path of ["auth/me", "scheduled", "drafts", "notifications", "push/subscriptions", "threads", "unread"]
      ) seen.push((await this.call(person, `GET /api/${path}`)).text);
    }
    for (const id of [file, loose, begun]) seen.push((await this.call("owner", `GET /api/files/${id}`)).text);
    return seen.join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.#remove();
  }
}

export async function ask(server: RealServer, line: string, { token, headers, body }: Ask = {}): Promise<Reply> {
  const [method = "", path = ""] = line.split(" ");
  const asIs = typeof body === "string" || body instanceof Uint8Array;
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && !asIs && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: asIs ? body as BodyInit : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type") === "application/json" && text !== "";
  const told = isJson ? JSON.parse(text) : {};
  const location = answer.headers.get("location") ?? undefined;
  return { status: answer.status, text, code: told.error?.code, location, body: told };
}

async function made(server: RealServer, token: string | undefined, line: string, body?: unknown): Promise<Body> {
  const answer = await ask(server, line, { token, ...(body !== undefined && { body }) });
  assert.ok(answer.status < 300, `${line}: ${answer.status} ${answer.text}`);
  return answer.body;
}

async function people(server: RealServer) {
  const tokens = new Map<Person, string>();
  const users: Record<string, string> = {};
  for (const person of ["owner", "member", "other", "removed", "banned", "stranger", "guest", "visitor"] as const) {
    const isGuest = person === "guest" || person === "visitor";
    const login = { email: `${person}@example.com`, password: "correct horse" };
    if (!isGuest) await made(server, undefined, "POST /api/auth/register", { username: person, ...login });
    const path = isGuest ? "POST /api/auth/guest" : "POST /api/auth/login";
    const { token, user } = await made(server, undefined, path, isGuest ? { username: person } : login);
    tokens.set(person, token);
    users[person] = user.id;
  }
  return { tokens, users: users as Names["users"] };
}

const deniable = ["send", "react", "edit_own", "delete_own", "post_links"];

async function furnish(
  server: RealServer,
  token: (person: Person) => string | undefined,
  users: Names["users"],
): Promise<Names> {
  const by = (person: Person, line: string, body?: unknown) => made(server, token(person), line, body);
  const room = (await by("owner", "POST /api/rooms", { name: "theirs", is_private: true })).id;
  const at = `/api/rooms/${room}`;
  const invite = (await by("owner", `POST ${at}/invites`, {})).code;
  for (const person of ["member", "other", "removed", "banned", "guest"] as const) {
    await by(person, `POST /api/invites/${invite}`);
  }
  await by("owner", `PATCH ${at}`, { guests_denied: deniable });
  const upload = async (name: string) =>
    (await ask(server, `POST ${at}/files?name=${name}`, { token: token("owner"), body: png(16, 16) })).body.id;
  const [file, loose] = [await upload("a.png"), await upload("b.png")];
  const tus = { "Tus-Resumable": "1.0.0", "Upload-Length": "4" };
  const headers = { ...tus, "Upload-Metadata": `filename YS5i,room_id ${btoa(room)}` };
  const { location } = await ask(server, "POST /api/files", { token: token("owner"), headers });
  const begun = location?.split("/").at(-1) ?? assert.fail("no upload has begun");
  const content = "look at https://pages.example.com/ @member";
  const { seq } = await by("owner", `POST ${at}/messages`, { content, attachments: [file] });
  const message = `${at}/messages/${seq}`;
  for (const person of ["removed", "banned"] as const) {
    await by(person, `POST ${at}/messages`, { content: "in its time", thread: seq });
  }
  await by("member", `POST ${at}/messages`, { content: "an answer", thread: seq });
  await by("member", `PUT ${message}/reactions/${encodeURIComponent("👍")}`);
  await by("member", `POST ${message}/report`, { reason: "tried" });
  await by("owner", `PUT ${message}/pin`);
  await by("owner", `PATCH ${message}`, { content: `${content}!` });
  await by("owner", `DELETE ${at}/members/${users.removed}`);
  await by("owner", `PUT ${at}/bans/${users.banned}`, {});
  await by("owner", `PUT ${at}/mutes/${users.stranger}`, {});
  const { previews } = await by("owner", `GET ${message}/previews`);
  const preview = previews[0]?.picture?.url.split("/").at(-1) ?? assert.fail("there is no preview");
  const ofRoom = { room, seq, file, loose, begun, invite, preview, users };
  return { ...ofRoom, report: await reported(by, at), ...await kept(server, by, room) };
}

type By = (person: Person, line: string, body?: unknown) => Promise<Body>;

/** A message of the member is reported, for the owner to decide: of one's own one is told nothing. */
async function reported(by: By, at: string): Promise<string> {
  const { seq } = await by("member", `POST ${at}/messages`, { content: "buy this" });
  await by("guest", `POST ${at}/messages/${seq}/report`, { reason: "advertising" });
  const [report] = (await by("owner", `GET ${at}/reports`)).reports;
  return report!.id;
}

/** What the owner keeps for itself, and what the administrator made where there is one. */
async function kept(
  server: RealServer,
  by: By,
  room: string,
): Promise<Pick<Names, "scheduled" | "push" | "channel">> {
  const send_at = new Date(server.clock.now() + 3_600_000).toISOString();
  const scheduled = (await by("owner", "POST /api/scheduled", { room_id: room, content: "later", send_at })).id;
  await by("owner", `PUT /api/rooms/${room}/draft`, { content: "begun" });
  const keys = { p256dh: "A".repeat(87), auth: "B".repeat(22) };
  const push = (await by("owner", "POST /api/push/subscriptions", { endpoint: "https://push.example/x", keys })).id;
  const channel = { name: "shop", kind: "shared", team: ["owner"], origins: ["https://shop.example"] };
  const answer = await ask(server, "POST /api/embed/channels", { token: adminKey, body: channel });
  return { scheduled, push, channel: answer.body.id ?? absentId };
}
