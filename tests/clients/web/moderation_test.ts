import assert from "node:assert/strict";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

browserTest(
  "Roles, mutes and bans are given and lifted by the keyboard, and everybody concerned sees them at once",
  async (bench) => {
    const ann = await bench.account("ann");
    const bob = await bench.account("bob");
    const cat = await bench.person("cat");
    const room = await ann.createRoom("garden");
    for (const person of [ann, bob, cat]) await person.enter(room);
    const held = bob.page.getByRole("button", { name: "Banned and muted" });
    assert.equal(await held.count(), 0);

    // A role, with what it allows.
    const card = await ann.card("bob");
    await card.getByLabel("Role in the room").selectOption({ label: "Moderator" });
    await card.getByText(/mutes, removes and bans/).waitFor();
    assert.deepEqual(await violations(ann), []);
    await card.getByRole("button", { name: "Change role" }).press("Enter");
    await card.waitFor({ state: "detached" });
    await bob.page.locator(".event", { hasText: /ann.* made .*bob.* a moderator/ }).waitFor();
    await bob.member("bob").getByText("Moderator").waitFor();
    await held.waitFor();
    // Nobody moderates who is not below.
    assert.deepEqual(await (await bob.card("ann")).getByRole("button").allInnerTexts(), ["", "Block", "Message"]);
    await bob.page.keyboard.press("Escape");

    // A mute, for how long and why: the one who is muted reads it where they would write.
    const silent = await bob.card("cat");
    await silent.getByRole("button", { name: "Mute" }).press("Enter");
    await silent.getByText(/can say nothing/).waitFor();
    await bob.page.keyboard.type("too loud");
    await silent.getByLabel("For how long").selectOption({ label: "One hour" });
    assert.deepEqual(await violations(bob), []);
    await silent.getByLabel(/Reason/).press("Enter");
    await silent.waitFor({ state: "detached" });
    await cat.page.getByText(/You are muted in this room until .*Reason: .*too loud/s).waitFor();
    await cat.composer.waitFor({ state: "detached" });
    await cat.page.reload();
    await cat.page.getByText(/You are muted in this room until/).waitFor();

    await held.press("Enter");
    const list = bob.page.getByRole("dialog", { name: "Banned and muted" });
    await list.getByText("too loud").waitFor();
    assert.deepEqual(await violations(bob), []);
    await list.getByRole("button", { name: "Let speak again" }).press("Enter");
    await list.getByText("too loud").waitFor({ state: "detached" });
    await bob.page.keyboard.press("Escape");
    await cat.composer.waitFor();
    await cat.say("sorry");
    await bob.sees("sorry");

    // A ban, and the way back.
    const out = await bob.card("cat");
    await out.getByRole("button", { name: "Ban" }).press("Enter");
    await out.getByLabel("For how long").selectOption({ label: "For ever" });
    await out.getByRole("button", { name: "Ban" }).press("Enter");
    await cat.composer.waitFor({ state: "detached" });
    await ann.member("cat").waitFor({ state: "detached" });
    await ann.page.getByRole("button", { name: "Banned and muted" }).press("Enter");
    const banned = ann.page.getByRole("dialog", { name: "Banned and muted" });
    await banned.getByText(/for ever, by .*bob/).waitFor();
    await banned.getByRole("button", { name: "Lift the ban" }).press("Enter");
    await banned.getByText(/for ever/).waitFor({ state: "detached" });
    await ann.page.keyboard.press("Escape");
    await cat.enter(room);

    // The room is another's: one administers it from then on, and can no longer delete it.
    const heir = await ann.card("bob");
    await heir.getByRole("button", { name: "Hand the room on" }).press("Enter");
    await heir.getByText(/cannot take it back/).waitFor();
    await heir.getByRole("button", { name: "Hand the room on" }).press("Enter");
    await bob.member("bob").getByText("Owner").waitFor();
    await ann.member("ann").getByText("Administrator").waitFor();
  },
);

browserTest(
  "A room says who writes in it and how fast, and closes: each is told where they would write",
  async (bench) => {
    const ann = await bench.account("ann");
    const cat = await bench.person("cat");
    const room = await ann.createRoom("garden");
    for (const person of [ann, cat]) await person.enter(room);
    const settings = ann.page.getByRole("dialog", { name: "Room settings" });
    const open = async (part: string) => {
      await ann.page.getByRole("button", { name: "Room settings" }).press("Enter");
      await settings.getByRole("tab", { name: part }).click();
    };
    const save = async () => {
      await settings.getByRole("button", { name: "Save the rights" }).press("Enter");
      await settings.waitFor({ state: "detached" });
    };

    // Announcements: whoever may not write reads so, and is offered nothing in vain.
    await ann.say("hello");
    await cat.sees("hello");
    await open("Rights");
    assert.deepEqual(await violations(ann), []);
    await settings.getByLabel("Write messages", { exact: true }).selectOption({ label: "Moderator" });
    await settings.getByLabel("React: guests too").uncheck();
    await save();
    await cat.page.getByText("Only some people write in this room").waitFor();
    await cat.page.locator(".message", { hasText: "hello" }).hover();
    assert.equal(await cat.page.getByRole("button", { name: "React" }).count(), 0);
    assert.equal(await ann.composer.count(), 1);
    // What the form shows is what has come by then.
    await ann.page.getByText(/changed the room's settings/).first().waitFor();
    await open("Rights");
    assert.equal(await settings.getByLabel("Write messages", { exact: true }).inputValue(), "moderator");
    await settings.getByLabel("Write messages", { exact: true }).selectOption({ label: "Member" });
    await settings.getByLabel("Slow mode").selectOption({ label: "1 hour" });
    await save();

    // Slow mode counts down, over a reload, too; the text stays.
    await cat.composer.waitFor();
    await cat.say("first");
    await ann.sees("first");
    await cat.page.getByText(/one writes every 1 hour\. You can write again in \d+ s/).waitFor();
    await cat.composer.fill("second");
    await cat.composer.press("Enter");
    assert.equal(await cat.composer.inputValue(), "second");
    await cat.page.reload();
    await cat.page.getByText(/You can write again in \d+ s/).waitFor();
    assert.deepEqual(await violations(cat), []);

    // Archived: for its owner, too, until it is opened again.
    await open("End");
    await settings.getByRole("button", { name: "Archive", exact: true }).press("Enter");
    await settings.getByText("This room is archived: nobody can write in it.").waitFor();
    assert.deepEqual(await violations(ann), []);
    await cat.page.getByText("This room is archived: it can only be read.").waitFor();
    await settings.getByRole("button", { name: "Open the room again" }).press("Enter");
    await settings.getByRole("button", { name: "Archive", exact: true }).waitFor();

    // All of it is on the record, that can be looked through and saved.
    await settings.getByRole("tab", { name: "Record" }).click();
    await settings.getByText(/ann.* changed the room's settings: Rights, Slow mode/).waitFor();
    assert.deepEqual(await violations(ann), []);
    await settings.getByLabel("What was done").selectOption({ label: "Bans" });
    await settings.getByText("Nothing of this was done.").waitFor();
    await settings.getByLabel("What was done").selectOption({ label: "Settings changed" });
    await settings.locator("li", { hasText: "Archived" }).first().waitFor();
    const [download] = await Promise.all([
      ann.page.waitForEvent("download"),
      settings.getByRole("link", { name: "Save as a file" }).press("Enter"),
    ]);
    const lines = (await Deno.readTextFile(await download.path())).trim().split("\n");
    assert.deepEqual([...new Set(lines.map((line) => JSON.parse(line).action))], ["change"]);
    await ann.page.keyboard.press("Escape");
    await cat.composer.waitFor();
  },
);
