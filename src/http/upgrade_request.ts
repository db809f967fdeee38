import type { Random } from "../ports/random.ts";

/** An HTTP request as the decision about an upgrade sees it, whichever listener received it. */
export interface UpgradeRequest {
  readonly method: string;
  /** "1.1". */
  readonly httpVersion: string;
  /** Without the query, as it was sent. */
  readonly path: string;
  /** Without the question mark. May hold a token: never logged. */
  readonly query: string;
  /** Lower-case name to the values of each header line of that name, in order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** Address of the peer. */
  readonly remote: string;
}

/** The one address that speaks WebSocket. */
export const upgradePath = "/ws";

/** The elements of a comma-separated header, over all its lines, trimmed. */
export function headerTokens(request: UpgradeRequest, name: string): string[] {
  const lines = request.headers.get(name);
  return lines === undefined ? [] : lines.flatMap((line) => line.split(",")).map((token) => token.trim());
}

/** The value of a header that must not be repeated; `undefined` when it is missing or repeated. */
export function headerOnce(request: Pick<UpgradeRequest, "headers">, name: string): string | undefined {
  const lines = request.headers.get(name);
  return lines?.length === 1 ? lines[0]!.trim() : undefined;
}

/** One's own name for a request, unless the caller (a proxy) gave it a sane one. */
export function requestIdOf(request: Pick<UpgradeRequest, "headers">, random: Random): string {
  const given = headerOnce(request, "x-request-id");
  if (given !== undefined && /^[A-Za-z0-9._-]{8,64}$/.test(given)) return given;
  return Array.from(random.bytes(12), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
