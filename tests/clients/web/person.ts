/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import assert from "node:assert/strict";
import type { BrowserContext, Locator, Page } from "playwright-core";

/** How long a loaded machine may take for what a person would wait for, milliseconds: a bound of a hang. */
const patienceMs = 30_000;

interface RoomInfo {
  readonly id: string;
}

/** Somebody at a browser: what they do and what they see. */
export class Person {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What broke in the page. */
  readonly faults: string[] = [];
  readonly #url: string;

  private constructor(context: BrowserContext, page: Page, url: string) {
    this.context = context;
    this.page = page;
    this.#url = url;
  }

  static async open(context: BrowserContext, url: string): Promise<Person> {
    context.setDefaultTimeout(patienceMs);
    const person = new Person(context, await context.newPage(), url);
    person.page.on("pageerror", (error) => person.faults.push(String(error)));
    person.page.on("console", (message) => {
      // What the network refuses is told there, too, and is part of the tests.
      const isNetwork = /^Failed to load resource|^WebSocket connection to/.test(message.text());
      if (message.type() === "error" && !isNetwork) person.faults.push(message.text());
    });
    return person;
  }

  get composer(): Locator {
    return this.page.getByRole("textbox", { name: /^Message to/ });
  }

  get messages(): Locator {
    return this.page.getByRole("log");
  }

  /** Comes in as a guest, past the page where one says who one is. */
  async comeAs(username: string): Promise<void> {
    await this.call("POST", "/api/session/guest", { username });
  }

  async call<Answer>(method: string, path: string, data?: unknown): Promise<Answer> {
    const answer = await this.context.request.fetch(this.#url + path, {
      method,
      headers: { origin: this.#url },
      ...(data === undefined ? {} : { data }),
    });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.status() === 204 ? undefined as Answer : await answer.json();
  }

  async createRoom(name: string, more: Record<string, unknown> = {}): Promise<string> {
    return (await this.call<RoomInfo>("POST", "/api/rooms", { name, ...more })).id;
  }

  /** Becomes a member and opens the room. */
  async enter(room: string): Promise<void> {
    await this.call("POST", `/api/rooms/${room}/join`, {});
    await this.visit(`/rooms/${room}`);
    await this.composer.waitFor();
    await this.isConnected();
  }

  async visit(path: string): Promise<void> {
    await this.page.goto(this.#url + path);
  }

  /** The entry of somebody in the list of members. */
  member(name: string): Locator {
    return this.page.locator(".member", { hasText: name });
  }

  /** Opens by the keyboard what is known of somebody, and can be done about them. */
  async card(name: string): Promise<Locator> {
    await this.member(name).focus();
    await this.page.keyboard.press("Enter");
    const card = this.page.getByRole("dialog", { name });
    await card.waitFor();
    return card;
  }

  async isConnected(): Promise<void> {
    await this.page.locator(".sidebar .state", { hasText: "Connected" }).waitFor({ state: "attached" });
  }

  /** Writes and sends. */
  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /** A message with this text is on the screen and is stored. */
  async sees(text: string): Promise<void> {
    await this.message(text).waitFor();
  }

  /** Messages with this text that the server has. */
  message(text: string): Locator {
    return this.page.locator(".message:not(.pending, .failed) .said").filter({ hasText: text });
  }

  /** The texts in sight, from top to bottom. */
  async texts(): Promise<string[]> {
    return await this.page.locator(".message .said").allInnerTexts();
  }

  /** Waits until nothing in the list of messages has moved for a while, counted in frames. */
  async settled(): Promise<void> {
    await this.page.evaluate(async () => {
      const list = document.getElementById("messages")!;
      let last = "";
      for (let still = 0; still < 12;) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const now = `${list.scrollTop} ${list.scrollHeight} ${list.textContent}`;
        still = now === last ? still + 1 : 0;
        last = now;
      }
    });
  }

  /** Waits for something about the page to become true. */
  async until(what: string, condition: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + patienceMs;
    while (!await condition()) {
      assert.ok(performance.now() < end, `it never came to be that ${what}`);
      await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(undefined))));
    }
  }
}
