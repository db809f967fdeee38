import assert from "node:assert/strict";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

browserTest(
  "Answers in a thread stand apart: both see how many there are, and who follows sees what is new",
  async (bench) => {
    const ann = await bench.person("ann");
    const bob = await bench.person("bob");
    const room = await ann.createRoom("garden");
    await Promise.all([ann.enter(room), bob.enter(room)]);
    await ann.say("who waters the beans?");
    await bob.sees("who waters the beans?");

    await bob.message("who waters the beans?").click({ button: "right" });
    await bob.page.getByRole("menuitem", { name: "Answer in a thread" }).click();
    const panel = bob.page.getByRole("complementary", { name: "Thread" });
    const write = panel.getByRole("textbox", { name: "Answer in the thread" });
    await write.fill("I do");
    await write.press("Enter");
    await panel.locator(".message:not(.pending) .said", { hasText: "I do" }).waitFor();
    assert.deepEqual(await violations(bob), []);
    // It is no message of the timeline, and says so at the one that it answers.
    assert.equal(await bob.messages.locator("..").locator("#messages .said", { hasText: "I do" }).count(), 0);

    await ann.page.locator(".thread-line", { hasText: "1 answer" }).click();
    const hers = ann.page.getByRole("complementary", { name: "Thread" });
    await hers.locator(".said", { hasText: "I do" }).waitFor();
    await hers.getByRole("textbox", { name: "Answer in the thread" }).fill("thank you");
    await ann.page.keyboard.press("Enter");
    await panel.locator(".said", { hasText: "thank you" }).waitFor();
    await panel.getByRole("button", { name: "Do not follow the thread" }).waitFor();

    // Elsewhere, the list of threads has it.
    await bob.visit("/");
    await bob.isConnected();
    await hers.getByRole("textbox", { name: "Answer in the thread" }).fill("and the peas?");
    await ann.page.keyboard.press("Enter");
    await bob.page.getByRole("button", { name: /Threads.*1 new answer/ }).click();
    const inbox = bob.page.getByRole("dialog", { name: "Threads you follow" });
    await inbox.getByText("who waters the beans?").waitFor();
    assert.deepEqual(await violations(bob), []);
    await inbox.getByRole("button", { name: /Open/ }).click();
    await bob.page.getByRole("complementary", { name: "Thread" }).locator(".said", { hasText: "and the peas?" })
      .waitFor();
    await bob.page.keyboard.press("Escape");
    await bob.page.getByRole("complementary", { name: "Thread" }).waitFor({ state: "detached" });
  },
);

browserTest("Who runs a room pins a message, and everybody finds it", async (bench) => {
  const ann = await bench.person("ann");
  const bob = await bench.person("bob");
  const room = await ann.createRoom("garden");
  await Promise.all([ann.enter(room), bob.enter(room)]);
  await ann.say("water at six");
  await bob.sees("water at six");
  await bob.message("water at six").click({ button: "right" });
  await bob.page.getByRole("menu").waitFor();
  assert.equal(await bob.page.getByRole("menuitem", { name: "Pin" }).count(), 0);
  await bob.page.keyboard.press("Escape");

  await ann.message("water at six").click({ button: "right" });
  await ann.page.getByRole("menuitem", { name: "Pin" }).click();
  await bob.page.locator(".message .pinned-mark").waitFor();
  await bob.page.getByText(/ann.* pinned a message/).waitFor();
  await bob.page.getByRole("button", { name: "Pinned messages" }).click();
  const pins = bob.page.getByRole("dialog", { name: /Pinned in .*garden/ });
  await pins.getByText("water at six").waitFor();
  assert.deepEqual(await violations(bob), []);
  await pins.getByRole("button", { name: "Show" }).click();
  await bob.page.locator(".message.target", { hasText: "water at six" }).waitFor();
});
