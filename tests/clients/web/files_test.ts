/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

browserTest(
  "A picture and a file are attached, seen and had by the other, and gone when they are deleted",
  async (bench) => {
    const ann = await bench.person("ann");
    const bob = await bench.person("bob");
    const room = await ann.createRoom("garden");
    await Promise.all([ann.enter(room), bob.enter(room)]);

    const picture = { name: "beans.png", mimeType: "image/png", buffer: await ann.page.screenshot() };
    const notes = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("water at six") };
    await ann.page.locator('input[type="file"]').setInputFiles([picture, notes]);
    const uploads = ann.page.getByRole("list", { name: "Files of the next message" });
    await uploads.locator(".upload.done").nth(1).waitFor();
    assert.deepEqual(await violations(ann), []);
    await ann.say("look at this");

    const message = bob.page.locator(".message:not(.pending)", { hasText: "look at this" });
    const shown = message.getByRole("img", { name: /beans\.png/ });
    await bob.until("the picture is drawn", async () => {
      return await shown.evaluate((image) => (image as HTMLImageElement).naturalWidth > 0);
    });
    assert.equal(await uploads.count(), 0);
    await message.getByRole("link", { name: /notes\.txt/ }).waitFor();
    const download = bob.page.waitForEvent("download");
    await message.getByRole("link", { name: /notes\.txt/ }).click();
    assert.equal((await download).suggestedFilename(), "notes.txt");

    await shown.click();
    const large = bob.page.getByRole("dialog", { name: "beans.png" });
    await large.getByRole("img", { name: /beans\.png/ }).waitFor();
    assert.deepEqual(await violations(bob), []);
    await bob.page.keyboard.press("Escape");
    await large.waitFor({ state: "detached" });

    await ann.message("look at this").click({ button: "right" });
    await ann.page.getByRole("menuitem", { name: "Delete", exact: true }).click();
    await ann.page.getByRole("dialog", { name: "Delete message" }).getByRole("button", { name: "Delete" }).click();
    await bob.page.locator(".tombstone").waitFor();
    assert.equal(await bob.page.locator(".attachments").count(), 0);
  },
);

browserTest("A file is dropped or pasted, waits for the network, and can be given up", async (bench) => {
  const ann = await bench.person("ann");
  const room = await ann.createRoom("garden");
  await ann.enter(room);
  const uploads = ann.page.getByRole("list", { name: "Files of the next message" });
  const give = (kind: "drop" | "paste", name: string) =>
    ann.page.evaluate(([kind, name]) => {
      const data = new DataTransfer();
      data.items.add(new File(["some words"], name!, { type: "text/plain" }));
      const where = document.querySelector(kind === "drop" ? ".talk" : ".composer textarea")!;
      const init = { bubbles: true, cancelable: true };
      where.dispatchEvent(
        kind === "drop"
          ? new DragEvent("drop", { ...init, dataTransfer: data })
          : new ClipboardEvent("paste", { ...init, clipboardData: data }),
      );
    }, [kind, name]);
  await give("drop", "dropped.txt");
  await uploads.locator(".upload.done", { hasText: "dropped.txt" }).waitFor();
  bench.proxy.set("refused");
  await give("paste", "pasted.txt");
  await uploads.locator(".upload.going", { hasText: "pasted.txt" }).waitFor();
  // Nothing is sent without what it is to carry.
  await ann.composer.fill("both");
  assert.equal(await ann.page.getByRole("button", { name: "Send" }).getAttribute("aria-disabled"), "true");
  bench.proxy.set("open");
  await uploads.locator(".upload.failed, .upload.done").nth(1).waitFor();
  const again = uploads.getByRole("button", { name: "Try again" });
  if (await again.count() > 0) await again.click();
  await uploads.locator(".upload.done").nth(1).waitFor();
  await uploads.getByRole("button", { name: /Remove .*dropped\.txt/ }).click();
  await ann.page.getByRole("button", { name: "Send" }).click();
  await ann.page.locator(".message:not(.pending) .file-line", { hasText: "pasted.txt" }).waitFor();
  assert.equal(await ann.page.locator(".file-line").count(), 1);
});

browserTest("Files are sent without a word, and answered by their names; over a cut network, too", async (bench) => {
  const ann = await bench.person("ann");
  const bob = await bench.person("bob");
  const room = await ann.createRoom("garden");
  await Promise.all([ann.enter(room), bob.enter(room)]);
  const uploads = ann.page.getByRole("list", { name: "Files of the next message" });
  await ann.page.locator('input[type="file"]').setInputFiles([
    { name: "seeds.txt", mimeType: "text/plain", buffer: Buffer.from("beans") },
    { name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("rows") },
  ]);
  await uploads.locator(".upload.done").nth(1).waitFor();
  bench.proxy.set("refused");
  await ann.composer.press("Enter");
  const pending = ann.page.locator(".message.pending");
  await pending.getByText("2 files").waitFor();
  assert.equal(await ann.page.getByRole("alert").count(), 0);
  bench.proxy.set("open");
  const message = bob.page.locator(".message:not(.pending)", { hasText: "seeds.txt" });
  await message.getByRole("link", { name: /plan\.txt/ }).waitFor();
  await pending.waitFor({ state: "detached" });
  // Nothing is said in place of what was not said.
  assert.equal(await message.locator(".rich-text, .text").count(), 0);
  await message.click({ button: "right" });
  await bob.page.getByRole("menuitem", { name: "Answer", exact: true }).click();
  await bob.say("all of them?");
  await ann.page.locator(".quote", { hasText: "seeds.txt, plan.txt" }).waitFor();
  assert.deepEqual(await violations(ann), []);
});
