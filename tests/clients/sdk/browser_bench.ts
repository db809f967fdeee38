import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { ParleyApi } from "../../../clients/sdk/mod.ts";
import { type ServerProcess, startServer } from "../../support/server_process.ts";
import { TcpProxy } from "../../support/tcp_proxy.ts";
import { type TempFolder, tempFolder } from "../../support/temp.ts";
import { installedPackages } from "./package_bench.ts";
import { globalRoom } from "./screens.ts";

/** Longest wait for anything in a page, milliseconds. */
const waitMs = 90_000;

const html = `<!doctype html><meta charset="utf-8"><title>A page with the SDK</title>
<script type="module">
import { Parley } from "/mod.js";
const { url, token, room } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
const timing = { connectMs: 5_000, heartbeatMs: 3_000, pongMs: 3_000, stableMs: 1_000 };
const parley = new Parley({ url, token, timing });
await parley.start();
const model = parley.account.get().room(room);
model.messages.subscribe(() => {});
Object.assign(globalThis, { parley, model });
</script>`;

/** What a page shows: content and state. */
export type Shown = readonly (readonly [string, string])[];

/** A page of another origin with the SDK in it, as a product would have one, the real program, and a browser. */
export class BrowserBench implements AsyncDisposable {
  readonly #parts: AsyncDisposable[] = [];
  readonly faults: string[] = [];
  #folder!: TempFolder;
  #server: ServerProcess | undefined;
  #browser!: Browser;
  #page!: Deno.HttpServer<Deno.NetAddr>;
  proxy!: TcpProxy;
  room = "";

  static async open(): Promise<BrowserBench> {
    const bench = new BrowserBench();
    const packages = await installedPackages();
    const module = await Deno.readTextFile(`${packages.path}/node_modules/@parley/sdk/mod.js`);
    bench.#page = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      ({ url }) =>
        url.endsWith("/mod.js")
          ? new Response(module, { headers: { "content-type": "text/javascript" } })
          : new Response(html, { headers: { "content-type": "text/html" } }),
    );
    bench.#folder = await tempFolder();
    await bench.startServer();
    bench.proxy = await TcpProxy.open(() => bench.#server?.port ?? 1);
    bench.room = await globalRoom(bench.url);
    // As root, as in containers, it starts without its sandbox only.
    const args = ["--no-sandbox", "--disable-dev-shm-usage"];
    bench.#browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args });
    bench.#parts.push(packages, bench.#folder, bench.#page, bench.proxy);
    return bench;
  }

  /** The server, through the network that can be cut. */
  get url(): string {
    return `http://127.0.0.1:${this.proxy.port}`;
  }

  async startServer(): Promise<void> {
    const { port } = this.#page.addr;
    this.#server = await startServer({
      dataDir: this.#folder.path,
      env: {
        ...{ LIMIT_MESSAGES_PER_SECOND: "0", LIMIT_AUTH_PER_MINUTE: "0" },
        CORS_ORIGINS: `http://127.0.0.1:${port}`,
      },
    });
  }

  async killServer(): Promise<void> {
    this.#server?.kill("SIGKILL");
    await this.#server?.exited();
    this.#server = undefined;
  }

  /** A guest's token, who is in the room. */
  async guest(name: string): Promise<string> {
    const api = new ParleyApi({ url: this.url });
    const { token } = await api.guest(name);
    await api.rooms.join(this.room);
    return token;
  }

  browser(): Promise<BrowserContext> {
    return this.#browser.newContext();
  }

  /** A tab that shows the room as this user. */
  async tab(context: BrowserContext, token: string): Promise<Page> {
    const page = await context.newPage();
    page.on("pageerror", (error) => this.faults.push(String(error)));
    const hash = new URLSearchParams({ url: this.url, token, room: this.room });
    await page.goto(`http://127.0.0.1:${this.#page.addr.port}/#${hash}`);
    await page.waitForFunction("globalThis.model?.messages.get().status === 'ready'", undefined, { timeout: waitMs });
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#server?.[Symbol.asyncDispose]();
    for (const part of this.#parts.reverse()) await part[Symbol.asyncDispose]();
  }
}

export async function send(page: Page, text: string): Promise<void> {
  await page.evaluate(`model.send(${JSON.stringify(text)})`);
}

const messages = "model.messages.get().items.filter(({ kind }) => kind === 'message')";

export async function shown(page: Page): Promise<Shown> {
  return await page.evaluate(`${messages}.map(({ content, state }) => [content, state])`);
}

/** Waits until so many messages are shown, all of them in this state. */
export async function sees(page: Page, count: number, state = "sent"): Promise<void> {
  const isSo =
    `${messages}.length >= ${count} && ${messages}.slice(-${count}).every((item) => item.state === "${state}")`;
  await page.waitForFunction(isSo, undefined, { timeout: waitMs }).catch(async (cause) => {
    throw new Error(`Not ${count} ${state}: ${JSON.stringify(await shown(page))}`, { cause });
  });
}
