import assert from "node:assert/strict";
import { type Browser, type BrowserContextOptions, chromium } from "playwright-core";
import { missingReason } from "../../support/broker_programs.ts";
import { type ServerProcess, type ServerProcessOptions, startServer } from "../../support/server_process.ts";
import { TcpProxy } from "../../support/tcp_proxy.ts";
import { type TempFolder, tempFolder } from "../../support/temp.ts";
import { fillRoom } from "./fill_room.ts";
import { Person } from "./person.ts";

/** What it hears are beeps. Whether a page may hear them is asked all the same. */
const fakeMicrophone = ["--use-fake-device-for-media-stream"];

export const browserMissing = await missingReason("chromium");

/** A test in a real browser, against the real program. On a machine without the browser it says so, but never on CI. */
export function browserTest(name: string, run: (bench: WebBench) => Promise<void>, missing = browserMissing): void {
  Deno.test({
    name: `${name}${missing === undefined ? "" : ` (skipped: ${missing})`}`,
    ignore: missing !== undefined,
    async fn() {
      await using bench = await WebBench.open();
      try {
        await run(bench);
        bench.assertCalm();
      } catch (cause) {
        throw new Error(`${cause}\nWhat was to be seen then:\n${await bench.seen()}`, { cause });
      }
    },
  });
}

/** The program behind a network that can be cut, and a browser. */
export class WebBench implements AsyncDisposable {
  readonly #folder: TempFolder;
  readonly #browser: Browser;
  readonly #people: Person[] = [];
  #server: ServerProcess | undefined;
  #proxy: TcpProxy | undefined;

  private constructor(folder: TempFolder, browser: Browser) {
    this.#folder = folder;
    this.#browser = browser;
  }

  static async open(): Promise<WebBench> {
    const folder = await tempFolder();
    const browser = await chromium.launch({
      executablePath: "chromium",
      // As root, as in containers, it starts without its sandbox only.
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--force-prefers-reduced-motion", ...fakeMicrophone],
    }).catch(async () =>
      await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", ...fakeMicrophone] })
    );
    const bench = new WebBench(folder, browser);
    await bench.startServer();
    bench.#proxy = await TcpProxy.open(() => bench.#server?.port ?? 1);
    return bench;
  }

  /** Where people open the application. */
  get url(): string {
    return `http://127.0.0.1:${this.proxy.port}`;
  }

  get proxy(): TcpProxy {
    assert.ok(this.#proxy);
    return this.#proxy;
  }

  /** @param env Further settings. @param program Another one than the usual. */
  async startServer(
    env: Readonly<Record<string, string>> = {},
    program: Pick<ServerProcessOptions, "entry" | "args"> = {},
  ): Promise<void> {
    this.#server = await startServer({
      dataDir: this.#folder.path,
      env: { LIMIT_MESSAGES_PER_SECOND: "0", LIMIT_AUTH_PER_MINUTE: "0", ...env },
      ...program,
    });
  }

  /** As by the loss of power. */
  async killServer(): Promise<void> {
    this.#server?.kill("SIGKILL");
    await this.#server?.exited();
    this.#server = undefined;
  }

  /** Writes so many messages into a room, as if they had been sent before the program was started. */
  async fill(room: string, count: number): Promise<void> {
    await this.killServer();
    await fillRoom(`${this.#folder.path}/parley.db`, room, count);
    await this.startServer();
  }

  /** Somebody with a browser of their own, who is logged in as a guest. */
  async person(name: string, options: BrowserContextOptions = {}): Promise<Person> {
    const person = await this.stranger(options);
    await person.comeAs(name);
    return person;
  }

  /** The same with an account. */
  async account(username: string, options: BrowserContextOptions = {}): Promise<Person> {
    const person = await this.stranger(options);
    const account = { username, email: `${username}@example.com`, password: "correct horse" };
    await person.call("POST", "/api/session/register", account);
    return person;
  }

  /** Somebody with a browser of their own. */
  async stranger(options: BrowserContextOptions = {}): Promise<Person> {
    const context = await this.#browser.newContext({
      viewport: { width: 1_100, height: 720 },
      locale: "en-US",
      timezoneId: "UTC",
      ...options,
    });
    const person = await Person.open(context, this.url);
    this.#people.push(person);
    return person;
  }

  /** The text of every window, for who looks for a fault; and pictures of them, into a folder that is named. */
  async seen(): Promise<string> {
    const folder = Deno.env.get("SCREENSHOTS");
    const seen = this.#people.map(async ({ page }, i) => {
      if (folder !== undefined) await page.screenshot({ path: `${folder}/fault_${i}.png` });
      return `-- ${page.url()}\n${await page.locator("body").innerText()}`;
    });
    return (await Promise.all(seen)).join("\n");
  }

  /** Nothing broke in any window, and none was kept from doing anything by the page's policy. */
  assertCalm(): void {
    for (const { faults } of this.#people) assert.deepEqual(faults, []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#proxy?.[Symbol.asyncDispose]();
    await this.#server?.[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}
