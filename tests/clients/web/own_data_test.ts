import assert from "node:assert/strict";
import { accounts } from "./pair.ts";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

browserTest(
  "Somebody fetches a copy of their data, and deletes their account; who is left sees nobody",
  async (bench) => {
    const { ann, bob, room } = await accounts(bench);
    await Promise.all([ann.visit(`/rooms/${room}`), bob.visit(`/rooms/${room}`)]);
    await Promise.all([ann.isConnected(), bob.isConnected()]);
    await bob.say("a word of his");
    await ann.sees("a word of his");

    await bob.page.getByRole("button", { name: "Settings", exact: true }).click();
    const settings = bob.page.getByRole("dialog", { name: "Settings" });
    await settings.getByRole("button", { name: "Make a copy" }).click();
    const [download] = await Promise.all([
      bob.page.waitForEvent("download"),
      settings.getByRole("link", { name: "A page to read" }).click(),
    ]);
    assert.match(await Deno.readTextFile(await download.path()), /a word of his/);

    // By the keyboard.
    await settings.getByRole("button", { name: "Delete account" }).focus();
    await bob.page.keyboard.press("Enter");
    await settings.getByText("None of this can be taken back").waitFor();
    assert.deepEqual(await violations(bob), []);
    const sure = settings.getByRole("button", { name: "Delete for good" });
    await settings.getByLabel("Password").fill("wrong password");
    await settings.getByLabel(/Type your name/).fill("bo");
    assert.equal(await sure.getAttribute("aria-disabled"), "true", "not without the name");
    await settings.getByLabel(/Type your name/).fill("bob");
    await bob.page.keyboard.press("Enter");
    await settings.getByText("That is not the right password").waitFor();
    await settings.getByLabel("Password").fill("correct horse");
    await bob.page.keyboard.press("Enter");
    await bob.page.getByRole("tab", { name: "Log in" }).waitFor();

    await ann.page.getByText("Deleted account").first().waitFor();
    await ann.until("the message is gone", async () => await ann.message("a word of his").count() === 0);
    await ann.until("nobody is called bob", async () => await ann.messages.getByText("bob").count() === 0);
  },
);

browserTest("Who made a room says for how long it keeps what is said", async (bench) => {
  const ann = await bench.person("ann");
  const room = await ann.createRoom("garden");
  await ann.enter(room);
  const settings = ann.page.getByRole("dialog", { name: "Room settings" });
  await ann.page.getByRole("button", { name: "Room settings" }).click();
  await settings.getByLabel("Keep messages").selectOption({ label: "30 days" });
  assert.deepEqual(await violations(ann), []);
  await settings.getByRole("button", { name: "Save" }).click();
  await settings.waitFor({ state: "detached" });
  assert.equal((await ann.call<{ retention_days: number }>("GET", `/api/rooms/${room}`)).retention_days, 30);
  await ann.page.getByRole("button", { name: "Room settings" }).click();
  assert.equal(await settings.getByLabel("Keep messages").inputValue(), "30");
  await settings.getByLabel("Keep messages").selectOption({ label: "As long as the server says" });
  await settings.getByRole("button", { name: "Save" }).click();
  await settings.waitFor({ state: "detached" });
  const after = await ann.call<{ retention_days?: number }>("GET", `/api/rooms/${room}`);
  assert.equal(after.retention_days, undefined);
});
