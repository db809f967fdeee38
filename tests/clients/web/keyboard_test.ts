import assert from "node:assert/strict";
import type { Person } from "./person.ts";
import { browserTest } from "./web_bench.ts";

/** Goes on by Tab until something of this name has the focus. */
async function tabTo({ page }: Person, name: RegExp): Promise<void> {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(() => {
      const active = document.activeElement;
      const labels = (active as HTMLInputElement | null)?.labels ?? [];
      return active?.getAttribute("aria-label") ?? [...labels].map((label) => label.textContent).join() +
          (active?.textContent ?? "");
    });
    if (name.test(found)) return;
  }
  assert.fail(`the keyboard does not reach ${name}`);
}

browserTest(
  "Everything is done by the keyboard alone: coming in, making a room, writing, moving, leaving",
  async (bench) => {
    const ann = await bench.stranger();
    const { keyboard } = ann.page;
    await ann.visit("/");
    await ann.page.getByRole("tablist").waitFor();
    await tabTo(ann, /^Log in$/);
    await keyboard.press("ArrowRight");
    await keyboard.press("ArrowRight");
    await tabTo(ann, /^Username/);
    await keyboard.type("ann");
    await keyboard.press("Enter");
    await ann.isConnected();

    for (const name of ["orchard", "meadow"]) {
      await keyboard.press("Control+k");
      await ann.page.getByRole("combobox").waitFor();
      await keyboard.type("new ro");
      await keyboard.press("Enter");
      await ann.page.getByRole("dialog", { name: "New room" }).waitFor();
      await keyboard.type(name);
      await keyboard.press("Enter");
      await ann.page.getByRole("heading", { level: 1, name }).waitFor();
      await ann.composer.waitFor();
    }
    // One writes where one comes.
    await ann.until(
      "the focus is where one writes",
      async () => await ann.composer.evaluate((one) => one === document.activeElement),
    );
    await keyboard.type("first");
    await keyboard.press("Shift+Enter");
    await keyboard.type("second");
    await keyboard.press("Enter");
    await ann.sees("first");
    assert.deepEqual(await ann.texts(), ["first\nsecond"]);

    await keyboard.type("a draft");
    await keyboard.press("Alt+ArrowDown");
    await ann.page.getByRole("heading", { level: 1, name: "orchard" }).waitFor();
    await keyboard.press("Alt+ArrowUp");
    await ann.page.getByRole("heading", { level: 1, name: "meadow" }).waitFor();
    assert.equal(await ann.composer.inputValue(), "a draft");

    await ann.page.getByRole("log").focus();
    await keyboard.press("?");
    await ann.page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await keyboard.press("Escape");
    await ann.page.getByRole("dialog").waitFor({ state: "detached" });
    await keyboard.press("/");
    assert.ok(
      await ann.composer.evaluate((one) => one === document.activeElement),
    );
    await keyboard.press("Control+k");
    await ann.page.getByRole("combobox").waitFor();
    await keyboard.type("leave");
    await keyboard.press("Enter");
    await ann.page.getByRole("dialog", { name: "Leave room" }).waitFor();
    await tabTo(ann, /^Leave room$/);
    await keyboard.press("Enter");
    await ann.page.getByRole("heading", { name: "Choose a room" }).waitFor();
    assert.equal(await ann.page.getByRole("link", { name: "meadow" }).count(), 0);
  },
);
