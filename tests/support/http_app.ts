import { createPasswordHasher } from "../../src/adapters/system/password_hasher.ts";
import { createAccountAdmin } from "../../src/chat/account_admin.ts";
import { createAccountActions } from "../../src/chat/accounts.ts";
import { createAvatarActions } from "../../src/chat/avatars.ts";
import { noFiles } from "../../src/chat/files/no_files.ts";
import { createIds } from "../../src/chat/ids.ts";
import { createRateLimiter, type Rate } from "../../src/chat/rate_limiter.ts";
import { createTokenAuthority } from "../../src/chat/tokens.ts";
import { type AppDeps, createApp } from "../../src/http/app.ts";
import type { PasswordHasher } from "../../src/ports/password_hasher.ts";
import { FalseClock } from "./false_clock.ts";
import { createMemoryAccounts } from "./memory_accounts.ts";
import { createMemoryAvatars } from "./memory_avatars.ts";
import { createMemoryTokens } from "./memory_tokens.ts";
import { createRecordedCompany } from "./recorded_company.ts";
import { createRecordedLog } from "./recorded_log.ts";
import { createRecordedRooms } from "./recorded_rooms.ts";
import { SeededRandom } from "./seeded_random.ts";

/** Parts of answers that tests look into. Nothing has checked them: a wrong guess fails its assertion. */
export interface AnswerBody {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details: readonly { readonly path: string; readonly message: string }[];
  };
  readonly id: string;
  readonly email: string;
  readonly token: string;
  readonly user: { readonly id: string };
  readonly ticket: string;
  readonly expires_in: number;
  readonly offset: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; nothing when there is none. */
  readonly body: AnswerBody;
}

export interface Call {
  /** An object: sent as JSON. A string or a stream: as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
  readonly remote?: string;
}

/** Actions of which a test must bring its own. */
function refusingActions<T extends object>(): T {
  return new Proxy({} as T, {
    get: (_, name) => () => Promise.reject(new Error(`${String(name)} is not part of this test`)),
  });
}

/** The REST surface over real accounts (in memory, cheap hashes) and tokens, and recorded rooms. Nothing listens. */
export function createHttpApp(options: Partial<AppDeps> & { readonly hasher?: PasswordHasher } = {}) {
  const clock = new FalseClock();
  const random = new SeededRandom(1);
  const log = createRecordedLog();
  const refusals: string[] = [];
  const rooms = createRecordedRooms();
  const company = createRecordedCompany();
  const setting: { rate: Rate } = { rate: { count: 0, perMs: 60_000, burst: 1 } };
  const tokens = createTokenAuthority({
    key: new TextEncoder().encode("canary-jwt-key-of-32-bytes-or-more"),
    tokens: createMemoryTokens(),
    clock,
    random,
    log,
  });
  const hasher = options.hasher ?? createPasswordHasher({ cost: 4, threads: 0 });
  const stored = createMemoryAccounts();
  const avatars = createMemoryAvatars();
  const profilesTold: string[] = [];
  const tellProfile = (user: string) => void profilesTold.push(user);
  const accounts = createAccountActions({
    accounts: stored,
    avatars,
    hasher,
    tokens,
    clock,
    random,
    tellProfile,
    nextId: createIds(clock, random),
  });
  const app = createApp({
    accounts,
    avatars: createAvatarActions({ accounts: stored, avatars, clock, tellProfile }),
    accountAdmin: createAccountAdmin({ accounts: stored, tokens, clock, nextId: createIds(clock, random) }),
    rooms,
    files: noFiles,
    invites: refusingActions(),
    moderation: refusingActions(),
    audit: refusingActions(),
    reports: refusingActions(),
    direct: refusingActions(),
    blocks: refusingActions(),
    channels: refusingActions(),
    visitors: refusingActions(),
    exports: refusingActions(),
    links: refusingActions(),
    erasures: refusingActions(),
    messages: refusingActions(),
    threads: refusingActions(),
    mentions: refusingActions(),
    digest: refusingActions(),
    drafts: refusingActions(),
    notices: refusingActions(),
    schedule: refusingActions(),
    push: refusingActions(),
    reads: company.reads,
    presence: company.presence,
    search: refusingActions(),
    tokens,
    authLimiter: createRateLimiter({ clock, rate: () => setting.rate }),
    health: () => Promise.resolve({ ready: true, dependencies: { store: "ok" } }),
    metrics: () => Promise.resolve({ contentType: "text/plain; version=0.0.4", body: "up 1\n" }),
    corsOrigins: ["https://chat.example"],
    trustProxyHops: 0,
    log,
    meter: { count() {}, gauge() {}, observe() {}, refuse: (code) => void refusals.push(code) },
    clock,
    random,
    version: "1.2.3",
    ...options,
  });

  async function call(line: string, { body, headers = {}, token, remote = "192.0.2.1" }: Call = {}): Promise<Answer> {
    const [method = "", path = ""] = line.split(" ");
    const asIs = body === undefined || typeof body === "string" || body instanceof ReadableStream ||
      body instanceof Uint8Array;
    const answer = await app.request(path, {
      method,
      headers: {
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: (asIs ? body : JSON.stringify(body)) as string }),
    }, { remote });
    const text = await answer.text();
    const isJson = answer.headers.get("content-type") === "application/json" && text !== "";
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: isJson ? JSON.parse(text) : undefined as never,
    };
  }

  /** A guest's token. */
  async function guestToken(username = "visitor"): Promise<string> {
    return (await accounts.guest(username)).token;
  }

  /** The token of a new account. */
  async function accountToken(username = "ada", password = "correct horse"): Promise<string> {
    await accounts.register({ username, email: `${username}@example.com`, password });
    return (await accounts.login({ username, password })).token;
  }

  return {
    app,
    call,
    guestToken,
    accountToken,
    clock,
    log,
    refusals,
    rooms,
    company,
    tokens,
    accounts: stored,
    profilesTold,
    setting,
  };
}
