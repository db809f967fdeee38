import type { IncomingMessage } from "node:http";
import type { UpgradeRequest } from "../../http/upgrade_request.ts";

/** A request of `node:http` as the decision about an upgrade sees it. Repeated headers stay apart. */
export function upgradeView(incoming: IncomingMessage): UpgradeRequest {
  const headers = new Map<string, string[]>();
  const raw = incoming.rawHeaders;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    const lines = headers.get(name);
    if (lines === undefined) headers.set(name, [raw[i + 1]!]);
    else lines.push(raw[i + 1]!);
  }
  const target = incoming.url ?? "";
  return {
    method: incoming.method ?? "",
    httpVersion: incoming.httpVersion,
    path: pathOf(incoming),
    query: target.includes("?") ? target.slice(target.indexOf("?") + 1) : "",
    headers,
    remote: remoteOf(incoming),
  };
}

/** The path of a request's target, without the query. */
export function pathOf(incoming: IncomingMessage): string {
  const target = incoming.url ?? "";
  const end = target.indexOf("?");
  return end < 0 ? target : target.slice(0, end);
}

/** The peer's address; empty when it has gone already. */
export function remoteOf(incoming: IncomingMessage): string {
  return incoming.socket.remoteAddress ?? "";
}
