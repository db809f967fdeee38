import { AwsV4Signer } from "aws4fetch";
import { objectRequestMs, objectRetryMs, objectTriesMax } from "../../limits.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import { ObjectsFault } from "./objects_fault.ts";
import { textIn } from "./xml_texts.ts";

export interface BucketSettings {
  /** Address of the bucket, by path (`https://host/bucket`) or by host (`https://bucket.host`). */
  readonly address: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** Default: what the address of the known services says, else `us-east-1`. */
  readonly region?: string | undefined;
}

export interface BucketDeps {
  readonly clock: Clock;
  readonly random: Pick<Random, "fraction">;
}

export interface ObjectRequest {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** Absent: the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  /** Longest that it may take, milliseconds. Default: {@link objectRequestMs}. */
  readonly msMax?: number;
  /** Answers beside those of success that the caller understands. */
  readonly accepted?: readonly number[];
}

/** Faults of the moment: trying again soon can help. */
const passing = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Requests to one bucket, signed (AWS signature version 4), each bounded in time and tried a few times. All that are made
 * here can be repeated. Keys and signatures are in no error.
 */
export class Bucket {
  readonly #settings: BucketSettings;
  readonly #deps: BucketDeps;
  /** Derived signing keys, one a day. */
  #cache = new Map<string, ArrayBuffer>();

  constructor(settings: BucketSettings, deps: BucketDeps) {
    this.#settings = settings;
    this.#deps = deps;
  }

  /** What the bucket may be called: the address says it in its path or in its host, of which it may be all or the beginning. */
  get names(): readonly string[] {
    const { pathname, hostname } = new URL(this.#settings.address);
    const inPath = pathname.split("/").filter((part) => part !== "").at(-1);
    return inPath === undefined ? [hostname, hostname.split(".")[0]!] : [inPath];
  }

  /** Throws `ObjectsFault`. The caller reads or cancels the body. */
  async ask(request: ObjectRequest): Promise<Response> {
    for (let tried = 1;; tried++) {
      try {
        return await this.#once(request);
      } catch (error) {
        const isPassing = error instanceof ObjectsFault && error.passing;
        if (!isPassing || tried === objectTriesMax) throw error;
      }
      await this.#pause(tried);
    }
  }

  /** The text of an answer; a fault told after a good beginning, as some requests do, counts as one. */
  async text(request: ObjectRequest): Promise<string> {
    for (let tried = 1;; tried++) {
      const answer = await this.ask(request);
      const text = await this.inTime(answer.text(), request.msMax);
      const code = /<Error>/.test(text) ? textIn(text, "Code") : undefined;
      if (code === undefined) return text;
      const fault = new ObjectsFault(
        `answered ${code} to ${request.method}`,
        code === "InternalError" || code === "SlowDown",
      );
      if (!fault.passing || tried === objectTriesMax) throw fault;
      await this.#pause(tried);
    }
  }

  /** Sends it and reads nothing of the answer. */
  async done(request: ObjectRequest): Promise<Response> {
    const answer = await this.ask(request);
    await answer.body?.cancel();
    return answer;
  }

  /** An address by which anybody can make this request for so long, with these headers, query and all. */
  async address(
    { method, headers = {}, query, ...request }: Omit<ObjectRequest, "body">,
    seconds: number,
  ): Promise<string> {
    const url = this.#url({ ...request, query: { ...query, "X-Amz-Expires": String(seconds) } });
    const { url: signed } = await this.#signer({ url, method, headers, signQuery: true, allHeaders: true }).sign();
    // A plus is a space to some and a plus to others.
    return signed.href.replaceAll("+", "%20");
  }

  /** What a request by an address is answered, once. */
  async statusOf(address: string, init: RequestInit): Promise<number> {
    const answer = await this.inTime(fetch(address, { ...init, redirect: "manual" })).catch((cause) => {
      throw cause instanceof ObjectsFault ? cause : new ObjectsFault("cannot be reached", true, { cause });
    });
    await answer.body?.cancel();
    return answer.status;
  }

  /** Fails when it takes longer than a request may. */
  async inTime<T>(work: Promise<T>, msMax = objectRequestMs): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const cancel = this.#deps.clock.after(
      msMax,
      () => reject(new ObjectsFault("did not answer in time", true)),
    );
    try {
      return await Promise.race([work, late]);
    } finally {
      cancel();
    }
  }

  async #once(request: ObjectRequest): Promise<Response> {
    const { method, headers = {}, body, msMax = objectRequestMs, accepted = [] } = request;
    const url = this.#url(request);
    const { headers: signed } = await this.#signer({ url, method, headers }).sign();
    const end = new AbortController();
    const cancel = this.#deps.clock.after(msMax, () => end.abort());
    let answer: Response;
    try {
      // Elsewhere the signature would not hold.
      const init = { method, headers: signed, redirect: "manual", signal: end.signal } as const;
      answer = await fetch(url, body === undefined ? init : { ...init, body });
    } catch (cause) {
      throw new ObjectsFault(end.signal.aborted ? "did not answer in time" : "cannot be reached", true, { cause });
    } finally {
      cancel();
    }
    if (answer.ok || accepted.includes(answer.status)) return answer;
    const code = textIn(await this.inTime(answer.text()).catch(() => ""), "Code") ?? "";
    throw new ObjectsFault(`answered ${answer.status} ${code} to ${method}`, passing.has(answer.status));
  }

  #url({ key, query = {} }: Pick<ObjectRequest, "key" | "query">): string {
    const base = this.#settings.address.replace(/\/+$/, "");
    const url = new URL(key === undefined ? `${base}/` : `${base}/${key}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url.href;
  }

  #signer(
    request: { url: string; method: string; headers?: HeadersInit; signQuery?: boolean; allHeaders?: boolean },
  ): AwsV4Signer {
    const { accessKey, secretKey, region } = this.#settings;
    const keys = { accessKeyId: accessKey, secretAccessKey: secretKey, service: "s3", cache: this.#cache };
    const datetime = new Date(this.#deps.clock.now()).toISOString().replace(/[:-]|\.\d{3}/g, "");
    if (this.#cache.size > 1) this.#cache = new Map();
    return new AwsV4Signer({ ...request, ...keys, ...(region !== undefined && { region }), datetime });
  }

  #pause(tried: number): Promise<void> {
    const { clock, random } = this.#deps;
    const ms = objectRetryMs * 2 ** (tried - 1) * (0.5 + random.fraction());
    return new Promise((resolve) => void clock.after(ms, resolve));
  }
}
