import type { ErrorCode } from "../../src/protocol/error_code.ts";
import { ApiError } from "./api_error.ts";
import type { Environment } from "./environment.ts";

/** Longest time for one REST call, milliseconds: the server cuts a request off at 15 s itself. */
const callMs = 20_000;

export interface Call {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON; a Blob as it is. */
  readonly body?: object;
  readonly query?: object;
  /** Beside the usual ones, and before them. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly token?: string | undefined;
}

/** Makes the calls of one server, as who is logged in. */
export type Caller = <Answer>(where: string, request: Call) => Promise<Answer>;

/** A body, as JSON says it, and the headers it came with. */
export interface Exchanged<Answer> {
  readonly body: Answer;
  readonly headers: Headers;
}

/** The same as {@link Caller}, for calls whose answer is in the headers too. */
export type Exchanger = <Answer>(where: string, request: Call) => Promise<Exchanged<Answer>>;

/**
 * One REST call. Answers the JSON body, `undefined` for 204, with its headers. Rejects with {@link ApiError} or the signal's
 * reason.
 */
export async function exchange<Answer>(
  environment: Environment,
  url: string,
  request: Call,
): Promise<Exchanged<Answer>> {
  const { method = "GET", body, signal, token } = request;
  signal?.throwIfAborted();
  const ending = new AbortController();
  const giveUp = () => ending.abort(signal?.reason);
  signal?.addEventListener("abort", giveUp, { once: true });
  const cancel = environment.after(callMs, () => ending.abort(new ApiError("network", `No answer in ${callMs} ms`)));
  try {
    const answer = await environment.fetch(url + queryText(request.query), {
      method,
      headers: {
        accept: "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": body instanceof Blob ? body.type : "application/json" }),
        ...request.headers,
      },
      ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
      signal: ending.signal,
    });
    const text = await answer.text();
    if (!answer.ok) throw refusal(answer, text);
    return { body: (text === "" ? undefined : parse(answer, text)) as Answer, headers: answer.headers };
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (ending.signal.aborted) throw ending.signal.reason;
    throw new ApiError("network", `${method} ${url} was not answered`, { cause: error });
  } finally {
    cancel();
    signal?.removeEventListener("abort", giveUp);
  }
}

/** A GET whose answer is read as it comes, for as long as it takes. Rejects as {@link exchange} does. */
export async function open(
  environment: Environment,
  url: string,
  { signal, token }: Pick<Call, "signal" | "token">,
): Promise<Response> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  let answer: Response;
  try {
    answer = await environment.fetch(url, { headers, ...(signal !== undefined && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    throw new ApiError("network", `GET ${url} was not answered`, { cause: error });
  }
  if (!answer.ok) throw refusal(answer, await answer.text());
  return answer;
}

function queryText(query: object = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}`;
}

function parse(answer: Response, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ApiError("unexpected_answer", `${answer.status} without JSON`, { status: answer.status, cause });
  }
}

/** The error of a refused call, from its body and its Retry-After. */
function refusal(answer: Response, text: string): ApiError {
  const seconds = Number(answer.headers.get("retry-after") ?? Number.NaN);
  const options = { status: answer.status, retryAfterMs: seconds >= 0 ? seconds * 1_000 : undefined };
  let error: { code?: unknown; message?: unknown; details?: unknown } | undefined;
  try {
    error = (JSON.parse(text) as { error?: typeof error } | null)?.error;
  } catch {
    error = undefined;
  }
  if (typeof error?.code !== "string") {
    // Not of this server: a proxy on the way. Its 5xx and 429 pass, like a network that failed.
    const code = answer.status >= 500 || answer.status === 429 ? "unavailable" : "unexpected_answer";
    return new ApiError(code, `The answer was ${answer.status}, without a known error`, options);
  }
  return new ApiError(error.code as ErrorCode, String(error.message ?? error.code), {
    ...options,
    details: error.details,
  });
}
