import { getRequestListener, RequestError } from "@hono/node-server";
import type { Buffer } from "node:buffer";
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { WebSocketServer } from "ws";
import { checkHandshake } from "../../http/handshake.ts";
import { refuse, type Refused } from "../../http/refusal.ts";
import { chooseSubprotocol } from "../../http/subprotocol.ts";
import { requestIdOf, upgradePath } from "../../http/upgrade_request.ts";
import {
  closeHandshakeMs,
  fragmentsMax,
  frameBytesMax,
  headersBytesMax,
  headersTimeoutMs,
  inputPiecesMax,
  keepAliveTimeoutMs,
  requestTimeoutMs,
} from "../../limits.ts";
import { closeCatalogue } from "../../protocol/close_code.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import { utf8Bytes } from "../../protocol/text.ts";
import { createDoorman, type Doorman, reportRefusal } from "../doorman.ts";
import { listenError } from "../listen_error.ts";
import type { ListenAt, Listener, ListenerDeps } from "../listener.ts";
import { AcceptWatch } from "./accept_watch.ts";
import { NodeConnection, type NodeConnectionDeps } from "./node_connection.ts";
import { answerRaw } from "./raw_answer.ts";
import { pathOf, remoteOf, upgradeView } from "./upgrade_view.ts";

export interface NodeListenerOptions extends ListenerDeps, ListenAt {
  /** Milliseconds a peer has for its headers, its request and its next request: those of `limits.ts` by default. */
  readonly timeouts?: { readonly headersMs: number; readonly requestMs: number; readonly keepAliveMs: number };
  /** What a peer may send as one message (bytes, fragments, pieces): those of `limits.ts` by default. */
  readonly input?: { readonly frameBytes?: number; readonly fragments?: number; readonly pieces?: number };
  /** Whether to watch that peers are still accepted, and to listen anew when they are not. */
  readonly watch?: boolean;
  /** Others of this user may listen at the same place: the machine deals connections out among them. */
  readonly reusePort?: boolean;
}

/**
 * Listens with `node:http`: REST through Hono's adapter, `/ws` through `ws`, output past it. For machines, containers and
 * development. Rejects with a {@link ParleyError} that says what to do when it cannot listen.
 */
export async function createNodeListener(options: NodeListenerOptions): Promise<Listener> {
  const listener = new NodeListener(options);
  await listener.listen();
  return listener;
}

class NodeListener implements Listener {
  readonly #options: NodeListenerOptions;
  readonly #server: Server;
  readonly #upgrader: WebSocketServer;
  readonly #connectionDeps: NodeConnectionDeps;
  readonly #decide: Doorman;
  readonly #connections = new Set<NodeConnection>();
  /** Sockets whose upgrade is being decided or refused. */
  readonly #undecided = new Set<Socket>();
  /** The answer that is being given on a socket. */
  readonly #answering = new WeakMap<object, ServerResponse>();
  readonly #watch: AcceptWatch;
  #address: ListenAt | undefined;
  #stopped: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: NodeListenerOptions) {
    this.#options = options;
    const { gate, log, meter, clock } = options;
    this.#connectionDeps = { gate, log, meter, clock, gone: (connection) => void this.#connections.delete(connection) };
    this.#decide = createDoorman(options);
    this.#upgrader = createUpgrader(options);
    this.#server = createServer(serverOptions(options), this.#requestListener());
    this.#server.on("upgrade", (incoming, socket, head) => {
      this.#upgrade(incoming, socket as Socket, head).catch((error: unknown) => {
        log.error("an upgrade failed", { error });
        socket.destroy();
      });
    });
    this.#server.on("clientError", (error, socket) => this.#badRequest(error, socket as Socket));
    this.#watch = this.#createWatch();
  }

  #createWatch(): AcceptWatch {
    const { clock, log, reusePort = false } = this.#options;
    const watch = new AcceptWatch({
      clock,
      address: () => this.address,
      shared: reusePort,
      // What nobody is waiting on makes room for somebody.
      exhausted: () => this.#server.closeIdleConnections(),
      deaf: () => {
        this.#listenAnew().catch((error: unknown) => log.error("the listener cannot be opened anew", { error }));
      },
    });
    this.#server.prependListener("connection", (socket: Socket) => {
      if (watch.accepted(socket.remotePort) === "knock") socket.destroy();
    });
    return watch;
  }

  async listen(): Promise<void> {
    await this.#listen(this.#options);
    const { log, watch = false } = this.#options;
    this.#server.on("error", (error) => log.error("the listening socket failed", { error }));
    if (watch) this.#watch.start();
  }

  async #listen({ host, port }: ListenAt): Promise<void> {
    const { reusePort = false } = this.#options;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#server.once("error", reject);
        this.#server.listen({ port, host, reusePort }, () => {
          this.#server.off("error", reject);
          resolve();
        });
      });
    } catch (error) {
      throw listenError(error, { host, port });
    }
    const { address, port: free } = this.#server.address() as AddressInfo;
    this.#address = { host: address, port: free };
  }

  /** The same port again: who waits at the old door is cut off and comes back; who is inside notices nothing. */
  async #listenAnew(): Promise<void> {
    if (this.#stopped !== undefined) return;
    this.#options.log.error("the listening socket accepts nobody and is opened anew", { ...this.address });
    this.#server.close();
    await this.#listen(this.address);
  }

  /** Where it listens, or did until it stopped. */
  get address(): ListenAt {
    if (this.#address === undefined) throw new Error("The listener does not listen yet");
    return this.#address;
  }

  stopAccepting(): void {
    this.#watch.stop();
    this.#stopped ??= new Promise((resolve) => void this.#server.close(() => resolve()));
  }

  close(): Promise<void> {
    return this.#closed ??= this.#close();
  }

  async #close(): Promise<void> {
    this.stopAccepting();
    const { code, reason } = closeCatalogue.goingAway;
    for (const connection of this.#connections) connection.close(code, reason);
    for (const socket of this.#undecided) socket.destroy();
    this.#server.closeIdleConnections();
    const cancel = this.#options.clock.after(closeHandshakeMs, () => this.#server.closeAllConnections());
    await this.#stopped;
    cancel();
  }

  #requestListener(): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
    const { fetch, log, meter, random, host } = this.#options;
    const rest = getRequestListener((request, { incoming }) => {
      return fetch(request, { remote: remoteOf(incoming as IncomingMessage) });
    }, {
      overrideGlobalObjects: false,
      hostname: host, // For requests of HTTP/1.0 that name none, as health checks do.
      errorHandler: (thrown) => {
        const error = thrown instanceof RequestError ? new ParleyError("bad_request", thrown.message) : thrown;
        const refused = refuse(error, requestIdOf({ headers: new Map() }, random));
        reportRefusal(refused, "", { log, meter });
        return new Response(refused.body, { status: refused.status, headers: refused.headers });
      },
    });
    return (incoming, outgoing) => {
      this.#answering.set(incoming.socket, outgoing);
      if (pathOf(incoming) === upgradePath) return this.#refuseUpgradeless(incoming, outgoing);
      rest(incoming, outgoing).catch((error: unknown) => log.error("a request failed", { error }));
    };
  }

  /** A request for the socket's address that is no upgrade: what is wrong with it is the answer. */
  #refuseUpgradeless(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const view = upgradeView(incoming);
    let refused: Refused;
    try {
      checkHandshake(view);
      throw new ParleyError("upgrade_required");
    } catch (error) {
      refused = refuse(error, requestIdOf(view, this.#options.random));
    }
    reportRefusal(refused, view.remote, this.#options);
    outgoing.writeHead(refused.status, {
      ...refused.headers,
      "Content-Length": String(utf8Bytes(refused.body)),
      "Connection": "Upgrade" in refused.headers ? "Upgrade, close" : "close",
    });
    outgoing.end(refused.body);
  }

  async #upgrade(incoming: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    // `node:http` has let go of the socket: without a listener, a reset by the peer would end the process.
    socket.on("error", destroyThis);
    const earlier = this.#answering.get(socket);
    // An upgrade sent behind a request that is still being answered: that answer would fall into the frames.
    if (earlier !== undefined && !earlier.writableEnded) return void socket.destroy();
    this.#undecided.add(socket);
    const decided = (): void => void this.#undecided.delete(socket);
    socket.on("close", decided);
    const { clock } = this.#options;
    const admission = await this.#decide(upgradeView(incoming));
    if (!admission.ok) return answerRaw(socket, admission, clock);
    if (socket.destroyed) return;
    this.#upgrader.handleUpgrade(incoming, socket, head, (ws) => {
      decided();
      // From here on `ws` listens for both; what is not needed any more would cost memory for as long as the connection lives.
      socket.off("close", decided).off("error", destroyThis);
      socket.setNoDelay(true);
      const connection = new NodeConnection(ws, socket, admission.opening, this.#connectionDeps);
      this.#connections.add(connection);
      connection.open();
    });
  }

  /** What `node:http` could not parse, or what did not arrive in time. */
  #badRequest(error: Error, socket: Socket): void {
    const answering = this.#answering.get(socket);
    const begun = answering !== undefined && answering.headersSent && !answering.writableFinished;
    if (begun || !socket.writable) return void socket.destroy();
    const { log, meter, random, clock } = this.#options;
    const code = requestFaults.get("code" in error ? error.code : undefined) ?? "bad_request";
    const refused = refuse(new ParleyError(code), requestIdOf({ headers: new Map() }, random));
    reportRefusal(refused, socket.remoteAddress ?? "", { log, meter });
    answerRaw(socket, refused, clock);
  }
}

function destroyThis(this: Socket): void {
  this.destroy();
}

const requestFaults: ReadonlyMap<unknown, "headers_too_large" | "timeout"> = new Map([
  ["HPE_HEADER_OVERFLOW", "headers_too_large"],
  ["ERR_HTTP_REQUEST_TIMEOUT", "timeout"],
]);

/** How often `node:http` looks for peers that are too slow: its own 30 s would make a limit of 5 s one of 35 s. */
const checkMs = 500;

function serverOptions({ timeouts }: NodeListenerOptions): ServerOptions {
  const options: ServerOptions & { shouldUpgradeCallback(incoming: IncomingMessage): boolean } = {
    maxHeaderSize: headersBytesMax,
    headersTimeout: timeouts?.headersMs ?? headersTimeoutMs,
    requestTimeout: timeouts?.requestMs ?? requestTimeoutMs,
    keepAliveTimeout: timeouts?.keepAliveMs ?? keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(checkMs, timeouts?.headersMs ?? checkMs),
    noDelay: true,
    // Other offers to upgrade (some clients offer h2c with every request) are ignored, as HTTP allows.
    shouldUpgradeCallback: (incoming) => {
      return pathOf(incoming) === upgradePath && incoming.headers.upgrade?.toLowerCase() === "websocket";
    },
  };
  return options;
}

/** `ws` for the rest of the handshake and for parsing. Pongs are answered by the connection, which bounds them. */
function createUpgrader({ input }: NodeListenerOptions): WebSocketServer {
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: input?.frameBytes ?? frameBytesMax,
    maxFragments: input?.fragments ?? fragmentsMax,
    maxBufferedChunks: input?.pieces ?? inputPiecesMax,
    skipUTF8Validation: false,
    autoPong: false,
    closeTimeout: closeHandshakeMs,
    handleProtocols: (offered: Set<string>) => chooseSubprotocol(offered) ?? false,
  };
  return new WebSocketServer(options);
}
