import assert from "node:assert/strict";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

browserTest(
  "A message is reported by the keyboard with a reason, and who moderates looks at it and decides",
  async (bench) => {
    const ann = await bench.account("ann");
    const eve = await bench.person("eve");
    const cat = await bench.person("cat", { colorScheme: "dark" });
    const room = await ann.createRoom("garden");
    for (const person of [ann, eve, cat]) await person.enter(room);
    await eve.say("buy this");
    await eve.say("and that");
    await cat.sees("and that");

    const report = async (text: string, reason: string) => {
      const message = cat.page.locator(".message", { hasText: text });
      await message.hover();
      await message.getByRole("button", { name: "More" }).press("Enter");
      await cat.page.getByRole("menuitem", { name: "Report" }).press("Enter");
      const dialog = cat.page.getByRole("dialog", { name: "Report" });
      await dialog.getByText(text).waitFor();
      assert.deepEqual(await violations(cat), []);
      await cat.page.keyboard.type(reason);
      await cat.page.keyboard.press("Enter");
      await dialog.waitFor({ state: "detached" });
      await cat.page.getByText("Reported to those who moderate").waitFor();
    };
    const badge = ann.page.getByRole("button", { name: /reported messages? waits? for you/ });
    assert.equal(await badge.count(), 0);
    await report("buy this", "Advertising");
    // Without a reload, in the header and in the open list.
    await badge.filter({ hasText: "1" }).press("Enter");
    const open = ann.page.getByRole("dialog", { name: "Reported messages" });
    await open.locator("li.report", { hasText: "buy this" }).waitFor();
    await report("and that", "More of it");
    await open.locator("li.report", { hasText: "and that" }).waitFor();
    await ann.page.keyboard.press("Escape");
    await badge.filter({ hasText: "2" }).waitFor();
    assert.deepEqual(await violations(ann), []);
    // Nobody sees what was reported who does not moderate.
    for (const { page } of [cat, eve]) {
      assert.equal(await page.getByRole("button", { name: /^Reported messages$|wait for you/ }).count(), 0);
    }

    await ann.page.getByRole("button", { name: "Reported messages", exact: true }).press("Enter");
    const queue = ann.page.getByRole("dialog", { name: "Reported messages" });
    const line = (text: string) => queue.locator("li.report", { hasText: text });
    await line("buy this").getByText(/cat.*: Advertising/).waitFor();
    assert.deepEqual(await violations(ann), []);
    await line("buy this").getByRole("button", { name: "Delete the message" }).press("Enter");
    await line("buy this").waitFor({ state: "detached" });
    await line("and that").getByRole("button", { name: "Dismiss" }).press("Enter");
    await queue.getByText("Nothing is here.").waitFor();
    await queue.getByText("Acted on").click();
    await line("Advertising").getByText(/Decided by .*ann/).waitFor();
    assert.equal(await line("Advertising").getByText("buy this").count(), 0);
    assert.deepEqual(await violations(ann), []);
    await ann.page.keyboard.press("Escape");
    await badge.waitFor({ state: "detached" });
    await cat.page.locator(".message", { hasText: "This message was deleted" }).waitFor();
    await cat.sees("and that");
  },
);
