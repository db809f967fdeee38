import assert from "node:assert/strict";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

browserTest(
  "What mentions one is counted apart from what is unread, and found in one place, by keyboard",
  async (bench) => {
    const ann = await bench.person("ann");
    const bob = await bench.person("bob");
    const room = await ann.createRoom("garden");
    await Promise.all([ann.enter(room), bob.enter(room)]);
    await bob.enter(await bob.createRoom("shed"));
    // In the composer an @ is an @.
    await bob.page.getByRole("heading", { name: "shed", exact: true }).click();
    const link = bob.page.getByRole("navigation").getByRole("link", { name: /garden/ });
    const inbox = bob.page.getByRole("dialog", { name: "What mentions you" });

    await bob.page.keyboard.press("@");
    await inbox.getByText("Nobody has mentioned you yet").waitFor();
    assert.deepEqual(await violations(bob), []);
    await bob.page.keyboard.press("Escape");
    await inbox.waitFor({ state: "detached" });

    await ann.say("who waters the beans?");
    await ann.say("@bob, you?");
    await link.and(bob.page.getByRole("link", { name: /1 new mention.*2 unread messages/ })).waitFor();
    await bob.page.getByRole("button", { name: /Mentions.*1 new mention/ }).waitFor();
    assert.deepEqual(await violations(bob), []);

    await bob.page.keyboard.press("@");
    await inbox.getByText("@bob, you?").waitFor();
    await inbox.getByText("new", { exact: true }).waitFor();
    assert.equal(await inbox.getByText("who waters the beans?").count(), 0);
    assert.deepEqual(await violations(bob), []);
    await inbox.getByRole("button", { name: "Show" }).focus();
    await bob.page.keyboard.press("Enter");
    await bob.page.locator(".message.target", { hasText: "@bob, you?" }).waitFor();
    await bob.page.getByRole("button", { name: /^Mentions$/ }).waitFor();

    // What no longer mentions him is not there any more.
    await ann.message("@bob, you?").click({ button: "right" });
    await ann.page.getByRole("menuitem", { name: "Delete", exact: true }).click();
    await ann.page.getByRole("dialog", { name: "Delete message" }).getByRole("button", { name: "Delete" }).click();
    await bob.page.getByRole("button", { name: /^Mentions$/ }).click();
    await inbox.getByText("Nobody has mentioned you yet").waitFor();
  },
);
