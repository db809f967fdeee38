import assert from "node:assert/strict";

/** Longest wait for anything a server should do at once, milliseconds. */
const waitMsMax = 10_000;

/** What answers and frames hold, as far as tests look. Nothing has checked it: a wrong guess fails its assertion. */
export interface Json {
  readonly [key: string]: unknown;
  readonly id: string;
  readonly token: string;
  readonly ticket: string;
  readonly code: string;
  readonly content: string;
  readonly user: { readonly id: string };
  readonly error: { readonly code: string; readonly message: string; readonly details?: unknown };
  readonly rooms: readonly Json[];
  readonly members: readonly Json[];
  readonly messages: readonly Json[];
  readonly total: number;
  readonly seq: number;
  readonly head: number;
  readonly epoch: string;
  readonly timestamp: string;
}

export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly headers: Headers;
}

/** One user of a server, by plain HTTP. */
export class User {
  readonly url: string;
  readonly token: string;
  readonly id: string;

  private constructor(url: string, token: string, id: string) {
    this.url = url;
    this.token = token;
    this.id = id;
  }

  /** A guest. */
  static async guest(url: string, username: string): Promise<User> {
    const { status, body } = await call(url, "POST /api/auth/guest", { body: { username } });
    assert.equal(status, 201);
    return new User(url, body.token, body.user.id);
  }

  /** A new account, logged in. */
  static async registered(url: string, username: string, password = "correct horse"): Promise<User> {
    const email = `${username}@example.com`;
    const made = await call(url, "POST /api/auth/register", { body: { username, email, password } });
    assert.equal(made.status, 201);
    const { status, body } = await call(url, "POST /api/auth/login", { body: { email, password } });
    assert.equal(status, 200);
    return new User(url, body.token, body.user.id);
  }

  /** The same user at another address of the server. */
  at(url: string): User {
    return new User(url, this.token, this.id);
  }

  /** Calls `"METHOD /path"` as this user. */
  call(line: string, body?: unknown): Promise<Answer> {
    return call(this.url, line, { body, token: this.token });
  }

  /** The same, of which only the status counts. */
  async status(line: string, body?: unknown): Promise<number> {
    return (await this.call(line, body)).status;
  }

  /** The code of the refusal; undefined: there was none. */
  async code(line: string, body?: unknown): Promise<string | undefined> {
    return (await this.call(line, body)).body?.error.code;
  }

  /** The id of a new room of this user. */
  async room(settings: Record<string, unknown>): Promise<string> {
    const { status, body } = await this.call("POST /api/rooms", settings);
    assert.equal(status, 201, JSON.stringify(body));
    return body.id;
  }

  /** An open socket of this user. */
  connect(query: Record<string, string> = {}): Promise<PlainSocket> {
    const address = `${this.url.replace("http", "ws")}/ws?${new URLSearchParams({ token: this.token, ...query })}`;
    return PlainSocket.open(address);
  }
}

export async function call(
  url: string,
  line: string,
  { body, token, headers = {} }: { body?: unknown; token?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const [method = "GET", path = "/"] = line.split(" ");
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? undefined : JSON.parse(text), headers: answer.headers };
}

/** The runtime's own `WebSocket`, as a browser has it, and everything it got. */
export class PlainSocket implements AsyncDisposable {
  readonly frames: Json[] = [];
  /** The number of WebSocket messages; several frames may come in one. */
  messages = 0;
  readonly #socket: WebSocket;
  readonly #waiters = new Set<() => void>();
  #closed: CloseEvent | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      this.messages++;
      for (const line of String(data).split("\n")) this.frames.push(JSON.parse(line));
      this.#look();
    };
    socket.onclose = (event) => {
      this.#closed = event;
      this.#look();
    };
    socket.onerror = (event) => event.preventDefault();
  }

  /** Rejects when the upgrade is refused. */
  static async open(address: string, protocols: string[] = []): Promise<PlainSocket> {
    const socket = new WebSocket(address, protocols);
    const plain = new PlainSocket(socket);
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.addEventListener("close", () => reject(new Error("The upgrade was refused")), { once: true });
    });
    return plain;
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  send(frame: unknown): void {
    this.#socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  /** The first frame, from `from` on, that has all of these; waits for it. */
  async next(wanted: Record<string, unknown>, from = 0): Promise<Json> {
    const fits = (frame: Json) => Object.entries(wanted).every(([key, value]) => frame[key] === value);
    const found = () => this.frames.slice(from).find(fits);
    await this.#until(() => found() !== undefined || this.#closed !== undefined, JSON.stringify(wanted));
    const frame = found();
    if (frame === undefined) throw new Error(`Closed (${this.#closed?.code}) before ${JSON.stringify(wanted)} came`);
    return frame;
  }

  /** How the server closed it; waits for it. */
  async closed(): Promise<CloseEvent> {
    await this.#until(() => this.#closed !== undefined, "the close");
    return this.#closed!;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.closed();
  }

  #look(): void {
    for (const waiter of this.#waiters) waiter();
  }

  async #until(condition: () => boolean, what: string): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(look);
        reject(new Error(`No ${what} within ${waitMsMax} ms; got ${JSON.stringify(this.frames)}`));
      }, waitMsMax);
      const look = () => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
    });
  }
}
