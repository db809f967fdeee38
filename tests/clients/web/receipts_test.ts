/// <reference lib="dom" />
import assert from "node:assert/strict";
import { withoutWriter } from "../../../clients/web/receipts/who_read.tsx";
import { accounts, choose, inBothThemes } from "./pair.ts";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

Deno.test("withoutWriter() counts those who have read what somebody else wrote", () => {
  assert.deepEqual(withoutWriter({ users: ["a", "b"], count: 30 }, "a"), { users: ["b"], count: 29 });
  assert.deepEqual(withoutWriter({ users: ["b"], count: 1 }, "a"), { users: ["b"], count: 1 });
  assert.deepEqual(withoutWriter(undefined, "a"), { users: [], count: 0 });
});

browserTest("Who has read one's last message is told below it, by name and by number, as it happens", async (bench) => {
  const { ann, bob, room } = await accounts(bench);
  const eve = await bench.person("eve");
  await eve.call("POST", `/api/rooms/${room}/join`, {});
  await ann.enter(room);
  await ann.say("anybody here?");
  await ann.sees("anybody here?");
  assert.equal(await ann.page.locator(".read-line").count(), 0);
  await bob.enter(room);
  await bob.page.bringToFront();
  const line = ann.page.locator(".message", { hasText: "anybody here?" }).getByRole("button", {
    name: /Read by .*bob/,
  });
  await line.waitFor();
  assert.deepEqual(await violations(ann), []);
  await eve.enter(room);
  await ann.page.getByRole("button", { name: "Read by 2" }).click();
  const dialog = ann.page.getByRole("dialog", { name: "Who has read it" });
  for (const name of ["bob", "eve"]) await dialog.getByText(name, { exact: true }).waitFor();
  await inBothThemes(ann, async (theme) => assert.deepEqual(await violations(ann), [], theme));
  await ann.page.keyboard.press("Escape");

  // The toolbar of the message below does not cover it, on the narrowest screen either.
  await bob.say("yes");
  await ann.message("yes").hover();
  await ann.page.getByRole("toolbar").waitFor();
  assert.deepEqual(await violations(ann), []);
  await ann.page.setViewportSize({ width: 360, height: 700 });
  await ann.message("yes").hover();
  const bar = await ann.page.getByRole("toolbar").boundingBox();
  const read = await ann.page.locator(".read-line").boundingBox();
  assert.ok(bar !== null && read !== null && read.x + read.width <= bar.x, JSON.stringify({ bar, read }));
  await ann.page.setViewportSize({ width: 1_100, height: 720 });

  // Only the newest says so; of any other one asks.
  await ann.say("well then");
  await ann.page.locator(".message", { hasText: "well then" }).locator(".read-line").waitFor();
  assert.equal(await ann.page.locator(".read-line").count(), 1);
  await choose(bob, "well then", "Who has read it");
  await bob.page.getByRole("dialog", { name: "Who has read it" }).getByText("bob", { exact: true }).waitFor();
});

browserTest(
  "What is marked as unread stays so while one looks, and on another device, until one goes",
  async (bench) => {
    const { ann, bob, room } = await accounts(bench);
    const kitchen = await ann.createRoom("kitchen");
    await Promise.all([ann.enter(room), bob.enter(room)]);
    for (const text of ["one", "two", "three"]) await bob.say(text);
    await ann.sees("three");
    const phone = await bench.stranger();
    await phone.call("POST", "/api/session/login", { username: "ann", password: "correct horse" });
    await phone.visit("/");
    const badge = (name: string) => phone.page.getByRole("link", { name }).locator(".badge");
    await phone.page.getByRole("link", { name: /garden/ }).waitFor();

    // The keyboard alone: the second of three.
    await ann.messages.focus();
    const { keyboard } = ann.page;
    await keyboard.press("ArrowUp");
    await keyboard.press("ArrowUp");
    await ann.until("the second is chosen", async () => {
      return await ann.page.evaluate(() => document.activeElement?.querySelector(".said")?.textContent) === "two";
    });
    await keyboard.press("u");
    await ann.page.getByText("Unread from here on.").waitFor();
    await ann.page.locator(".new-line").waitFor();
    await badge("garden").filter({ hasText: "2" }).waitFor();
    // Being in sight does not undo it, nor does what comes now.
    await bob.say("four");
    await ann.sees("four");
    await badge("garden").filter({ hasText: "3" }).waitFor();
    assert.deepEqual(await violations(ann), []);
    // One goes and comes back: now it is read.
    await ann.page.getByRole("link", { name: "kitchen" }).click();
    await ann.page.getByRole("heading", { level: 1, name: "kitchen" }).waitFor();
    await badge("garden").filter({ hasText: "3" }).waitFor();
    await ann.page.getByRole("link", { name: /garden/ }).click();
    await ann.page.locator(".new-line").waitFor();
    await badge("garden").waitFor({ state: "detached" });
    assert.notEqual(kitchen, room);
  },
);
