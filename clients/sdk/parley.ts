import type { Id } from "../../src/protocol/id.ts";
import type { Me, Registration } from "../../src/protocol/user.ts";
import { Account } from "./account/account.ts";
import { ParleyApi } from "./api.ts";
import { type ApiError, asApiError } from "./api_error.ts";
import type { DataJob } from "./calls/data_calls.ts";
import { ParleyClient } from "./client.ts";
import { type Connection, connectionOf } from "./connection.ts";
import type { ConnectionState } from "./connector.ts";
import type { SessionUser } from "./entities.ts";
import { type Environment, environmentOf } from "./environment.ts";
import { Cell, type Observable } from "./observable.ts";
import type { Discontinuity } from "./room.ts";
import type { ClientStore } from "./storage/client_store.ts";
import { createIndexedDbStore } from "./storage/indexed_db_store.ts";
import { createMemoryStore } from "./storage/memory_store.ts";
import { createBrowserTabs } from "./tabs/browser_tabs.ts";
import { createSoleTab, type Tabs } from "./tabs/tabs.ts";
import type { Timing } from "./timing.ts";

export interface ParleyOptions {
  /** Where the server is, for example `https://chat.example.com`. */
  readonly url: string;
  /**
   * How this program proves who is logged in. `cookie`: by a cookie that no script can read, for pages that the server
   * serves. `token` (default): by a token, kept in memory alone.
   */
  readonly auth?: "cookie" | "token";
  /** With `auth: "token"`: somebody is logged in already, for example by the host page. */
  readonly token?: string;
  /** With `auth: "token"`: asked when the token is refused; `undefined`: there is no other, and the user is logged out. */
  readonly onTokenExpired?: () => Promise<string | undefined> | string | undefined;
  /** Told when events of a room cannot be had in full, after the room was shown anew: another log, a reset, a long absence. */
  readonly onDiscontinuity?: (room: Id, discontinuity: Discontinuity) => void;
  /** What is kept over reloads; by default IndexedDB in browsers, else nothing. */
  readonly store?: ClientStore;
  /** The other tabs of this browser; by default found in browsers, else none. */
  readonly tabs?: (name: string) => Tabs;
  readonly timing?: Partial<Timing>;
  readonly environment?: Partial<Environment>;
}

/** How long until the server is asked again who is logged in, milliseconds. */
const startAgainMs = 3_000;

export interface SessionState {
  /** `loading`: not known yet; with an error, the server could not be asked, and will be again. */
  readonly status: "loading" | "signedOut" | "signedIn";
  readonly user?: SessionUser;
  /** Why nobody is logged in any more, or why it cannot be known. */
  readonly error?: ApiError;
}

/**
 * A whole chat client, for any user interface: who is logged in, the connection, rooms and their messages, each as an
 * {@link Observable}. Reads from the cache while offline, keeps what is written until the server has it.
 */
export class Parley {
  readonly api: ParleyApi;
  readonly #options: ParleyOptions;
  readonly #environment: Environment;
  readonly #store: ClientStore;
  readonly #session = new Cell<SessionState>({ status: "loading" });
  readonly #connection = new Cell<Connection>({ state: "closed" });
  readonly #account = new Cell<Account | undefined>(undefined);
  #tabs: Tabs | undefined;
  #started: Promise<void> | undefined;
  /** The server ends the connection then, which is no news. */
  #isLoggingOut = false;
  #stopHiding = () => {};
  #cancelStart = () => {};

  constructor(options: ParleyOptions) {
    this.#options = options;
    this.#environment = environmentOf(options.environment);
    this.api = new ParleyApi({ url: options.url, token: options.token, environment: this.#environment });
    this.#store = options.store ?? defaultStore(`parley:${this.api.url}`);
  }

  /** Who is logged in. */
  get session(): Observable<SessionState> {
    return this.#session;
  }

  get connection(): Observable<Connection> {
    return this.#connection;
  }

  /** Everything of the user who is logged in. */
  get account(): Observable<Account | undefined> {
    return this.#account;
  }

  /** Looks who is logged in, and connects as that user. Calling it again changes nothing. Never rejects. */
  start(): Promise<void> {
    this.#started ??= this.#start();
    return this.#started;
  }

  /** By email or username. */
  async logIn(login: string, password: string): Promise<SessionUser> {
    const credentials = login.includes("@") ? { email: login, password } : { username: login, password };
    if (this.#isCookie) return await this.#enter(userOf((await this.api.session.login(credentials)).user));
    return await this.#enter((await this.api.login(credentials)).user);
  }

  /** Makes an account and logs in. */
  async register(registration: Registration): Promise<SessionUser> {
    if (this.#isCookie) return await this.#enter(userOf((await this.api.session.register(registration)).user));
    await this.api.register(registration);
    return await this.logIn(registration.username, registration.password);
  }

  /** Without an account: the name alone. */
  async guest(username: string): Promise<SessionUser> {
    if (this.#isCookie) return await this.#enter(userOf((await this.api.session.guest(username)).user));
    return await this.#enter((await this.api.guest(username)).user);
  }

  /** Ends the session, on the server too if it can be reached, and forgets what was kept here of the user. */
  async logOut(): Promise<void> {
    await this.#end(() => this.#isCookie ? this.api.session.end() : this.api.logout());
  }

  /** Deletes one's account, as `api.data.deleteAccount` says, and forgets what was kept here. */
  deleteAccount(password?: string): Promise<DataJob> {
    return this.#end(() => this.api.data.deleteAccount(password));
  }

  async #end<Answer>(ending: () => Promise<Answer>): Promise<Answer> {
    let answer: Answer;
    this.#isLoggingOut = true;
    try {
      answer = await ending();
      this.api.token = undefined;
      await this.#leave((account) => account.forget());
    } finally {
      this.#isLoggingOut = false;
    }
    await this.#store.delete("session").catch(() => undefined);
    this.#session.set({ status: "signedOut" });
    return answer;
  }

  /** Ends the connection and releases what is held; the session stays. */
  async close(): Promise<void> {
    this.#cancelStart();
    await this.#leave((account) => account.close());
    this.#tabs?.close();
    this.#store.close();
  }

  get #isCookie(): boolean {
    return this.#options.auth === "cookie";
  }

  async #start(): Promise<void> {
    if (!this.#isCookie && this.api.token === undefined) return this.#session.set({ status: "signedOut" });
    try {
      await this.#enter(userOf(this.#isCookie ? (await this.api.session.get()).user : await this.api.me()));
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === "unauthorized") return this.#session.set({ status: "signedOut" });
      // No network: who was here last may read what is cached, and write.
      const { user } = (await this.#store.get("session").catch(() => undefined) ?? {}) as { user?: SessionUser };
      if (user !== undefined) return void await this.#enter(user);
      this.#session.set({ status: "loading", error });
      const ms = error.retryAfterMs ?? startAgainMs * (0.5 + this.#environment.random());
      this.#cancelStart = this.#environment.after(ms, () => void this.#start());
    }
  }

  /** This user is logged in. */
  async #enter(user: SessionUser): Promise<SessionUser> {
    this.#cancelStart();
    await this.#leave((account) => account.close());
    await this.#store.put("session", { user }).catch(() => undefined);
    const { timing } = this.#options;
    this.#tabs?.close();
    this.#tabs = (this.#options.tabs ?? defaultTabs)(`parley:${this.api.url}:${user.id}`);
    const account = new Account({
      user,
      client: new ParleyClient({
        api: this.api,
        environment: this.#environment,
        onTokenExpired: () => this.#renew(),
        ...(timing === undefined ? {} : { timing }),
      }),
      store: this.#store,
      tabs: this.#tabs,
      environment: this.#environment,
      connection: (state) => this.#changed(account, state),
      discontinuity: (room, discontinuity) => this.#options.onDiscontinuity?.(room, discontinuity),
    });
    this.#stopHiding = onHide(() => void account.save());
    this.#account.set(account);
    this.#session.set({ status: "signedIn", user });
    await account.open();
    return user;
  }

  async #leave(end: (account: Account) => Promise<void>): Promise<void> {
    this.#stopHiding();
    const account = this.#account.get();
    this.#account.set(undefined);
    if (account !== undefined) await end(account);
    this.#connection.set({ state: "closed" });
  }

  #changed(account: Account, state: ConnectionState): void {
    if (account !== this.#account.get()) return;
    this.#connection.set(connectionOf(state, this.#environment.now()));
    if (state.status !== "closed" || state.error?.code !== "unauthorized" || this.#isLoggingOut) return;
    // The session ended elsewhere. What waits to be sent stays for when this user comes back; the cache is left as it is,
    // since another tab may just have emptied it.
    this.#leave((left) => left.close(false)).then(() => this.#session.set({ status: "signedOut", error: state.error! }))
      .catch(this.#environment.report);
  }

  /** The proof was refused: the cookie may have been renewed meanwhile, or the application has a new token. */
  async #renew(): Promise<string | true | undefined> {
    if (!this.#isCookie) return await this.#options.onTokenExpired?.();
    try {
      await this.api.session.get();
      return true;
    } catch (error) {
      if (asApiError(error).code === "unauthorized") return undefined;
      throw error;
    }
  }
}

function userOf(me: Me): SessionUser {
  if (me.guest) return { id: me.id, username: me.username, guest: true };
  const { id, username, email, display_name, avatar_url } = me;
  return { id, username, email, display_name, avatar_url };
}

interface PageScope {
  readonly indexedDB?: unknown;
  readonly document?: EventTarget & { readonly visibilityState?: string };
}

/** Only pages have both; Deno and Node have parts of it, without other tabs. */
function isPage(): boolean {
  const { indexedDB, document } = globalThis as PageScope;
  return indexedDB !== undefined && document !== undefined;
}

function defaultStore(name: string): ClientStore {
  return isPage() ? createIndexedDbStore(name) : createMemoryStore();
}

function defaultTabs(name: string): Tabs {
  return isPage() ? createBrowserTabs(name) : createSoleTab();
}

/** Calls `hidden` when the page may be gone in a moment. */
function onHide(hidden: () => void): () => void {
  const { document } = globalThis as PageScope;
  const look = () => {
    if (document?.visibilityState === "hidden") hidden();
  };
  document?.addEventListener("visibilitychange", look);
  return () => document?.removeEventListener("visibilitychange", look);
}
