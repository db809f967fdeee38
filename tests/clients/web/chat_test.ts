import assert from "node:assert/strict";
import { browserTest } from "./web_bench.ts";

browserTest(
  "Two people in two browsers chat: each sees the other write, every message once and in one order",
  async (bench) => {
    const ann = await bench.person("ann");
    const bob = await bench.person("bob");
    const room = await ann.createRoom("garden");
    await Promise.all([ann.enter(room), bob.enter(room)]);

    await ann.composer.pressSequentially("hel");
    await bob.page.getByText(/ann.* is typing/).waitFor();
    await ann.composer.press("Enter");
    await bob.sees("hel");
    for (let i = 1; i <= 6; i++) await (i % 2 === 0 ? ann : bob).say(`number ${i} of **six**`);
    await Promise.all([ann.sees("number 6 of six"), bob.sees("number 6 of six")]);
    await ann.until("all six are there", async () => (await ann.texts()).length === 7);
    await bob.until("both see the same", async () => {
      return JSON.stringify(await ann.texts()) === JSON.stringify(await bob.texts());
    });

    // Elsewhere in the application, what comes is unread: in the list, in the title and in the sign of the page.
    await bob.visit("/");
    await bob.isConnected();
    await ann.say("are you there?");
    await bob.page.getByRole("link", { name: /garden.*1 unread message/ }).waitFor();
    await bob.until("the title counts it", async () => /^\(1\)/.test(await bob.page.title()));
    assert.match(await bob.page.locator('link[rel="icon"]').getAttribute("href") ?? "", /unread/);
    await bob.page.getByRole("link", { name: /garden/ }).click();
    await bob.page.getByRole("separator").filter({ hasText: "New" }).waitFor();
    await bob.until("it counts as read", async () => !/^\(/.test(await bob.page.title()));
    await ann.say("good to see you");
    await bob.sees("good to see you");
  },
);

browserTest(
  "The server is killed while somebody types, and comes back: nothing is lost, nothing twice, nothing reloaded",
  async (bench) => {
    const ann = await bench.person("ann");
    const bob = await bench.person("bob");
    const room = await ann.createRoom("garden");
    await Promise.all([ann.enter(room), bob.enter(room)]);
    await ann.say("before");
    await bob.sees("before");
    await ann.page.evaluate(() => Object.assign(globalThis, { stillHere: true }));

    await ann.composer.pressSequentially("in the mid");
    await bench.killServer();
    await ann.composer.pressSequentially("dle");
    await ann.composer.press("Enter");
    await bob.say("from bob, meanwhile");
    await ann.page.locator(".message.pending .said", { hasText: "in the middle" }).waitFor();
    await ann.page.getByText(/No connection/).first().waitFor();
    await bench.startServer();

    for (const person of [ann, bob]) {
      await person.sees("in the middle");
      await person.sees("from bob, meanwhile");
      await person.isConnected();
    }
    await bob.until("both see the same", async () => {
      return JSON.stringify(await ann.texts()) === JSON.stringify(await bob.texts());
    });
    assert.equal((await ann.texts()).length, 3);
    assert.equal(await ann.page.evaluate(() => "stillHere" in globalThis), true);
  },
);

browserTest(
  "The network falls silent, then breaks, then returns: words say so, and what was missed comes in order",
  async (bench) => {
    const ann = await bench.person("ann");
    const room = await ann.createRoom("garden");
    await ann.enter(room);
    await ann.say("one");
    await ann.sees("one");
    bench.proxy.set("refused");
    await ann.page.getByRole("status").filter({ hasText: "What you write is kept" }).waitFor();
    await ann.say("two");
    await ann.say("three");
    assert.equal(await ann.page.locator(".message.pending").count(), 2);
    bench.proxy.set("open");
    await ann.page.getByRole("status").filter({ hasText: "What you write is kept" }).waitFor({ state: "detached" });
    await ann.sees("three");
    assert.deepEqual(await ann.texts(), ["one", "two", "three"]);
  },
);

browserTest(
  "A reload without a network keeps the room readable, what was written and what was only begun",
  async (bench) => {
    const ann = await bench.person("ann");
    const room = await ann.createRoom("garden");
    await ann.enter(room);
    await ann.say("kept on the server");
    await ann.sees("kept on the server");
    // The application itself has to be kept first.
    await ann.page.waitForFunction(async () => {
      return (await navigator.serviceWorker.getRegistration())?.active?.state === "activated";
    });
    await ann.page.reload();
    await ann.sees("kept on the server");
    await ann.isConnected();

    bench.proxy.set("refused");
    await ann.say("written in a tunnel");
    await ann.composer.fill("only begun");
    await ann.page.locator(".message.pending").waitFor();
    await ann.page.reload();
    await ann.sees("kept on the server");
    await ann.page.locator(".message.pending .said", { hasText: "written in a tunnel" }).waitFor();
    assert.equal(await ann.composer.inputValue(), "only begun");

    bench.proxy.set("open");
    await ann.sees("written in a tunnel");
    const bob = await bench.person("bob");
    await bob.enter(room);
    await bob.sees("written in a tunnel");
    assert.deepEqual(await bob.texts(), ["kept on the server", "written in a tunnel"]);
  },
);
