import { requestIdOf, upgradePath, type UpgradeRequest } from "../../http/upgrade_request.ts";
import { refuse, type Refused } from "../../http/refusal.ts";
import { closeHandshakeMs, headersBytesMax, heartbeatMs } from "../../limits.ts";
import { closeCatalogue } from "../../protocol/close_code.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import { createDoorman, reportRefusal } from "../doorman.ts";
import type { ListenerDeps } from "../listener.ts";
import { EdgeConnection, type EdgeConnectionDeps } from "./edge_connection.ts";

/** What the runtime tells of a request besides itself: the part of `Deno.ServeHandlerInfo` that is needed. */
export interface EdgeRequestInfo {
  readonly remoteAddr: Deno.Addr;
}

/** The handler that `Deno.serve` calls, also on Deno Deploy. */
export interface EdgeHandler {
  fetch(request: Request, info: EdgeRequestInfo): Response | Promise<Response>;
  /** Every request is answered 503 `draining` from now on; connections live on. */
  stopAccepting(): void;
  /** Says 1001 to every connection; resolves when all are over, which takes no longer than `closeHandshakeMs`. */
  close(): Promise<void>;
}

/** The runtime pings at half of it and gives up at the whole, seconds. */
const idleTimeoutSeconds = 2 * heartbeatMs / 1_000;

/** REST and `/ws` behind one `fetch`, on the runtime's own HTTP server and WebSocket. */
export function createEdgeHandler(deps: ListenerDeps): EdgeHandler {
  const connections = new Set<EdgeConnection>();
  const decide = createDoorman(deps);
  let draining = false;
  let closed: Promise<void> | undefined;
  let emptied: (() => void) | undefined;
  const connectionDeps: EdgeConnectionDeps = {
    gate: deps.gate,
    log: deps.log,
    meter: deps.meter,
    clock: deps.clock,
    gone(connection) {
      connections.delete(connection);
      if (connections.size === 0) emptied?.();
    },
  };

  async function upgrade(request: Request, remote: string): Promise<Response> {
    const admission = await decide(upgradeView(request, remote));
    if (!admission.ok) return answer(admission);
    if (draining) return answer(refuse(new ParleyError("draining"), admission.opening.requestId));
    const { protocol, opening } = admission;
    try {
      const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: idleTimeoutSeconds });
      connections.add(new EdgeConnection(socket, opening, connectionDeps));
      // Not by the option `protocol`, which does not find a name in a list that has no space after its commas.
      if (protocol !== undefined) response.headers.set("Sec-WebSocket-Protocol", protocol);
      return response;
    } catch (error) {
      const refused = refuse(error, opening.requestId);
      reportRefusal(refused, remote, deps);
      return answer(refused);
    }
  }

  async function close(): Promise<void> {
    draining = true;
    const { code, reason } = closeCatalogue.goingAway;
    if (connections.size === 0) return;
    const empty = new Promise<void>((resolve) => emptied = resolve);
    for (const connection of connections) connection.close(code, reason);
    // A socket whose upgrade the peer never completed reports neither an open nor a close.
    const cancel = deps.clock.after(closeHandshakeMs, () => emptied?.());
    await empty;
    cancel();
  }

  return {
    fetch(request, info) {
      const remote = "hostname" in info.remoteAddr ? info.remoteAddr.hostname : "";
      if (draining) {
        return answer(refuse(new ParleyError("draining"), requestIdOf({ headers: new Map() }, deps.random)));
      }
      if (tooLarge(request)) {
        const refused = refuse(new ParleyError("headers_too_large"), requestIdOf({ headers: new Map() }, deps.random));
        reportRefusal(refused, remote, deps);
        return answer(refused);
      }
      if (new URL(request.url).pathname === upgradePath) return upgrade(request, remote);
      return deps.fetch(request, { remote });
    },
    stopAccepting() {
      draining = true;
    },
    close: () => closed ??= close(),
  };
}

/** A fetch request as the decision about an upgrade sees it. Repeated headers have been joined by commas. */
function upgradeView(request: Request, remote: string): UpgradeRequest {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    httpVersion: "1.1", // Not told. The runtime upgrades HTTP/1.0 too.
    path: pathname,
    query: search.slice(1),
    headers: new Map(Array.from(request.headers, ([name, value]) => [name, [value]])),
    remote,
  };
}

/** Whether a request's address and headers are more than anybody needs. The runtime's own bounds are far larger. */
function tooLarge({ url, headers }: Request): boolean {
  let bytes = url.length;
  // A colon, a blank and a line's end each, as they came.
  for (const [name, value] of headers) bytes += name.length + value.length + 4;
  return bytes > headersBytesMax;
}

function answer({ status, body, headers }: Refused): Response {
  return new Response(body, { status, headers });
}
