/// <reference lib="dom" />
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
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

browserTest("Files are put into a thread as into a room, and stay in it", async (bench) => {
  const ann = await bench.person("ann");
  const bob = await bench.person("bob");
  const room = await ann.createRoom("garden");
  await Promise.all([ann.enter(room), bob.enter(room)]);
  await ann.say("the plan?");
  await bob.sees("the plan?");
  const { seq } = await bob.call<{ messages: { seq: number; type: string }[] }>("GET", `/api/rooms/${room}/messages`)
    .then(({ messages }) => messages.find(({ type }) => type === "text")!);
  for (const { page } of [ann, bob]) await page.goto(`${bench.url}/rooms/${room}/${seq}/thread`);
  const [hers, his] = [ann, bob].map(({ page }) => page.getByRole("complementary", { name: "Thread" }));
  await his!.locator('input[type="file"]').setInputFiles([
    { name: "beds.txt", mimeType: "text/plain", buffer: Buffer.from("one, two") },
  ]);
  await his!.locator(".upload.done", { hasText: "beds.txt" }).waitFor();
  assert.equal(await bob.page.locator(".talk .upload").count(), 0);
  assert.deepEqual(await violations(bob), []);
  await his!.getByRole("textbox", { name: "Answer in the thread" }).press("Enter");
  await hers!.locator(".message:not(.pending) .file-line", { hasText: "beds.txt" }).waitFor();
  assert.equal(await his!.locator(".upload").count(), 0);
  assert.equal(await ann.page.locator("#messages .file-line").count(), 0);
  // Dropped onto the thread it goes there; onto the room, there.
  for (const [where, name] of [[".thread", "pasted.txt"], [".talk", "dropped.txt"]] as const) {
    await bob.page.evaluate(([where, name]) => {
      const data = new DataTransfer();
      data.items.add(new File(["words"], name!, { type: "text/plain" }));
      const init = { bubbles: true, cancelable: true, dataTransfer: data };
      document.querySelector(where!)!.dispatchEvent(new DragEvent("drop", init));
    }, [where, name]);
    await bob.page.locator(`${where} .upload.done`, { hasText: name }).waitFor();
  }
  assert.deepEqual(await Promise.all([".thread", ".talk"].map((one) => bob.page.locator(`${one} .upload`).count())), [
    1,
    1,
  ]);
});
