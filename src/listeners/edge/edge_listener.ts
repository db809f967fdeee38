import { refuse } from "../../http/refusal.ts";
import { requestIdOf } from "../../http/upgrade_request.ts";
import { acceptCheckMs, closeHandshakeMs } from "../../limits.ts";
import type { Cancel } from "../../ports/clock.ts";
import { reportRefusal } from "../doorman.ts";
import { listenError } from "../listen_error.ts";
import type { ListenAt, Listener, ListenerDeps } from "../listener.ts";
import { createEdgeHandler } from "./edge_handler.ts";

export interface EdgeListenerOptions extends ListenerDeps, ListenAt {}

/**
 * The edge handler under `Deno.serve`, to try locally what runs on Deno Deploy. Its server has no time limit for headers,
 * bodies and idle peers: not for an open network. Rejects with a {@link ParleyError} when it cannot listen.
 */
export async function createEdgeListener(options: EdgeListenerOptions): Promise<Listener> {
  const { host, port, log, meter, clock, random } = options;
  const handler = createEdgeHandler(options);
  let closed: Promise<void> | undefined;

  const serve = (port: number): Deno.HttpServer<Deno.NetAddr> =>
    Deno.serve({
      hostname: host,
      port,
      onListen: () => {},
      onError: (error) => {
        const refused = refuse(error, requestIdOf({ headers: new Map() }, random));
        reportRefusal(refused, "", { log, meter });
        return new Response(refused.body, { status: refused.status, headers: refused.headers });
      },
    }, (request, info) => handler.fetch(request, info));

  let cancelAgain: Cancel | undefined;
  let server = await Promise.resolve().then(() => serve(port)).catch((error: unknown) => {
    throw listenError(error, { host, port });
  });
  const address = { host: server.addr.hostname, port: server.addr.port };
  watch();

  /** The runtime gives up its listening socket over one peer that it had no descriptor for. */
  function watch(): void {
    server.finished.catch((error: unknown) => {
      log.error("the listening socket failed and is opened anew", { ...address, error });
      again();
    });
  }

  function again(): void {
    if (closed !== undefined) return;
    cancelAgain = clock.after(acceptCheckMs, () => {
      try {
        server = serve(address.port);
        watch();
      } catch (error) {
        log.error("the listener cannot be opened anew", { ...address, error });
        again();
      }
    });
  }

  async function close(): Promise<void> {
    cancelAgain?.();
    // Not before: the runtime's shutdown ends every WebSocket at once, in its own words.
    await handler.close();
    // It waits for requests that are being answered, for as long as they take, and cannot be made to cut them.
    const late = Promise.withResolvers<void>();
    const cancel = clock.after(closeHandshakeMs, late.resolve);
    const shut = server.shutdown().catch((error: unknown) => log.error("the listening socket failed", { error }));
    await Promise.race([shut, late.promise]);
    cancel();
  }

  return {
    address,
    stopAccepting: () => handler.stopAccepting(),
    close: () => closed ??= close(),
  };
}
