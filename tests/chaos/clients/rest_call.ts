/** What came back; `undefined`: nothing did, in time. */
export interface RestAnswer {
  readonly status: number;
  readonly text: string;
}

export interface RestRequest {
  readonly url: string;
  readonly token: string;
  /** Such as `GET /api/rooms`. */
  readonly call: string;
  readonly body?: unknown;
  /** Longest it may take, milliseconds. */
  readonly msMax?: number;
}

const answerMsMax = 6_000;

/** One call, whatever becomes of it. */
export async function callRest({ url, token, call, body, msMax = answerMsMax }: RestRequest): Promise<
  RestAnswer | undefined
> {
  const [method = "GET", path = "/"] = call.split(" ");
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), msMax);
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { "authorization": `Bearer ${token}`, "content-type": "application/json" },
      signal: late.signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  } catch {
    return undefined; // The node is gone, or was before it had answered.
  } finally {
    clearTimeout(timer);
  }
}
