import { createClient } from "@redis/client";

/** How the gateway misbehaves. */
export interface GatewayFaults {
  /** Answers every request with this status. */
  status?: 429 | 500;
  /** Holds every request and answers none. */
  stalled?: boolean;
  /** Streams say nothing more, and stay open. */
  mute?: boolean;
  /** What it says in streams is encoded too. */
  encodesStreams?: boolean;
}

type Words = readonly (string | number)[];
type Answer = { readonly result: unknown } | { readonly error: string };
type Driver = ReturnType<typeof createDriver>;

const createDriver = (url: string) => createClient({ url, RESP: 2, socket: { reconnectStrategy: false } });
const encoder = new TextEncoder();

/**
 * What Upstash offers over HTTPS, before a real Redis: `POST /` one command, `/pipeline`, `/multi-exec`, and
 * `/subscribe/<channel>` as an event stream; a bearer token; base64 answers for who asks. With its failures.
 */
export class UpstashGateway implements AsyncDisposable {
  readonly token = "a-token-of-the-gateway-of-the-tests";
  readonly faults: GatewayFaults = {};
  /** Requests by path, as they came. */
  readonly requests: string[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #redisUrl: string;
  readonly #streams = new Set<() => void>();
  readonly #held = new Set<() => void>();
  #speaker: Promise<Driver> | undefined;

  constructor(redisUrl: string) {
    this.#redisUrl = redisUrl;
    const silent = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
    this.#server = Deno.serve(silent, (request) => this.#answer(request));
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Streams that are open. */
  get streams(): number {
    return this.#streams.size;
  }

  /** Ends every stream as the service does: without a word. */
  endStreams(): void {
    for (const end of [...this.#streams]) end();
  }

  /** Lets go of what was held while it was stalled. */
  release(): void {
    delete this.faults.stalled;
    for (const go of [...this.#held]) go();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.release();
    this.endStreams();
    await this.#server.shutdown();
    const speaker = await this.#speaker;
    if (speaker?.isOpen) speaker.destroy();
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    this.requests.push(pathname);
    if (this.faults.stalled) await new Promise<void>((resolve) => this.#hold(resolve));
    if (this.faults.status !== undefined) {
      await request.body?.cancel();
      return Response.json({ error: "ERR max requests limit exceeded" }, { status: this.faults.status });
    }
    if (request.headers.get("authorization") !== `Bearer ${this.token}`) {
      await request.body?.cancel();
      return Response.json({ error: "WRONGPASS invalid or missing auth token" }, { status: 401 });
    }
    if (request.method !== "POST") return Response.json({ error: "ERR unsupported method" }, { status: 405 });
    const base64 = request.headers.get("upstash-encoding") === "base64";
    const channel = /^\/subscribe\/([^/]+)$/.exec(pathname)?.[1];
    if (channel !== undefined) return await this.#subscribe(decodeURIComponent(channel));
    const body = await request.json();
    if (pathname === "/") {
      const answer = await this.#run(body as Words);
      return Response.json(encoded(answer, base64), { status: "error" in answer ? 400 : 200 });
    }
    if (pathname === "/pipeline") {
      const answers = await Promise.all((body as Words[]).map((words) => this.#run(words)));
      return Response.json(answers.map((answer) => encoded(answer, base64)));
    }
    if (pathname === "/multi-exec") return await this.#transact(body as Words[], base64);
    return Response.json({ error: "ERR no such path" }, { status: 404 });
  }

  #hold(resolve: () => void): void {
    const go = (): void => {
      this.#held.delete(go);
      resolve();
    };
    this.#held.add(go);
  }

  async #driver(): Promise<Driver> {
    const current = await this.#speaker;
    if (current?.isOpen) return current;
    this.#speaker = this.#connect();
    return await this.#speaker;
  }

  async #connect(): Promise<Driver> {
    const driver = createDriver(this.#redisUrl);
    driver.on("error", () => undefined);
    await driver.connect();
    return driver;
  }

  async #run(words: Words): Promise<Answer> {
    try {
      return { result: await (await this.#driver()).sendCommand(words.map(String)) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  async #transact(commands: readonly Words[], base64: boolean): Promise<Response> {
    const multi = (await this.#driver()).multi();
    for (const words of commands) multi.addCommand(words.map(String));
    try {
      const results = await multi.exec();
      return Response.json(results.map((result) => encoded({ result }, base64)));
    } catch (error) {
      return Response.json({ error: error instanceof Error ? error.message : String(error) }, { status: 400 });
    }
  }

  async #subscribe(channel: string): Promise<Response> {
    const ear = await this.#connect();
    let end = (): void => {};
    const body = new ReadableStream<Uint8Array>({
      start: async (controller) => {
        const say = (kind: string, text: string): void => {
          if (!this.faults.mute) controller.enqueue(encoder.encode(`data: ${kind},${channel},${text}\n\n`));
        };
        let open = true;
        const finish = (close: boolean): void => {
          if (!open) return;
          open = false;
          this.#streams.delete(end);
          if (ear.isOpen) ear.destroy();
          if (close) controller.close();
        };
        end = () => finish(true);
        this.#streams.add(end);
        ear.on("end", end);
        ear.on("error", end);
        await ear.subscribe(channel, (text) => {
          say("message", this.faults.encodesStreams ? encoder.encode(text).toBase64() : text);
        });
        say("subscribe", "1");
      },
      cancel: () => {
        this.#streams.delete(end);
        if (ear.isOpen) ear.destroy();
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  }
}

/** Every text in base64 except "OK", as the service has it. */
function encoded(answer: Answer, base64: boolean): Answer {
  return base64 && "result" in answer ? { result: encodedValue(answer.result) } : answer;
}

function encodedValue(value: unknown): unknown {
  if (typeof value === "string") return value === "OK" ? value : encoder.encode(value).toBase64();
  return Array.isArray(value) ? value.map(encodedValue) : value;
}
