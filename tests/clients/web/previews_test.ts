/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { ogPage, PageServer } from "../../support/page_server.ts";
import { png } from "../../support/small_images.ts";
import type { Person } from "./person.ts";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

const link = "https://pages.example.com/tea";

/** The program looks at nothing that is not public, so what it found is said here; whether it looks is tried elsewhere. */
async function answered(person: Person, title = "How to make tea"): Promise<string[]> {
  const asked: string[] = [];
  await person.page.route(/\/messages\/\d+\/previews$/, async (route) => {
    const { pathname } = new URL(route.request().url());
    asked.push(pathname);
    const message = await person.call<{ message: { content: string } }>("GET", pathname.replace(/\/previews$/, ""));
    const known = { link, url: link, host: "pages.example.com", title, description: "With water.", fetched_at: "x" };
    const picture = { url: `${pathname}/${"0".repeat(32)}`, width: 8, height: 8, blur: "3OcRJYB4d3h/iIeHeEh3eIhw+j2w" };
    const previews = message.message.content.includes(`<${link}>`) ? [] : [{ ...known, picture }];
    await route.fulfill({ json: { previews } });
  });
  await person.page.route(/\/previews\/0{32}$/, (route) => {
    return route.fulfill({ contentType: "image/png", body: Buffer.from(png(8, 8)) });
  });
  return asked;
}

browserTest(
  "Where a link leads is shown to both, put away by one, and taken away for both by its author",
  async (bench) => {
    const ann = await bench.person("ann");
    const bob = await bench.person("bob");
    const room = await ann.createRoom("garden");
    await Promise.all([answered(ann), answered(bob)]);
    await Promise.all([ann.enter(room), bob.enter(room)]);
    await ann.say(`Look at ${link} today`);
    const card = (person: Person) => person.page.locator(".link-card", { hasText: "How to make tea" });
    for (const person of [ann, bob]) {
      await card(person).waitFor();
      assert.equal(await card(person).getByRole("link").getAttribute("href"), link);
      assert.match(await card(person).getByRole("link").getAttribute("rel") ?? "", /noopener noreferrer/);
      await card(person).getByText("pages.example.com").waitFor();
      await person.until("its picture is drawn", async () => {
        return await card(person).locator("img").evaluate((image) => (image as HTMLImageElement).naturalWidth > 0);
      });
      assert.deepEqual(await violations(person), []);
    }
    // By the keyboard alone.
    await card(bob).getByRole("button", { name: /^Hide this preview/ }).focus();
    await bob.page.keyboard.press("Enter");
    await card(bob).waitFor({ state: "detached" });
    assert.equal(await card(ann).count(), 1);
    await card(ann).getByRole("button", { name: /^Remove the preview for everybody/ }).click();
    await card(ann).waitFor({ state: "detached" });
    await bob.page.locator(".edited-mark").waitFor();
    await bob.page.getByRole("link", { name: link }).waitFor();
    assert.equal(await bob.page.locator(".link-card").count(), 0);
  },
);

browserTest(
  "The place of a preview is kept while it is asked for, and nobody asks who does not want to see any",
  async (bench) => {
    const ann = await bench.person("ann");
    const room = await ann.createRoom("garden");
    await answered(ann);
    const waiting = Promise.withResolvers<void>();
    await ann.page.route(/\/messages\/\d+\/previews$/, async (route) => {
      await waiting.promise;
      await route.fallback();
    });
    await ann.enter(room);
    await ann.say(link);
    const place = ann.page.locator(".link-card.waiting");
    await place.waitFor();
    const before = await place.boundingBox();
    waiting.resolve();
    const card = ann.page.locator(".link-card", { hasText: "How to make tea" });
    await card.waitFor();
    await ann.settled();
    const after = await card.boundingBox();
    assert.deepEqual([after?.y, after?.height], [before?.y, before?.height]);

    const asked = await answered(ann);
    await ann.page.keyboard.press("Escape");
    await ann.page.getByRole("button", { name: "Settings", exact: true }).click();
    await ann.page.getByRole("checkbox", { name: "Show where links lead" }).uncheck();
    await ann.page.keyboard.press("Escape");
    await card.waitFor({ state: "detached" });
    await ann.page.reload();
    await ann.page.getByRole("link", { name: link }).waitFor();
    await ann.say(`${link} again`);
    await ann.sees("again");
    assert.deepEqual([asked, await ann.page.locator(".link-card").count()], [[], 0]);
  },
);

browserTest("A page of the web is read once for both, its picture with it, and nothing private is", async (bench) => {
  await using web = await PageServer.start();
  web.pages["/tea"] = ogPage({ title: "How to make tea", description: "With water.", image: "/cup.png" });
  web.pages["/cup.png"] = png(64, 48);
  web.pages["/secret"] = ogPage({ title: "The neighbours' secret" });
  await bench.killServer();
  await bench.startServer({ JWT_SECRET: "a secret of the tests, of more than 32 bytes" }, {
    entry: "tests/support/previews_main.ts",
    args: [`--net=${JSON.stringify(web.net)}`],
  });
  const ann = await bench.person("ann");
  const bob = await bench.person("bob");
  const room = await ann.createRoom("garden");
  await Promise.all([ann.enter(room), bob.enter(room)]);
  await ann.say(`See http://127.0.0.1:${web.port}/secret`);
  await ann.say(`and ${web.url("/tea")}`);
  for (const person of [ann, bob]) {
    const card = person.page.locator(".link-card", { hasText: "How to make tea" });
    await card.getByText("With water.").waitFor();
    await person.until("its picture is drawn", async () => {
      return await card.locator("img").evaluate((image) => (image as HTMLImageElement).naturalWidth > 0);
    });
    assert.equal(await person.page.locator(".link-card:not(.waiting)").count(), 1);
  }
  assert.deepEqual(web.asked.toSorted(), ["pages.example.com/cup.png", "pages.example.com/tea"]);
  assert.deepEqual(await violations(bob), []);

  // A link that is edited away takes its card with it.
  await ann.composer.press("ArrowUp");
  await ann.page.getByRole("textbox", { name: "The message", exact: true }).fill("and no link");
  await ann.page.keyboard.press("Enter");
  await bob.sees("and no link");
  await bob.page.locator(".link-card").waitFor({ state: "detached" });
});
