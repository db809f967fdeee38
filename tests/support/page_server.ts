import { Buffer } from "node:buffer";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestNet } from "../../src/adapters/outward/link_task.ts";

export type Page = string | Uint8Array | ((request: IncomingMessage, response: ServerResponse) => void);

/** A web server on this machine that stands for the public internet: pages by their paths, with what was asked for. */
export class PageServer implements AsyncDisposable {
  /** Each as `host/path`. */
  readonly asked: string[] = [];
  readonly headers: IncomingMessage["headers"][] = [];
  readonly pages: Record<string, Page>;
  readonly #server = createServer((request, response) => this.#answer(request, response));
  readonly #timers = new Set<ReturnType<typeof setInterval>>();

  constructor(pages: Record<string, Page>) {
    this.pages = pages;
  }

  static async start(pages: Record<string, Page> = {}): Promise<PageServer> {
    const server = new PageServer(pages);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The address of a path, under a name that looks public. */
  url(path: string, host = "pages.example.com"): string {
    return `http://${host}:${this.port}${path}`;
  }

  /** That name, and this server beside what is public. */
  get net(): TestNet & { readonly names: Record<string, string[]> } {
    const names = { "pages.example.com": ["127.0.0.1"], "other.example.com": ["127.0.0.1"] };
    return { names, ports: [this.port], addresses: ["127.0.0.1"] };
  }

  /** Calls until the connection ends. */
  every(ms: number, response: ServerResponse, call: () => void): void {
    const timer = setInterval(call, ms);
    this.#timers.add(timer);
    response.on("close", () => clearInterval(timer));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? "/";
    this.asked.push(`${request.headers.host?.replace(/:\d+$/, "")}${path}`);
    this.headers.push(request.headers);
    response.on("error", () => undefined);
    const page = this.pages[path];
    if (page === undefined) response.writeHead(404).end();
    else if (typeof page === "function") page(request, response);
    else if (typeof page === "string") {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
    } else response.writeHead(200, { "content-type": "image/png" }).end(Buffer.from(page));
  }
}

/** A page that says this of itself in the words of Open Graph. */
export function ogPage(said: Readonly<Record<string, string>>): string {
  const metas = Object.entries(said).map(([name, value]) => `<meta property="og:${name}" content="${value}">`);
  return `<!doctype html><html><head>${metas.join("")}</head><body><p>Much more</p></body></html>`;
}

/** Sends elsewhere. */
export function redirect(to: string, status = 302): Page {
  return (_, response) => void response.writeHead(status, { location: to }).end();
}
