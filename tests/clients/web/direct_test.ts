import assert from "node:assert/strict";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

browserTest(
  "A conversation is begun by the keyboard with whom one finds, and has their name and presence",
  async (bench) => {
    const ann = await bench.account("ann");
    const bob = await bench.account("bob");
    const eve = await bench.account("eve");
    await bob.call("PATCH", "/api/users/me", { display_name: "Bob of the Hill" });
    await bob.visit("/");
    await bob.isConnected();
    await ann.visit("/");
    await ann.isConnected();

    await ann.page.keyboard.press("Control+k");
    await ann.page.getByRole("combobox").waitFor();
    await ann.page.keyboard.type("new message");
    await ann.page.keyboard.press("Enter");
    const dialog = ann.page.getByRole("dialog", { name: "New message" });
    await ann.page.keyboard.type("bo");
    await dialog.getByRole("option", { name: /Bob of the Hill/ }).waitFor();
    assert.deepEqual(await violations(ann), []);
    await ann.page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: /Remove .*Bob of the Hill/ }).waitFor();
    await ann.page.keyboard.press("Enter");
    await ann.page.getByRole("heading", { level: 1, name: "Bob of the Hill" }).waitFor();
    await ann.composer.waitFor();
    await ann.say("hello bob");

    // It is there for the other one, under one's own name, and says who is there.
    const toAnn = bob.page.locator(".sidebar").getByRole("link", { name: /ann/ });
    await toAnn.click();
    await bob.sees("hello bob");
    const toBob = ann.page.locator(".sidebar").getByRole("link", { name: /Bob of the Hill/ });
    await toBob.getByText("Online").waitFor({ state: "attached" });
    assert.equal(await ann.page.getByRole("button", { name: /Leave|invitation|Room settings/ }).count(), 0);
    assert.deepEqual(await violations(ann), []);

    // Three: with a list of members, and one may leave.
    await ann.page.getByRole("button", { name: "New message" }).press("Enter");
    await ann.page.keyboard.type("bob");
    await dialog.getByRole("option", { name: /bob/ }).click();
    await ann.page.keyboard.type("ev");
    await dialog.getByRole("option", { name: /eve/ }).waitFor();
    await ann.page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: "Open the conversation" }).press("Enter");
    await ann.page.getByRole("heading", { level: 1, name: "bob, eve" }).waitFor();
    await ann.composer.waitFor();
    await ann.say("all of us");
    await eve.visit(new URL(ann.page.url()).pathname);
    await eve.sees("all of us");
    await eve.page.getByRole("button", { name: "Leave the conversation" }).press("Enter");
    const leave = eve.page.getByRole("dialog", { name: "Leave the conversation" });
    await leave.getByText(/writing to the same people again/).waitFor();
    await leave.getByRole("button", { name: "Leave the conversation" }).press("Enter");
    await eve.page.getByRole("heading", { name: /Welcome|Choose a room/ }).waitFor();
  },
);

browserTest(
  "Whom one blocks can write nothing more, until one unblocks them: from a card, the conversation, the settings",
  async (bench) => {
    const ann = await bench.account("ann", { colorScheme: "dark" });
    const bob = await bench.account("bob");
    const room = await ann.createRoom("garden");
    for (const person of [ann, bob]) await person.enter(room);

    const card = await ann.card("bob");
    await card.getByRole("button", { name: "Message" }).press("Enter");
    await ann.page.getByRole("heading", { level: 1, name: "bob" }).waitFor();
    const conversation = new URL(ann.page.url()).pathname;
    await bob.visit(conversation);
    await bob.composer.waitFor();
    await bob.isConnected();

    const other = await ann.card("bob");
    await other.getByRole("button", { name: "Block" }).press("Enter");
    await other.getByText(/can write nothing more to you alone/).waitFor();
    assert.deepEqual(await violations(ann), []);
    await other.getByRole("button", { name: "Block" }).press("Enter");
    await other.getByRole("button", { name: "Unblock" }).waitFor();
    await ann.page.keyboard.press("Escape");
    await ann.page.getByText(/You have blocked .*bob/).waitFor();
    await bob.say("hear me");
    await bob.page.locator(".message.failed", { hasText: "hear me" }).waitFor();
    assert.deepEqual(await violations(ann), []);

    await ann.page.keyboard.press("Control+,");
    const settings = ann.page.getByRole("dialog", { name: "Settings" });
    const blocked = settings.locator("section", { hasText: "Blocked people" });
    await blocked.getByText("bob").waitFor();
    assert.deepEqual(await violations(ann), []);
    await blocked.getByRole("button", { name: "Unblock" }).press("Enter");
    await blocked.getByText("You have blocked nobody.").waitFor();
    await ann.page.keyboard.press("Escape");
    await ann.page.getByText(/You have blocked/).waitFor({ state: "detached" });
    await bob.page.getByRole("button", { name: "Send again" }).click();
    await ann.sees("hear me");
  },
);
