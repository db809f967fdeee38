import assert from "node:assert/strict";
import { browserTest } from "./web_bench.ts";

browserTest(
  "Who comes for the first time gets into the room of everybody with one click, on a phone too",
  async (bench) => {
    const ann = await bench.person("ann");
    await ann.visit("/");
    await ann.page.getByRole("heading", { name: "Welcome" }).waitFor();
    await ann.page.getByRole("button", { name: /^Join .*global/ }).click();
    await ann.composer.waitFor();
    await ann.page.getByRole("heading", { level: 1, name: "global" }).waitFor();

    const bob = await bench.person("bob", { viewport: { width: 360, height: 720 } });
    await bob.visit("/");
    await bob.page.getByRole("button", { name: /^Join .*global/ }).click();
    await bob.composer.waitFor();
    await bob.isConnected();
    await bob.say("me too");
    await ann.sees("me too");
  },
);

browserTest("Who made a room renames it, gives it a password, takes somebody out and ends it", async (bench) => {
  const ann = await bench.person("ann");
  const bob = await bench.person("bob");
  const room = await ann.createRoom("garden");
  await Promise.all([ann.enter(room), bob.enter(room)]);
  const settings = ann.page.getByRole("dialog", { name: "Room settings" });

  await ann.page.getByRole("button", { name: "Room settings" }).click();
  await settings.getByLabel("Name", { exact: true }).fill("greenhouse");
  await settings.getByLabel(/What it is about/).fill("What grows under glass");
  await settings.getByText("Set one").click();
  await settings.getByLabel("Show where links lead").uncheck();
  await settings.getByLabel(/Words that nobody says here/).fill("casino, , buy now,casino");
  await settings.getByLabel(/English insults/).check();
  await settings.getByLabel("New password of the room").fill("tomato");
  await settings.getByRole("button", { name: "Save" }).click();
  await settings.waitFor({ state: "detached" });
  for (const { page } of [ann, bob]) {
    await page.getByRole("heading", { level: 1, name: "greenhouse" }).waitFor();
    await page.locator(".bar .topic", { hasText: "What grows under glass" }).waitFor();
  }
  await bob.say("what the fuck");
  await bob.page.getByText("The room does not take a word of this text").waitFor();
  // Whoever did not make it has no way there.
  assert.equal(await bob.page.getByRole("button", { name: "Room settings" }).count(), 0);

  const card = await ann.card("bob");
  await card.getByRole("button", { name: "Remove" }).click();
  await card.getByText(/Remove .*bob.* from the room/).waitFor();
  await card.getByRole("button", { name: "Remove" }).click();
  await card.waitFor({ state: "detached" });
  await bob.page.getByLabel("Password of the room").fill("tomato");
  await bob.page.getByRole("button", { name: "Join" }).click();
  await bob.composer.waitFor();

  // By the keyboard, through the palette.
  await ann.page.keyboard.press("Control+k");
  await ann.page.getByRole("combobox").waitFor();
  await ann.page.keyboard.type("room settings");
  await ann.page.keyboard.press("Enter");
  await settings.getByRole("tab", { name: "General" }).focus();
  assert.equal(await settings.getByLabel("Show where links lead").isChecked(), false);
  assert.equal(await settings.getByLabel(/Words that nobody says here/).inputValue(), "casino, buy now");
  assert.equal(await settings.getByLabel(/English insults/).isChecked(), true);
  await ann.page.keyboard.press("ArrowLeft");
  await settings.getByRole("button", { name: "Delete room" }).click();
  await settings.getByText(/Delete .*greenhouse.* with all its messages/).waitFor();
  await settings.getByRole("button", { name: "Delete for good" }).click();
  await ann.page.getByRole("heading", { name: /Welcome|Choose a room/ }).waitFor();
  await bob.page.getByRole("heading", { name: "This room is not here any more" }).waitFor();
});
