/// <reference lib="dom" />
import assert from "node:assert/strict";
import axe from "axe-core";
import type { Locator, Page } from "playwright-core";
import { missingReason } from "../../support/broker_programs.ts";
import { openChromium, pageMsMax } from "../../support/chromium.ts";
import { Shop } from "./host.ts";

const missing = await missingReason("chromium");

interface Visit {
  readonly shop: Shop;
  readonly page: Page;
  readonly bubble: Locator;
  readonly field: Locator;
  readonly log: Locator;
}

/** A visitor at the shop's page. What breaks in the page fails the test. */
function embedTest(name: string, run: (visit: Visit) => Promise<void>): void {
  Deno.test({
    name: `parley-chat: ${name}${missing === undefined ? "" : ` (skipped: ${missing})`}`,
    ignore: missing !== undefined,
    async fn() {
      await using shop = await Shop.open();
      await using chromium = await openChromium();
      const page = await chromium.browser.newPage();
      page.setDefaultTimeout(pageMsMax);
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(String(error)));
      await page.goto(shop.url);
      await run({
        ...{ shop, page },
        bubble: page.locator("parley-chat .bubble"),
        field: page.getByRole("textbox", { name: "Message" }),
        log: page.getByRole("log"),
      });
      assert.deepEqual(faults, []);
    },
  });
}

embedTest("a visitor and helen talk; what comes while it is closed is counted until it is seen", async (visit) => {
  const { shop, page, bubble, field, log } = visit;
  await bubble.click();
  await field.fill("Where is my parcel?");
  await field.press("Enter");
  await log.getByText("Where is my parcel?").waitFor();
  await log.locator("li.mine.sent").waitFor();
  await shop.answer("On its way, see https://shop.example/track?x=1.");
  const link = log.getByRole("link", { name: "https://shop.example/track?x=1" });
  await link.waitFor();
  assert.equal(await link.getAttribute("rel"), "noopener noreferrer nofollow");
  await page.getByRole("button", { name: "Close chat" }).first().click();
  await shop.answer("It has arrived.");
  await shop.answer("Has it not?");
  await page.getByRole("button", { name: "Open chat, 2 unread" }).waitFor();
  assert.equal(await page.locator("parley-chat .badge").textContent(), "2");
  await bubble.click();
  await log.getByText("Has it not?").waitFor();
  await page.locator("parley-chat .badge").waitFor({ state: "hidden" });
  await page.reload();
  await bubble.click();
  await log.getByText("Where is my parcel?").waitFor();
  assert.equal(await log.locator("li").count(), 4);
});

embedTest("the server is killed and comes back: it says so, and nothing is lost or doubled", async (visit) => {
  const { shop, page, bubble, field, log } = visit;
  await bubble.click();
  await field.fill("before");
  await field.press("Enter");
  await log.locator("li.sent").waitFor();
  await shop.killAround(async () => {
    await page.getByText("Connection lost. Reconnecting").waitFor();
    await field.fill("while it was dead");
    await field.press("Enter");
    await log.locator("li.pending").waitFor();
  });
  await log.locator("li.sent").nth(1).waitFor();
  await page.getByText("Connection lost").waitFor({ state: "hidden" });
  await shop.answer("after");
  await log.getByText("after").waitFor();
  const texts = await log.locator(".text").allTextContents();
  assert.deepEqual(texts, ["before", "while it was dead", "after"]);
  const room = await shop.room();
  const { messages } = (await shop.helen.call(`GET /api/rooms/${room!.id}/messages?type=text`)).body;
  assert.deepEqual(messages.map(({ content }) => content), texts);
});

embedTest("hostile words stay words, and stay in their place", async ({ shop, page, bubble, field, log }) => {
  await bubble.click();
  await field.fill("hello");
  await field.press("Enter");
  await log.locator("li.sent").waitFor();
  const hostile = [
    "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>",
    'javascript:alert(1) https://a.example/"onmouseover="alert(1)',
    "\u202eesrever\u2066 x",
    "W".repeat(3_000),
    `e${"\u0301".repeat(3_000)}`,
    "a\n".repeat(1_000),
  ];
  for (const text of hostile) await shop.answer(text);
  await log.locator("li").nth(hostile.length).waitFor();
  const shown = await log.locator(".theirs .text").allTextContents();
  assert.deepEqual(shown, hostile.map((text) => text));
  assert.equal(await page.title(), "A shop");
  assert.equal(await log.locator("img, script, [onmouseover]").count(), 0);
  const wide = await log.evaluate((element) => element.scrollWidth > element.clientWidth);
  assert.equal(wide, false);
  for (const row of await log.locator(".theirs .text").all()) {
    assert.equal(await row.evaluate((element) => getComputedStyle(element).overflow), "hidden");
  }
});

embedTest("everything is done by keyboard, and axe finds nothing", async ({ page, field, log }) => {
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => {
    const inside = document.querySelector("parley-chat")?.shadowRoot?.activeElement;
    return inside instanceof HTMLTextAreaElement;
  });
  await page.keyboard.type("by keyboard");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("alone");
  assert.equal(await field.inputValue(), "by keyboard\nalone");
  await page.keyboard.press("Enter");
  await log.locator("li.sent").waitFor();
  await page.evaluate(axe.source);
  const check = () => (globalThis as unknown as { axe: typeof axe }).axe.run(document);
  assert.deepEqual((await page.evaluate(check)).violations.map(({ id, nodes }) => [id, nodes[0]?.html]), []);
  await page.keyboard.press("Escape");
  const focused = () => document.querySelector("parley-chat")?.shadowRoot?.activeElement?.className;
  assert.equal(await page.evaluate(focused), "bubble");
  assert.equal(await page.getByRole("dialog").count(), 0);
  assert.deepEqual((await page.evaluate(check)).violations.map(({ id, nodes }) => [id, nodes[0]?.html]), []);
});

embedTest(
  "what is taken out of the page ends its connection; another host's word makes another visitor",
  async (visit) => {
    const { shop, page, bubble, field, log } = visit;
    await bubble.click();
    await field.fill("hello");
    await field.press("Enter");
    await log.locator("li.sent").waitFor();
    const room = await shop.room();
    const online = async (): Promise<boolean> => {
      const { members } = (await shop.helen.call(`GET /api/rooms/${room!.id}/members`)).body;
      return members.some(({ role, online }) => role === "member" && online === true);
    };
    const shown = async (wanted: boolean): Promise<void> => {
      const deadline = performance.now() + 30_000;
      while (await online() !== wanted) assert.ok(performance.now() < deadline, `online is still not ${wanted}`);
    };
    await shown(true);
    await page.evaluate(() => document.querySelector("parley-chat")!.remove());
    // Who is gone is shown for a grace of some seconds.
    await shown(false);
    const storage = await page.evaluate(() => localStorage.length + sessionStorage.length);
    assert.equal(storage, 0);
  },
);
