import assert from "node:assert/strict";
import { type ServerProcess, type ServerProcessOptions, startServer } from "../support/server_process.ts";

/** Tries until a client has landed on another worker: of 40, all on one of two has a chance of one in 10^12. */
const triesMax = 40;

/** Where a server is. */
export type Address = Pick<ServerProcess, "url" | "wsUrl">;

export interface Guest {
  readonly token: string;
  readonly id: string;
}

/** The real program with two workers, and people who know which of them they talk to. */
export async function startWorkers(options: ServerProcessOptions = {}): Promise<ServerProcess> {
  return await startServer({
    ...options,
    args: ["--workers", "2", ...options.args ?? []],
    env: { LOG_LEVEL: "debug", LIMIT_AUTH_PER_MINUTE: "0", LIMIT_MESSAGES_PER_SECOND: "0", ...options.env },
  });
}

/** REST as a user; each call on a connection of its own, so that it lands on any worker. */
export async function call<T>(server: Address, token: string, method: string, path: string, body?: unknown) {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { "authorization": `Bearer ${token}`, "content-type": "application/json", "connection": "close" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as T };
}

export async function guest(server: Address, username: string): Promise<Guest> {
  const { status, body } = await call<{ token: string; user: { id: string } }>(
    server,
    "",
    "POST",
    "/api/auth/guest",
    { username },
  );
  assert.equal(status, 201);
  return { token: body.token, id: body.user.id };
}

/** A room of the first, which the others join. */
export async function roomOf(server: Address, owner: Guest, others: readonly Guest[]): Promise<string> {
  const { body } = await call<{ id: string }>(server, owner.token, "POST", "/api/rooms", { name: "of two workers" });
  for (const { token } of others) {
    assert.equal((await call(server, token, "POST", `/api/rooms/${body.id}/join`, {})).status, 200);
  }
  return body.id;
}

export type Frame = Readonly<Record<string, unknown>>;

/** A client over a plain WebSocket that keeps what it is told. */
export class Talker implements AsyncDisposable {
  readonly frames: Frame[] = [];
  readonly #socket: WebSocket;
  readonly #room: string;
  readonly #waiters = new Set<() => void>();
  readonly #closed = Promise.withResolvers<number>();
  #code: number | undefined;

  private constructor(socket: WebSocket, room: string) {
    this.#socket = socket;
    this.#room = room;
    socket.onmessage = ({ data }) => {
      this.frames.push(JSON.parse(data));
      this.#look();
    };
    socket.onclose = ({ code }) => {
      this.#code = code;
      this.#closed.resolve(code);
      this.#look();
    };
  }

  static async open(server: Address, { token }: Guest, room: string): Promise<Talker> {
    const talker = new Talker(new WebSocket(`${server.wsUrl}?token=${token}&room_id=${room}`), room);
    await talker.told(({ type }) => type === "subscribed");
    return talker;
  }

  get over(): boolean {
    return this.#code !== undefined;
  }

  /** The code the server closed with. */
  get closed(): Promise<number> {
    return this.#closed.promise;
  }

  /** Sends and answers the acknowledgement. */
  async say(content: string): Promise<Frame> {
    const client_id = crypto.randomUUID();
    this.#socket.send(JSON.stringify({ type: "message", room_id: this.#room, content, client_id }));
    return await this.told((frame) =>
      frame.client_id === client_id && (frame.type === "ack" || frame.type === "error")
    );
  }

  /** Sends without a client_id, so that this worker itself appends it, and answers the event. */
  async sayHere(content: string): Promise<Frame> {
    this.#socket.send(JSON.stringify({ type: "message", room_id: this.#room, content }));
    return await this.told((frame) => frame.content === content);
  }

  /** The first frame, of now or later, that is looked for. */
  async told(wanted: (frame: Frame) => boolean, msMax = 10_000): Promise<Frame> {
    const found = () => this.frames.find(wanted);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(look);
        reject(new Error(`Not told within ${msMax} ms; last: ${JSON.stringify(this.frames.slice(-3))}`));
      }, msMax);
      const look = (): void => {
        if (found() === undefined && this.#code === undefined) return;
        clearTimeout(timer);
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
      look();
    });
    return found() ?? assert.fail(`Closed with ${this.#code} before it was told`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.#closed.promise;
  }

  #look(): void {
    for (const look of [...this.#waiters]) look();
  }
}

/** Which worker the talker is on: the log line of its append says so. What has a client_id another may append. */
export async function workerOf(server: ServerProcess, talker: Talker): Promise<number> {
  const { id } = await talker.sayHere(`where am I? ${crypto.randomUUID()}`);
  const line = new RegExp(`"message":"appended","logger":"parley","worker":(\\d+),[^\\n]*"id":"${id}"`);
  await server.says(line);
  return Number(line.exec(server.output)![1]);
}

export interface TwoTalkers extends AsyncDisposable {
  readonly one: Talker;
  readonly two: Talker;
}

/** Two sessions, of one guest each, on different workers. */
export async function onBothWorkers(
  server: ServerProcess,
  room: string,
  guests: readonly [Guest, Guest],
): Promise<TwoTalkers> {
  const one = await Talker.open(server, guests[0], room);
  const place = await workerOf(server, one);
  for (let i = 0; i < triesMax; i++) {
    const two = await Talker.open(server, guests[1], room);
    if (await workerOf(server, two) !== place) {
      const close = async () => void await Promise.all([one, two].map((talker) => talker[Symbol.asyncDispose]()));
      return { one, two, [Symbol.asyncDispose]: close };
    }
    await two[Symbol.asyncDispose]();
  }
  throw new Error(`${triesMax} connections all landed on worker ${place}`);
}
