import type { Basis, Composition } from "./compose.ts";
import { coldRetryMs, coldRetryMsMax, coldStartMsMax, drainEdgeSettleMsMax } from "./limits.ts";
import { createEdgeHandler, type EdgeHandler, type EdgeRequestInfo } from "./listeners/edge/edge_handler.ts";
import { errorCatalogue } from "./protocol/error_code.ts";
import { version } from "./version.ts";

export interface EdgeNodeDeps {
  readonly basis: Pick<Basis, "clock" | "log">;
  /** Opens store, broker and server; rejects when one of them cannot be. */
  readonly open: () => Promise<Composition>;
}

interface Opened {
  readonly composition: Composition;
  readonly handler: EdgeHandler;
}

/**
 * A node that answers before it is open. Hosts at the edge start a program with its first request and count the time until it
 * listens, so it listens first: /health is answered at once, /ready says what is missing, and everything else waits for the
 * store, within a limit. A store that cannot be reached is tried again and again; the program stays.
 */
export class EdgeNode {
  readonly #deps: EdgeNodeDeps;
  readonly #bornAt: number;
  readonly #open = Promise.withResolvers<Opened>();
  #opened: Opened | undefined;
  #store: "starting" | "unavailable" = "starting";
  #draining = false;

  constructor(deps: EdgeNodeDeps) {
    this.#deps = deps;
    this.#bornAt = deps.basis.clock.monotonic();
  }

  /** Opens, however often that has to be tried. Resolves when it is open or was told to stop; never rejects. */
  async start(): Promise<void> {
    for (let pause = coldRetryMs; !this.#draining; pause = Math.min(pause * 2, coldRetryMsMax)) {
      try {
        const composition = await this.#deps.open();
        this.#opened = { composition, handler: createEdgeHandler(composition.listenerDeps) };
        // Told to stop in the meantime: there is nobody to serve any more.
        if (this.#draining) this.#opened.handler.stopAccepting();
        return this.#open.resolve(this.#opened);
      } catch (error) {
        this.#store = "unavailable";
        this.#deps.basis.log.error("The server cannot start yet and tries again", { error, retry_ms: pause });
      }
      await this.#pause(pause);
    }
  }

  async fetch(request: Request, info: EdgeRequestInfo): Promise<Response> {
    if (this.#opened !== undefined) return await this.#opened.handler.fetch(request, info);
    if (this.#draining) return refusal("draining");
    const { pathname } = new URL(request.url);
    if (pathname === "/health") return this.#health();
    if (pathname === "/ready") return this.#ready();
    const opened = await this.#waited();
    return opened === undefined ? refusal("unavailable") : await opened.handler.fetch(request, info);
  }

  /** What is to be done when it ends, each with its name. */
  get steps(): readonly (readonly [name: string, run: () => void | Promise<void>])[] {
    return [
      ["stop accepting", () => {
        this.#draining = true;
        this.#opened?.handler.stopAccepting();
      }],
      ["drain", () => this.#opened?.composition.server.drain(drainEdgeSettleMsMax)],
      ["close the connections", () => this.#opened?.handler.close()],
      ["close the store", () => this.#opened?.composition.close()],
    ];
  }

  #health(): Response {
    const { clock } = this.#deps.basis;
    const uptime = Math.floor((clock.monotonic() - this.#bornAt) / 1_000);
    return Response.json({ status: "starting", version, uptime_s: uptime }, {
      headers: { "Cache-Control": "no-store" },
    });
  }

  #ready(): Response {
    const dependencies = { store: this.#store, broker: "starting" };
    const headers = { "Cache-Control": "no-store", "Retry-After": "1" };
    return Response.json({ status: "not_ready", dependencies }, { status: 503, headers });
  }

  #waited(): Promise<Opened | undefined> {
    return new Promise((resolve) => {
      const cancel = this.#deps.basis.clock.after(coldStartMsMax, () => resolve(undefined));
      void this.#open.promise.then((opened) => {
        cancel();
        resolve(opened);
      });
    });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#deps.basis.clock.after(ms, resolve));
  }
}

function refusal(code: "unavailable" | "draining"): Response {
  const { status, sentence } = errorCatalogue[code];
  const headers = { "Cache-Control": "no-store", "Retry-After": "2" };
  return Response.json({ error: { code, message: sentence } }, { status, headers });
}
