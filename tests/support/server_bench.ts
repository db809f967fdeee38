import { createInProcessBus } from "../../src/adapters/in_process/broker.ts";
import { createSqliteStore } from "../../src/adapters/sqlite/create_sqlite_store.ts";
import { createPasswordHasher } from "../../src/adapters/system/password_hasher.ts";
import type { Broker } from "../../src/ports/broker.ts";
import { silentLog } from "../../src/ports/log.ts";
import { silentMeter } from "../../src/ports/meter.ts";
import type { MailPorts } from "../../src/attention.ts";
import type { PushSender } from "../../src/ports/push_sender.ts";
import type { Store } from "../../src/ports/store.ts";
import { createServer, type LimitSettings, type Server } from "../../src/server.ts";
import { FalseClock } from "./false_clock.ts";
import { createRecordedLog } from "./recorded_log.ts";
import { RecordingConnection } from "./recording_connection.ts";
import { SeededRandom } from "./seeded_random.ts";

/** An answer, and its body as JSON with whatever it holds. Nothing has checked it: a wrong guess fails its assertion. */
export interface ServerAnswer {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

export interface Body {
  readonly [key: string]: unknown;
  readonly id: string;
  readonly token: string;
  readonly user: { readonly id: string };
  readonly error: { readonly code: string; readonly message: string };
  readonly rooms: readonly Body[];
  readonly messages: readonly Body[];
}

/** Several servers over one store in memory, as the nodes of a cluster are. Time stands still but for `clock`. */
export class ServerBench {
  readonly clock = new FalseClock();
  readonly limits = { messagesPerSecond: 0, messagesBurst: 1, connectionsPerUser: 0, authPerMinute: 0 };
  readonly store: Store;
  readonly log = createRecordedLog();
  readonly #bus = createInProcessBus();
  #seed = 1;

  private constructor(clock: FalseClock, store: Store) {
    this.clock = clock;
    this.store = store;
  }

  static async open(): Promise<ServerBench> {
    const clock = new FalseClock();
    return new ServerBench(
      clock,
      await createSqliteStore({ path: ":memory:", thread: "inline", clock, log: silentLog }),
    );
  }

  /** One more server, not started. */
  server(
    parts: { readonly store?: Store; readonly broker?: Broker; readonly push?: PushSender; readonly mail?: MailPorts } =
      {},
  ): Server {
    return createServer(
      {
        store: this.store,
        broker: this.#bus.broker(),
        hasher: createPasswordHasher({ cost: 4, threads: 0 }),
        clock: this.clock,
        random: new SeededRandom(this.#seed++),
        log: this.log,
        meter: silentMeter,
        ...parts,
      },
      {
        jwtKey: new TextEncoder().encode("a key of the tests, 32 bytes or more"),
        version: "1.2.3",
        corsOrigins: [],
        trustProxyHops: 0,
        limits: (): LimitSettings => this.limits,
        metrics: () => Promise.resolve({ contentType: "text/plain", body: "up 1\n" }),
      },
    );
  }

  /** Drains a server, and gives it the time for that. */
  async drain(server: Server): Promise<void> {
    const drained = server.drain();
    await this.clock.tick(1_000);
    await drained;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
  }
}

/** `line` is as in "POST /api/rooms". */
export async function call(server: Server, line: string, token?: string, body?: unknown): Promise<ServerAnswer> {
  const [method = "", path = ""] = line.split(" ");
  const request = new Request(`http://server.test${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await server.fetch(request, { remote: "192.0.2.1" });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.startsWith("application/json") ?? false;
  return { status: answer.status, headers: answer.headers, body: (isJson ? JSON.parse(text) : {}) as Body };
}

/** A guest's token. */
export async function guest(server: Server, username: string): Promise<string> {
  return (await call(server, "POST /api/auth/guest", undefined, { username })).body.token;
}

/** A session, as a listener opens it once a token was found good. */
export async function connect(server: Server, token: string, room: string): Promise<RecordingConnection> {
  const connection = new RecordingConnection();
  const principal = await server.tokens.verify(token);
  server.gate.admit(principal);
  server.gate.open(connection, { principal, room, batch: false, requestId: "of a test" });
  return connection;
}
