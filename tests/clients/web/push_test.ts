/// <reference lib="dom" />
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { PushSubscriptionView } from "../../../clients/sdk/mod.ts";
import { noticeOf } from "../../../clients/web/worker/push_notice.ts";
import { accounts, inBothThemes, type Pair } from "./pair.ts";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

const room = "66a0c1f19b3f4a0012345679";
const payload = { type: "message", room_id: room, room_name: "tea", seq: 7, username: "ada", count: 1, mention: false };
const told = (more: Record<string, unknown>) => noticeOf(JSON.stringify({ ...payload, ...more }));

Deno.test("noticeOf() says who wrote where, leads to what mentions one, and turns no text around", () => {
  const { title, options } = told({ content: "hello" })!;
  assert.deepEqual([title, options.body, options.data.path], ["ada in tea", "hello", `/rooms/${room}`]);
  assert.equal(options.renotify, false);
  const meant = told({ count: 3, mention: true, username: "\u202eada" })!;
  assert.deepEqual([meant.title, meant.options.body], ["ada in tea (3)", ""]);
  assert.deepEqual([meant.options.data.path, meant.options.renotify], [`/rooms/${room}/7`, true]);
});

Deno.test("noticeOf() calls a conversation as who speaks in it", () => {
  assert.equal(told({ room_name: "ann", username: "ann", count: 1 })?.title, "ann");
});

Deno.test("noticeOf() shows nothing of what it does not know", () => {
  for (const more of [{ type: "other" }, { room_id: "../../evil" }, { username: undefined }, { room_name: 7 }]) {
    assert.equal(told(more), undefined);
  }
  for (const text of ["", "null", "{", "[]", "7"]) assert.equal(noticeOf(text), undefined);
});

/** A push service that is there only in name: no browser of a test can reach a real one. */
async function withPushService({ context }: Pair["ann"]): Promise<void> {
  await context.grantPermissions(["notifications"]);
  await context.addInitScript(() => {
    const kept = () => localStorage.getItem("test/push");
    const made = (endpoint: string, key: string) => ({
      endpoint,
      options: { applicationServerKey: Uint8Array.fromBase64(key, { alphabet: "base64url" }).buffer },
      toJSON: () => ({ endpoint, keys: { p256dh: `B${"A".repeat(86)}`, auth: "A".repeat(22) } }),
      unsubscribe: () => {
        localStorage.removeItem("test/push");
        return Promise.resolve(true);
      },
    });
    const keyKept = () => localStorage.getItem("test/push/key") ?? "";
    Object.assign(PushManager.prototype, {
      getSubscription: () => Promise.resolve(kept() === null ? null : made(kept()!, keyKept())),
      subscribe: ({ applicationServerKey }: { applicationServerKey: string }) => {
        localStorage.setItem("test/push", "https://push.example.com/one");
        localStorage.setItem("test/push/key", applicationServerKey);
        return Promise.resolve(made(kept()!, applicationServerKey));
      },
    });
  });
}

browserTest("A browser is told of messages once one asks for it, as long as one is logged in", async (bench) => {
  const { ann, room } = await accounts(bench);
  await withPushService(ann);
  await ann.enter(room);
  const kept = async () => {
    const { subscriptions } = await ann.call<{ subscriptions: PushSubscriptionView[] }>(
      "GET",
      "/api/push/subscriptions",
    );
    return subscriptions.map(({ host }) => host);
  };
  assert.deepEqual(await kept(), []);
  await ann.page.keyboard.press("Control+,");
  const settings = ann.page.getByRole("dialog", { name: "Settings" });
  await settings.getByText("This browser tells you nothing while the chat is closed.").waitFor();
  const box = settings.getByLabel("Tell me on this browser");
  await box.focus();
  await ann.page.keyboard.press("Space");
  await settings.getByText("even when the chat is closed").waitFor();
  await inBothThemes(ann, async (theme) => assert.deepEqual(await violations(ann), [], theme));
  assert.deepEqual(await kept(), ["push.example.com"]);
  await settings.getByLabel("Show what was written").click();
  await ann.until("no text is shown", async () => {
    return !(await ann.call<{ preview: boolean }>("GET", "/api/notifications")).preview;
  });
  await box.click();
  await settings.getByText("This browser tells you nothing").waitFor();
  assert.deepEqual(await kept(), []);

  await box.click();
  await settings.getByText("even when the chat is closed").waitFor();
  await settings.getByRole("button", { name: "Log out" }).click();
  await ann.page.getByRole("tablist").waitFor();
  assert.equal(await ann.page.evaluate(() => localStorage.getItem("test/push")), null);
  await ann.call("POST", "/api/session/login", { username: "ann", password: "correct horse" });
  assert.deepEqual(await kept(), []);
});

browserTest("Who has forbidden notifications is told so plainly, in German", async (bench) => {
  const { ann, room } = await accounts(bench, "de-DE");
  await ann.context.addInitScript(() => {
    Object.defineProperty(Notification, "permission", { get: () => "denied" });
    Notification.requestPermission = () => Promise.resolve("denied");
  });
  await ann.visit(`/rooms/${room}`);
  await ann.page.getByRole("textbox", { name: /^Nachricht an/ }).waitFor();
  await ann.page.keyboard.press("Control+,");
  const settings = ann.page.getByRole("dialog", { name: "Einstellungen" });
  await settings.getByText("Dieser Browser verbietet Mitteilungen dieser Seite. Erlaube sie").waitFor();
  assert.deepEqual(await violations(ann), []);
});

/** Hands the service worker of an origin what a push service would. */
async function push(page: Page, origin: string, data: unknown): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const registration = new Promise<string>((resolve) => {
    browser.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const found = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin));
      if (found !== undefined) resolve(found.registrationId);
    });
  });
  await browser.send("ServiceWorker.enable");
  const registrationId = await registration;
  await browser.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data: JSON.stringify(data) });
}

browserTest(
  "The service worker shows what it is told while no page is looked at, and leads into the room",
  async (bench) => {
    const { ann, bob, room } = await accounts(bench);
    await ann.context.grantPermissions(["notifications"]);
    await bob.enter(room);
    await ann.visit("/");
    await ann.isConnected();
    await ann.page.evaluate(async () => void await navigator.serviceWorker.ready);
    const shown = () =>
      ann.page.evaluate(async () => {
        const notices = await (await navigator.serviceWorker.ready).getNotifications();
        return notices.map(({ title, body }) => `${title}: ${body}`);
      });
    const message = { ...payload, room_id: room, room_name: "garden", username: "bob" };
    // For the browser of a test every page has the focus: of this one nothing is to be seen.
    await push(ann.page, bench.url, { ...message, content: "seen in the page" });
    await ann.page.goto("about:blank");
    await push(ann.page, bench.url, { ...message, content: "Hi" });
    await ann.visit("/");
    await ann.isConnected();
    await ann.until("it is shown", async () => (await shown()).length > 0);
    assert.deepEqual(await shown(), ["bob in garden: Hi"]);
    // No driver presses a notification: what the worker then tells the page is said in its name.
    await ann.page.evaluate((path) => {
      navigator.serviceWorker.dispatchEvent(new MessageEvent("message", { data: { type: "open", path } }));
    }, `/rooms/${room}`);
    await ann.page.getByRole("heading", { level: 1, name: "garden" }).waitFor();
  },
);
